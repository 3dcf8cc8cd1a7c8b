import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { buildCli, type CliResult, callCli } from "../../support/built-cli.ts";
import { type Attack, SECRETS, UNSET } from "./attack.ts";
import { CONFIGURATION_ATTACKS } from "./configuration-attacks.ts";
import { DOTENV_ATTACKS } from "./dotenv-attacks.ts";
import { folderOf, type Peers, startPeers } from "./stranger-folder.ts";

/*
 * An operator enters a stranger's folder and types `aoai-probe run`. The built program against real sockets: what counts
 * is what the peers received. Each attack is also run with its file named, which shows that it would work.
 */

const ATTACKS = [...CONFIGURATION_ATTACKS, ...DOTENV_ATTACKS];
/** A bound that catches a hang. */
const LONGEST_MS = 120_000;

const state = mkdtempSync(join(tmpdir(), "aoai-probe-state-"));
const folders: string[] = [];
beforeAll(buildCli);
afterAll(() => {
  for (const folder of [state, ...folders]) rmSync(folder, { recursive: true, force: true });
});

interface Outcome extends CliResult {
  peers: Peers;
  succeeded: boolean;
}

async function enter(attack: Attack, more: string[]): Promise<Outcome> {
  const peers = await startPeers(attack.own);
  try {
    const cwd = folderOf(attack.files(peers), attack.links);
    folders.push(cwd);
    const variables = { ...SECRETS, AZURE_OPENAI_ENDPOINT: peers.own.origin, ...attack.env?.(peers) };
    const env = Object.fromEntries(Object.entries(variables).filter(([, value]) => value !== UNSET));
    const args = attack.args?.(peers) ?? ["--probe", "models-v1"];
    const result = await callCli(["run", ...args, "--timeout", "5s", "--max-wait", "1ms", ...more], {
      cwd,
      env: { XDG_STATE_HOME: state, ...env },
    });
    return { ...result, peers, succeeded: attack.succeeded(peers, result.stdout) };
  } finally {
    await peers.close();
  }
}

describe("a run in a stranger's folder", () => {
  it.concurrent.each(ATTACKS)(
    "keeps what is the operator's: $name",
    async (attack) => {
      const { code, stderr, stdout, peers, succeeded } = await enter(attack, []);
      expect({ succeeded, stderr: succeeded ? stderr : "" }).toEqual({ succeeded: false, stderr: "" });
      for (const secret of Object.values(SECRETS)) expect(stderr + stdout).not.toContain(secret);
      if (attack.expected.kind === "refused") {
        expect({ code, sent: [...peers.own.received, ...peers.stranger.received] }).toEqual({ code: 2, sent: [] });
        for (const text of attack.expected.says(peers)) expect(stderr).toContain(text);
        expect(stderr).toContain("Nothing was sent.");
      } else {
        expect([0, 3]).toContain(code);
        expect(peers.stranger.received).toEqual([]);
        expect(stderr).toContain(`Sending to ${peers.own.origin} with AZURE_OPENAI_API_KEY\n`);
      }
    },
    LONGEST_MS,
  );

  it.concurrent.each(ATTACKS.filter(({ named }) => named !== null))(
    "would not, did the operator name the file: $name",
    async (attack) => {
      const { succeeded, stderr } = await enter(attack, attack.named ?? []);
      expect({ succeeded, stderr: succeeded ? "" : stderr }).toEqual({ succeeded: true, stderr: "" });
      expect(stderr).toContain("Sending to ");
    },
    LONGEST_MS,
  );

  it("was tried in every one of these ways", () => {
    expect(ATTACKS.length).toBeGreaterThanOrEqual(25);
    console.log(`folders: ${ATTACKS.length} attacks by a working directory, 0 succeeded`);
  });
});
