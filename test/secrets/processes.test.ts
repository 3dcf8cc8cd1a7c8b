import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { buildCli, callCli, runCli } from "../support/built-cli.ts";
import { LONG } from "../support/long-counts.ts";
import { type Canaries, freshCanaries, KNOWN } from "./canaries.ts";
import { DISGUISES } from "./disguises.ts";
import { COURSES, honestScript, PLACES, plant } from "./hostile-answers.ts";
import { hostilePeer } from "./random-run.ts";
import { OUTPUT, scratch } from "./whole-process.ts";

/** How often a case is run that sends: with a key and with a token, with files and without. One that is refused, once. */
const ROUNDS = LONG ? 2 : 1;
const roundsOf = ({ codes }: ProcessCase) => (codes.includes(2) ? 1 : ROUNDS);
const EITHER = [0, 3];

/** A whole process: its arguments, what it finds in its environment and folder, and how it may end. */
interface ProcessCase {
  name: string;
  args?: (c: Canaries) => string[];
  env?: (c: Canaries) => Record<string, string>;
  files?: (c: Canaries) => Record<string, string>;
  /** Exit codes that it may end with. */
  codes: number[];
}

const asHost = (secret: string) => secret.replace(/[^A-Za-z0-9]/g, "").slice(0, 60);
const yaml = (lines: string[]) => ({ "aoai-probe.yaml": lines.join("\n") });
const target = (endpoint: string, key: string, deployment = "dep") => [
  "targets:",
  "  - name: t",
  `    endpoint: ${endpoint}`,
  `    key: ${key}`,
  `    deployments: [{ name: ${deployment}, role: conversation }]`,
];

const CASES: ProcessCase[] = [
  ...COURSES.map((course) => ({ name: `a hostile peer: ${course}`, codes: EITHER })),
  {
    name: "a key as the endpoint's host",
    codes: [2],
    env: (c) => ({ AZURE_OPENAI_ENDPOINT: `https://${asHost(c.S1)}.example`, AZURE_OPENAI_API_KEY: asHost(c.S1) }),
  },
  {
    name: "userinfo in the endpoint",
    codes: [2],
    env: (c) => ({ AZURE_OPENAI_ENDPOINT: `https://me:${c.S10}@r.openai.azure.com` }),
  },
  {
    name: "a key in the endpoint's query",
    codes: [2],
    env: (c) => ({ AZURE_OPENAI_ENDPOINT: `https://r.openai.azure.com/?api-key=${c.S3}` }),
  },
  { name: "a key on the command line", codes: [2], args: (c) => ["run", "--api-key", c.S3] },
  { name: "a key in the configuration", codes: [2], files: (c) => yaml(target("https://r.openai.azure.com", c.S11)) },
  {
    name: "a key as a deployment's name in the configuration",
    codes: [2],
    files: (c) => yaml(target("http://127.0.0.1:9", "{ env: AZURE_OPENAI_API_KEY }", asHost(c.S1))),
    env: (c) => ({ AZURE_OPENAI_ENDPOINT: "", AZURE_OPENAI_API_KEY: asHost(c.S1) }),
  },
  {
    name: "a proxy that is none, with a password",
    codes: [2],
    env: (c) => ({ HTTPS_PROXY: `ftp://me:${c.S9}@proxy.example` }),
  },
  {
    name: "a .env file that holds it all",
    codes: EITHER,
    files: (c) => ({
      ".env": Object.entries(c)
        .map(([kind, value]) => `${kind}=${value}`)
        .join("\n"),
    }),
  },
];

/** A long run has a process each. By default one process makes all calls, and the environment of each is its own. */
const processes = scratch(LONG ? runCli : callCli);
beforeAll(buildCli);
afterAll(() => processes.remove());

function leaksOf(
  one: ProcessCase,
  round: number,
  endpoint: string,
  extra: Record<string, string> = {},
  canaries = freshCanaries(),
) {
  const token = round % 2 === 1 && one.env === undefined;
  const env = {
    AZURE_OPENAI_ENDPOINT: one.files === undefined || one.name.includes(".env") ? endpoint : "",
    [token ? "AZURE_OPENAI_AD_TOKEN" : "AZURE_OPENAI_API_KEY"]: token
      ? `eyJhbGciOiJub25lIn0.${canaries.S4}.c2ln`
      : canaries.S1,
    AZURE_OPENAI_DEPLOYMENT: "dep=conversation",
    HTTPS_PROXY: `http://me:${encodeURIComponent(canaries.S9)}@127.0.0.1:9`,
    AZURE_CLIENT_SECRET: canaries.S11,
    ...extra,
    ...one.env?.(canaries),
  };
  const asking = ["run", "--probe", "ga-client-secret-realtime", "--matrix", "--max-wait", "1ms", "--timeout", "5s"];
  const args = one.args?.(canaries) ?? [...asking, ...(round % 2 === 0 ? ["-o", OUTPUT] : [])];
  return processes.run({ args, env, files: one.files?.(canaries) ?? {}, canaries });
}

/** One process of a case, against a hostile peer of its own. */
async function oneProcess(one: ProcessCase, round: number): Promise<void> {
  const peer = await hostilePeer();
  const course = COURSES.find((name) => one.name.endsWith(`: ${name}`)) ?? "answered";
  const canaries = freshCanaries();
  const script = honestScript(course, canaries.S5);
  const names = Object.keys(PLACES);
  const known = KNOWN.filter((kind) => kind === "S9" || kind === (round % 2 === 1 ? "S4" : "S1"));
  const first = CASES.indexOf(one) * ROUNDS + round;
  for (let n = 0; n < 5; n++) {
    const place = names[(first * 5 + n * 3) % names.length] ?? "";
    plant(script, { place, kind: first + n, disguise: first * 7 + n }, canaries, Object.entries(DISGUISES), known);
  }
  peer.play(script);
  const { code, leaks, stderr } = await leaksOf(one, round, peer.peer.url("http", "/").origin, {}, canaries);
  expect(peer.peer.received.length > 0).toBe(!one.codes.includes(2));
  expect({ leaks, code: one.codes.includes(code ?? -1) ? "expected" : `${code}: ${stderr}` }).toEqual({
    leaks: [],
    code: "expected",
  });
  await peer.peer.close();
}

describe("a whole process", () => {
  it.each(CASES)(
    "writes no secret: $name",
    async (one) => {
      // A single round has the key or the token in turn.
      const first = LONG ? 0 : CASES.indexOf(one) % 2;
      await Promise.all(Array.from({ length: roundsOf(one) }, (_, round) => oneProcess(one, first + round)));
    },
    60_000,
  );

  it("was made of each case as often", () => {
    expect(processes.made()).toBe(CASES.reduce((total, one) => total + roundsOf(one), 0));
    expect(processes.made()).toBeGreaterThanOrEqual(CASES.length);
    console.log(
      `secrets: ${processes.made()} whole processes, 0 leaks in files, temporary files, journals and standard streams`,
    );
  });
});
