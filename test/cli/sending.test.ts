import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Recipient, recipientInWords } from "../../src/cli/configuration/recipient.ts";
import { buildCli, callCli, finished, startCli } from "../support/built-cli.ts";
import { type RawPeer, rawPeer, response, say } from "../support/raw-peer.ts";

/* Who gets which credential is said before the first request, for every target and by every verb that sends. */

const KEY = "0123456789abcdef0123456789abcdef";
const TOKEN = "a-token-of-the-operator-0001";
const folder = mkdtempSync(join(tmpdir(), "aoai-probe-sending-"));
let peer: RawPeer;
let origin: string;

beforeAll(async () => {
  await buildCli();
  peer = await rawPeer(say(response("404 Not Found", [], "{}")));
  origin = peer.url("http").origin;
}, 90_000);
afterAll(async () => {
  await peer.close();
  rmSync(folder, { recursive: true, force: true });
});

const env = (more: Record<string, string> = {}) => ({ XDG_STATE_HOME: folder, AZURE_OPENAI_ENDPOINT: origin, ...more });

const CASES: [recipient: Partial<Recipient>, words: string][] = [
  [{}, "https://r.example with KEY"],
  [{ credentials: [{ from: "TOKEN", as: "bearer" }] }, "https://r.example with TOKEN as bearer"],
  [
    {
      credentials: [
        { from: "KEY", as: "header" },
        { from: "TOKEN", as: "bearer" },
      ],
    },
    "https://r.example with KEY and TOKEN as bearer",
  ],
  [{ credentials: [{ from: "KEY", as: "query" }] }, "https://r.example with KEY in the URL"],
  [
    { credentials: [{ from: "an Entra token (azure-cli)", as: "bearer" }] },
    "https://r.example with an Entra token (azure-cli) as bearer",
  ],
  [{ credentials: [] }, "https://r.example without a credential"],
  [
    { origins: ["https://r.example", "https://w.example", "https://v.example"] },
    "https://r.example, https://w.example and https://v.example with KEY",
  ],
  [
    { redirectOrigins: ["https://alias.example"] },
    "https://r.example with KEY, and after a redirect to https://alias.example",
  ],
];

describe("the line before the first request", () => {
  it.each(CASES)("of %j is: %s", (more, words) => {
    const credentials: Recipient["credentials"] = [{ from: "KEY", as: "header" }];
    const recipient = { target: "t", origins: ["https://r.example"], redirectOrigins: [], credentials, ...more };
    expect(recipientInWords(recipient)).toBe(words);
  });

  it.each<[string, Record<string, string>, string]>([
    ["a key", { AZURE_OPENAI_API_KEY: KEY }, "with AZURE_OPENAI_API_KEY"],
    ["a token", { AZURE_OPENAI_AD_TOKEN: TOKEN }, "with AZURE_OPENAI_AD_TOKEN as bearer"],
  ])("of a run with %s comes before anything is received, and holds no value", async (_what, variables, words) => {
    const before = peer.received.length;
    const child = startCli(["run", "--deployment", "d=chat", "--probe", "models-v1", "--timeout", "5s"], {
      env: env(variables),
    });
    let receivedBefore = -1;
    child.stderr?.on("data", (text: Buffer | string) => {
      if (String(text).includes("Sending to ") && receivedBefore === -1) receivedBefore = peer.received.length;
    });
    child.stdin?.end();
    const { stderr } = await finished(child);
    expect(stderr.match(/^Sending .*$/gm)).toEqual([`Sending to ${origin} ${words}`]);
    expect(receivedBefore).toBe(before);
    expect(peer.received.length).toBeGreaterThan(before);
    expect(stderr).not.toMatch(new RegExp(`${KEY}|${TOKEN}`));
  });

  it("is one for each target that has a credential, and none for one that is left out", async () => {
    const targets = ["A", "B", "C"].flatMap((name) => [
      `  - name: ${name}`,
      `    endpoint: ${origin}`,
      `    key: { env: KEY_${name} }`,
      "    deployments: [{ name: d, role: chat }]",
    ]);
    const file = join(folder, "three.yaml");
    writeFileSync(file, ["targets:", ...targets, ""].join("\n"));
    const { stderr } = await callCli(["run", "-c", file, "--probe", "models-v1", "--timeout", "5s"], {
      env: env({ KEY_A: KEY, KEY_C: KEY }),
    });
    expect(stderr.match(/^Sending .*$/gm)).toEqual(["KEY_A", "KEY_C"].map((key) => `Sending to ${origin} with ${key}`));
    expect(stderr).toContain("Target B is skipped");
  });

  it("and the requests of a run with --target are those of this target", async () => {
    const other = await rawPeer(say(response("404 Not Found", [], "{}")));
    const targets = Object.entries({ A: origin, B: other.url("http").origin }).flatMap(([name, endpoint]) => [
      `  - { name: ${name}, endpoint: "${endpoint}", key: { env: KEY_A }, deployments: [{ name: d, role: chat }] }`,
    ]);
    const file = join(folder, "two.yaml");
    writeFileSync(file, ["targets:", ...targets, ""].join("\n"));
    const before = peer.received.length;
    const args = ["-c", file, "--probe", "models-v1", "--timeout", "5s", "--no-settle"];
    const { stderr } = await callCli(["run", ...args, "--target", "A"], { env: env({ KEY_A: KEY }) });
    expect(stderr.match(/^Sending .*$/gm)).toEqual([`Sending to ${origin} with KEY_A`]);
    expect([peer.received.length > before, other.received.length]).toEqual([true, 0]);
    const mistyped = await callCli(["run", ...args, "--target", "AA"], { env: env({ KEY_A: KEY }) });
    expect([mistyped.code, mistyped.stderr]).toEqual([2, expect.stringContaining("did you mean `A`?")]);
    await other.close();
  });

  it("comes before a deadline ends the run with exit code 4, and what had not begun is no coverage", async () => {
    const out = join(folder, "late");
    const args = [
      "--deployment",
      "d=chat",
      "--probe",
      "models-v1",
      "--repeat",
      "100",
      "--deadline",
      "1ms",
      "--no-settle",
    ];
    const { code, stderr } = await callCli(["run", ...args, "-j", "1", "-o", out], {
      env: env({ AZURE_OPENAI_API_KEY: KEY }),
    });
    expect([code, stderr]).toEqual([
      4,
      expect.stringMatching(/^Exit 4: The deadline passed before \d+ cells began\.$/m),
    ]);
    const { run, results } = JSON.parse(readFileSync(join(out, "report.json"), "utf8"));
    const late = results.filter(({ cause }: { cause: string }) => cause === "skipped.deadline");
    expect([run.complete, late.length > 50]).toEqual([false, true]);
    expect(late.every(({ verdict }: { verdict: string }) => verdict === "skipped")).toBe(true);
  });

  it("of a plan says that only a run would send", async () => {
    const before = peer.received.length;
    const { stderr } = await callCli(["plan", "--deployment", "d=chat", "--probe", "models-v1"], {
      env: env({ AZURE_OPENAI_API_KEY: KEY }),
    });
    expect(stderr).toContain(`A run would send to ${origin} with AZURE_OPENAI_API_KEY\n`);
    expect(peer.received.length).toBe(before);
  });

  it("of why comes before its question", async () => {
    const args = ["ga-realtime", "ga-no-selector", "--deployment", "d=conversation", "--endpoint", origin];
    const { stderr, code } = await callCli(["why", ...args], { env: env({ AZURE_OPENAI_API_KEY: KEY }) });
    expect(code).toBe(2);
    expect(stderr).toMatch(new RegExp(`^Sending to ${origin} with AZURE_OPENAI_API_KEY\n[^]*may be billed`, "m"));
  });

  it("of an embedded run says that nothing leaves this machine", async () => {
    const { stderr } = await callCli(["run", "--emulate", "all-supported", "--probe", "models-v1"], {
      env: env({ AZURE_OPENAI_API_KEY: KEY }),
    });
    expect(stderr).toContain("nothing leaves this machine");
    expect(stderr).not.toContain("Sending to ");
  });
});
