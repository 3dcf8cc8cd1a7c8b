import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { DIAGNOSES } from "../../src/diagnose/index.ts";
import { SCENARIOS } from "../../src/emulator/scenarios/index.ts";
import { FIELD_SCENARIOS, runScenarios } from "../support/embedded.ts";

/** Which findings each scenario shows: checked in, so that a finding that comes or goes is read before it lands. */
const GOLDEN = join(import.meta.dirname, "findings-by-scenario.txt");
const WRITE = process.env.AOAI_PROBE_WRITE_SAMPLES === "1";
const AT_ONCE = 12;

/** Runs of one scenario each, and of several places at once, which only together can be compared. */
const RUNS: [name: string, scenarios: Record<string, string>][] = [
  ...Object.keys(SCENARIOS).map((name): [string, Record<string, string>] => [name, { one: name }]),
  ["three regions at once", FIELD_SCENARIOS],
];

/** Findings that no scenario shows by itself: they need another credential, name, peer, host or a real resource. */
const ONLY_AS_SITUATIONS = [
  "claim-confirmed",
  "claim-contradicted",
  "control-unhealthy",
  "deployment-missing",
  "differs-by-region",
  "endpoint-unreachable",
  "ephemeral-auth-required",
  "handshake-rate-limited",
  "host-alias-differs",
  "key-rejected",
  "missing-and-unsupported-look-alike",
  "model-name-unknown",
  "not-the-service",
  "quota-exhausted-in-session",
  "redirect-leaves-origin",
  "role-missing",
  "session-closed-without-reason",
  "shape-mismatch",
  "token-rejected",
];

const found = new Map<string, string[]>();

beforeAll(async () => {
  const queue = [...RUNS];
  const worker = async () => {
    for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
      const [name, scenarios] = next;
      const scope = name.startsWith("fr-") ? "documented" : "all";
      const { report } = await runScenarios(scenarios, { scope });
      found.set(name, [...new Set(report.findings.map(({ code }) => code))].sort());
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
}, 180_000);

describe("the findings of every scenario", () => {
  it("are those on record", () => {
    const text = `${RUNS.map(([name]) => `${name}\n${(found.get(name) ?? []).map((code) => `  ${code}\n`).join("")}`).join("\n")}`;
    if (WRITE) writeFileSync(GOLDEN, text);
    expect(text, "run `npm run samples` and read what changed").toBe(readFileSync(GOLDEN, "utf8"));
  });

  it("hold each finding but those that need another peer, credential or name than a scenario has", () => {
    const shown = new Set([...found.values()].flat());
    const never = DIAGNOSES.map(({ code }) => code).filter((code) => !shown.has(code));
    // Each of these is shown by situations made of recordings instead.
    expect(never).toEqual(ONLY_AS_SITUATIONS);
  });
});
