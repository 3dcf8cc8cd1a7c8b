import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { FINDING_RULES } from "../../src/diagnose/index.ts";
import type { Report } from "../../src/model/report.ts";
import { ROWS } from "./rows/index.ts";

/** Which findings each scenario shows: checked in, so that a finding that comes or goes is read before it lands. */
const GOLDEN = join(import.meta.dirname, "findings-by-scenario.txt");
const WRITE = process.env.AOAI_PROBE_WRITE_SAMPLES === "1";

/** A finding that more rows show than these is told by their number. */
const ROWS_NAMED = 6;

const CODES = FINDING_RULES.map(({ code }) => code);

/** What looks like a finding's case and is not: the finding is silent there, and why. */
const NEAR_MISSES: [code: string, row: string, because: string][] = [
  ["access-refused", "fr-085, with the key of another resource", "the answer speaks of the key"],
  ["attempts-disagree", "fr-005-2025-11-18", "each attempt fails alike"],
  ["claim-confirmed", "three regions at once", "an emulator answered"],
  ["claim-contradicted", "three regions at once", "an emulator answered"],
  ["control-unhealthy", "all-supported", "its controls are answered as they should be"],
  ["deployment-missing", "france-central-2026-06-10-translate", "one route denies what others serve"],
  ["deployment-missing", "refusals-alike", "the deployments are known to other paths"],
  ["differs-by-region", "three regions at once", "the regions answer alike"],
  ["endpoint-intermittent", "connections are accepted, and nothing is answered", "it never answered"],
  ["endpoint-silent", "nobody listens", "no connection is accepted"],
  ["endpoint-unreachable", "a portal that asks to sign in", "somebody answered"],
  ["ephemeral-auth-required", "fr-085, with the key of another resource", "no credential of its kind would do"],
  ["every-request-rate-limited", "fr-092", "other paths are answered"],
  ["handshake-rate-limited", "load-test-2026", "the limit was not met"],
  ["handshake-rate-limited", "all-supported, no turn left in any session", "the limit is met inside the session"],
  ["host-alias-differs", "sweden-central-2026-06-05 beside all-supported, which serves more", "two resources"],
  ["key-auth-disabled", "fr-085, with the key of another resource", "keys are taken, and this is another's"],
  ["key-rejected", "fr-087", "the key is right, and keys are not taken"],
  ["key-rejected", "fr-088", "the network is refused, and not the key"],
  ["late-refusal", "fr-005-2025-11-18", "a failure without a code is no refusal"],
  ["missing-and-unsupported-look-alike", "model-retired", "it is the companion that is refused"],
  ["model-name-unknown", "all-supported, and a deployment that was never made", "no known name is near"],
  ["model-retires-soon", "three regions at once, as if they were real", "every date is far away"],
  ["network-restricted", "a resource that denies everybody in words that nobody recorded", "it does not say so"],
  ["not-the-service", "nobody listens", "nobody answered"],
  ["operation-unsupported-by-model", "all-supported, and a deployment that was never made", "it is the deployment"],
  ["quota-exhausted-in-session", "load-test-2026, with more handshakes than it takes", "no session was open"],
  ["rate-limited", "load-test-2026, with more handshakes than it takes", "it is the handshakes that are limited"],
  ["redirect-leaves-origin", "france-central-2026-06-10", "the redirect stays on its host"],
  ["request-not-sent", "all-supported, and a deployment that was never made", "its name is safe"],
  ["role-missing", "token-for-another, with a token", "the token itself is refused"],
  ["same-in-every-region", "france-central-2026-06-10", "one region alone"],
  ["server-defect", "fr-005-2025-11-18", "the session works, and its transcription fails"],
  ["session-closed-without-reason", "fr-095", "the close says why"],
  ["shape-mismatch", "france-central-2026-06-10", "an update of another type has the right shape"],
  ["token-rejected", "fr-086, with a token whose identity lacks the role", "the token is good"],
  ["transcription-pathway-degraded", "all-supported", "it transcribes"],
  ["not-the-service", "all-supported, behind a gateway that carries no sockets", "it is told as no socket"],
  ["websocket-blocked", "a portal that asks to sign in", "plain requests are not answered by the service either"],
  ["working-path", "fr-088", "nothing is let in"],
];

/** Checks the findings of the reports of all rows, by the name of the row. */
export function checkFindings(reports: ReadonlyMap<string, Report>): void {
  it("are those on record", () => {
    const text = matrix(reports);
    if (WRITE) writeFileSync(GOLDEN, text);
    expect(text, "run `npm run samples` and read what changed").toBe(readFileSync(GOLDEN, "utf8"));
  });

  it("hold every finding that there is", () => {
    expect(CODES.filter((code) => showing(reports, code).length === 0)).toEqual([]);
  });

  it.each(NEAR_MISSES)("do not hold %s at %s: %s", (code, row) => {
    expect(CODES).toContain(code);
    expect(reports.has(row), "no such row").toBe(true);
    expect(codesOf(reports, row)).not.toContain(code);
  });

  it("are each silent somewhere", () => {
    expect(CODES.filter((code) => showing(reports, code).length === ROWS.length)).toEqual([]);
  });
}

function codesOf(reports: ReadonlyMap<string, Report>, row: string): string[] {
  return [...new Set(reports.get(row)?.findings.map(({ code }) => code))].sort();
}

function showing(reports: ReadonlyMap<string, Report>, code: string): string[] {
  return ROWS.map(({ name }) => name).filter((name) => codesOf(reports, name).includes(code));
}

/** By finding, where it fires; and by scenario, what does. */
function matrix(reports: ReadonlyMap<string, Report>): string {
  const width = Math.max(...CODES.map((code) => code.length));
  const byCode = CODES.map((code) => {
    const rows = showing(reports, code);
    const where = rows.length > ROWS_NAMED ? `${rows.length} of ${ROWS.length} scenarios, below` : rows.join("\n");
    return `${code.padEnd(width)}  ${where.replaceAll("\n", `\n${" ".repeat(width + 2)}`)}`;
  });
  const byRow = ROWS.map(
    ({ name }) =>
      `${name}\n${codesOf(reports, name)
        .map((code) => `  ${code}\n`)
        .join("")}`,
  );
  return [
    "Generated by `npm run samples`: where each finding fires. Wherever it is not named, it is silent.",
    "",
    "BY FINDING",
    "",
    ...byCode,
    "",
    "BY SCENARIO, AND WHAT IS NOT AS THE SCENARIO ALONE HAS IT",
    "",
    byRow.join("\n"),
  ].join("\n");
}
