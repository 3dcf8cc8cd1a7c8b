import { rmSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { buildCli } from "../../support/built-cli.ts";
import { requireTerminal, runOnTerminal } from "../../support/terminal.ts";
import { SECRETS } from "./attack.ts";
import { folderOf, type Peers, startPeers } from "./stranger-folder.ts";

/* On a terminal the operator is asked. Anything but a yes sends nothing. */

let peers: Peers;
let cwd: string;
beforeAll(async () => {
  requireTerminal();
  await buildCli();
  peers = await startPeers(undefined);
  cwd = folderOf({
    "aoai-probe.yaml": [
      "targets:",
      "  - name: t",
      `    endpoint: ${peers.stranger.origin}`,
      "    key: { env: GITHUB_TOKEN }",
      "    deployments: [{ name: d, role: chat }]",
      "",
    ].join("\n"),
  });
}, 90_000);
afterAll(async () => {
  await peers.close();
  rmSync(cwd, { recursive: true, force: true });
});

const QUESTION = "Use aoai-probe.yaml anyway? [y/N]";

function answer(keys: string) {
  return runOnTerminal(["run", "--probe", "models-v1", "--timeout", "5s", "-o", "out"], {
    cwd,
    env: { ...SECRETS, AZURE_OPENAI_ENDPOINT: peers.own.origin },
    types: [{ when: QUESTION, keys }],
  });
}

describe("a configuration that was found, on a terminal", () => {
  it.each([
    ["n", "n\r"],
    ["nothing", "\r"],
    ["a word that begins with y", "yesterday\r"],
    ["the end of input", "\u0004"],
    ["an interruption", "\u0003"],
  ])(
    "is not used after %s",
    async (_name, keys) => {
      const { code, screen } = await answer(keys);
      expect({ code, received: peers.stranger.received }).toEqual({ code: 2, received: [] });
      expect(screen).toContain(`aoai-probe.yaml:3:15: 'targets[0].endpoint' would send GITHUB_TOKEN to`);
      expect(screen).toContain("Nothing was sent");
      for (const secret of Object.values(SECRETS)) expect(screen).not.toContain(secret);
    },
    60_000,
  );

  it("is used after a yes, and the line before the first request names origin and variable", async () => {
    const { screen } = await answer("y\r");
    expect(peers.stranger.received.join()).toContain(SECRETS.GITHUB_TOKEN);
    expect(peers.own.received).toEqual([]);
    expect(screen).toContain(`Sending to ${peers.stranger.origin} with GITHUB_TOKEN`);
    for (const secret of Object.values(SECRETS)) expect(screen).not.toContain(secret);
  }, 60_000);
});
