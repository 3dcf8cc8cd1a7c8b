import { describe, expect, it } from "vitest";
import { CAUSES, type Cause, verdictOf } from "../../src/model/cause.ts";
import type { Recording } from "../../src/model/recording.ts";
import type { Report, Result } from "../../src/model/report.ts";
import { comparisonsOf } from "../../src/render/comparison.ts";
import { comparisonInWords } from "../../src/render/comparison-in-words.ts";
import { rollOutLines } from "../../src/render/markdown/roll-out.ts";
import { format as markdown } from "../../src/render/markdown.ts";
import { rollOut } from "../../src/render/roll-out.ts";
import { rollOutTable } from "../../src/render/table/roll-out.ts";
import { format as table } from "../../src/render/table.ts";
import { readEmbeddedReport } from "../support/embedded-report.ts";

/*
 * A comparison and the roll-out table never say that a path does not work on a target that gave no evidence.
 */

const VIEW = { matrix: false, target: null, finding: null };
const report = readEmbeddedReport();
const MODEL = "gpt-realtime-translate";
const SPELLING = { name: (text: string) => text, id: (text: string) => text };
const GA = `east-us-2/${MODEL}/ga-translation`;

/** The report, one result of which ended otherwise. */
function withResult(change: (result: Result) => Partial<Result>): Report {
  return { ...report, results: report.results.map((r) => (r.cell.id === GA ? { ...r, ...change(r) } : r)) };
}

function ended(cause: Cause, more: Partial<Result> = {}): Report {
  return withResult(() => ({ verdict: verdictOf(cause), cause, ...more }));
}

/** A recording without anything that identifies the service. */
function unmarked(recording: Recording | null): Recording | null {
  const copy = structuredClone(recording);
  for (const step of copy?.attempts.flatMap(({ steps }) => steps) ?? []) {
    step.frames = [];
    for (const hop of step.hops) {
      hop.responseHeaders = [["content-type", "application/json"]];
      hop.body = null;
    }
  }
  return copy;
}

const splitsOf = (one: Report) => comparisonsOf(one).find(({ model }) => model.startsWith(MODEL))?.splits;
const flowing = (text: string) => text.replace(/\n +/g, " ");

const SILENT: Cause[] = [
  "throttled.call-rate",
  "throttled.handshake-rate",
  "throttled.token-rate",
  "throttled.quota",
  "auth.key-invalid",
  "auth.key-disabled",
  "auth.token-expired",
  "auth.role-missing",
  "auth.network-acl",
  "auth.refused",
  "dns.nxdomain",
  "tcp.refused",
  "tcp.timeout",
  "tls.cert.expired",
  "ws.handshake.timeout",
  "proxy.refused",
  "local.fd-exhausted",
  "server.gateway",
  "app.unattributed",
  "control.unhealthy",
  "request.content-filter",
  "result.token-cap",
  "skipped.credential-unset",
  "skipped.interrupted",
];

describe("a target without evidence", () => {
  it.each(SILENT)("is in the third list of a comparison, with the reason: %s", (cause) => {
    const one = ended(cause);
    const why = expect.stringContaining(CAUSES[cause].why);
    expect(splitsOf(one)).toEqual([
      { works: ["sweden-central"], not: [], none: [{ target: "east-us-2", why }], labels: ["ga-translation"] },
    ]);
    const [comparison] = comparisonsOf(one).filter(({ model }) => model.startsWith(MODEL));
    const words = comparison === undefined ? [] : comparisonInWords(comparison, SPELLING);
    const of = /^1 path works on sweden-central, has no evidence on east-us-2 \(.+\): ga-translation\.$/;
    expect(words.filter((sentence) => of.test(sentence))).toHaveLength(1);
    expect(words.join(" ")).not.toMatch(/not on|not work on/);
  });

  it("is named so in the table and in Markdown", () => {
    const one = ended("auth.key-invalid");
    const why =
      "1 path works on sweden-central, has no evidence on east-us-2 (access denied: the service rejected the key)";
    expect(flowing(table.render(one, VIEW))).toContain(`${why}: ga-translation.`);
    expect(markdown.render(one, VIEW)).toContain(`${why}: \`ga-translation\`.`);
  });

  it.each(["server.5xx", "request.refused", "route.not-found"] as const)(
    "includes one whose answer does not identify the service: %s",
    (cause) => {
      const one = withResult(({ recording }) => ({ verdict: verdictOf(cause), cause, recording: unmarked(recording) }));
      expect(splitsOf(one)).toMatchObject([
        { not: [], none: [{ target: "east-us-2", why: CAUSES["app.unattributed"].why }] },
      ]);
    },
  );

  it("includes one whose attempts disagree, and one that the plan left out", () => {
    expect(splitsOf(ended("inconclusive.unstable", { unstable: true }))).toMatchObject([{ not: [], none: [{}] }]);
    const left = { ...report, results: report.results.filter(({ cell }) => cell.id !== GA) };
    expect(splitsOf(left)).toMatchObject([{ not: [], none: [{ why: "not run: the plan does not include it" }] }]);
  });

  it.each([
    "route.not-found",
    "refused.operation",
    "server.5xx",
    "redirect.dead-path",
    "request.field",
    "result.empty",
  ] as const)("is not one that the service refused: %s", (cause) => {
    expect(splitsOf(ended(cause))).toMatchObject([{ works: ["sweden-central"], not: ["east-us-2"], none: [] }]);
  });
});

describe("the roll-out table", () => {
  const standing = (one: Report) =>
    rollOut(one)
      .find(({ target }) => target.name === "east-us-2")
      ?.standings.translation.find(({ deployment }) => deployment === MODEL);
  /** Every result of the deployment ended so. */
  const all = (cause: Cause, but: Cause = cause): Report => ({
    ...report,
    findings: [],
    results: report.results.map((r) => {
      if (r.cell.target !== "east-us-2" || r.cell.deployment !== MODEL) return r;
      const end = r.cell.id === GA ? but : cause;
      return { ...r, verdict: verdictOf(end), cause: end };
    }),
  });

  it.each(SILENT.filter((cause) => verdictOf(cause) !== "skipped"))("says no evidence, and why: %s", (cause) => {
    expect(standing(all(cause))).toMatchObject({
      kind: "no-evidence",
      why: expect.stringContaining(CAUSES[cause].why),
    });
    const east = rollOut(all(cause)).filter(({ target }) => target.name === "east-us-2");
    expect(rollOutTable(east)).toContain("no evidence:");
    expect(rollOutTable(east)).not.toContain("no working path");
  });

  it("says not run if nothing was run", () => {
    expect(standing(all("skipped.interrupted"))).toMatchObject({ kind: "not-asked" });
  });

  it("says that no path works only of those with evidence, and counts the others", () => {
    expect(standing(all("route.not-found"))).toMatchObject({ kind: "outcome", unknown: 0 });
    const mixed = all("throttled.call-rate", "route.not-found");
    const found = standing(mixed);
    expect(found).toMatchObject({ kind: "outcome", result: { cell: { id: GA } } });
    const unknown = found?.kind === "outcome" ? found.unknown : 0;
    expect(unknown).toBeGreaterThan(0);
    expect(rollOutLines(mixed).join(" ")).toContain(`no evidence on ${unknown} path`);
  });
});
