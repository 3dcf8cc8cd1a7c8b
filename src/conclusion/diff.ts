import type { Baseline, Before } from "../model/baseline.ts";
import type { LedgerEntry } from "../model/claim.ts";
import type { Finding } from "../model/finding.ts";
import type { Outcome } from "../model/outcome.ts";
import type { Report } from "../model/report.ts";
import { type Change, changeOf } from "../render/changes.ts";
import { addBaseline } from "./baseline.ts";
import { earlierOf } from "./earlier.ts";

type NamedFinding = Pick<Finding, "code" | "target" | "deployment" | "severity" | "title">;

/** The differences between two reports: what is other in the second one. */
interface Diff {
  schema: "aoai-probe/diff/v1";
  before: Baseline["run"];
  after: Baseline["run"];
  cells: { cell: string; change: Change; before: Before; after: Outcome }[];
  unchanged: number;
  notCompared: Baseline["notCompared"];
  added: Baseline["added"];
  vanished: Baseline["vanished"];
  findings: { added: NamedFinding[]; vanished: NamedFinding[] };
  claims: { id: string; before: LedgerEntry["standing"] | null; after: LedgerEntry["standing"] | null }[];
}

/** Compares two reports, and returns the second one with the first as its baseline, and the differences as data. */
export function diffReports(before: Report, after: Report): { report: Report; diff: Diff } {
  const earlier = earlierOf(before);
  const report = addBaseline(after, earlier);
  const { cells = [], notCompared = [], added, vanished } = report.baseline ?? {};
  const results = new Map(report.results.map((result) => [result.cell.id, result]));
  const changed = cells.flatMap((since) => {
    const now = results.get(since.cell);
    const change = now === undefined ? null : changeOf(since, now);
    if (now === undefined || change === null) return [];
    return [{ cell: since.cell, change, before: since.before, after: { verdict: now.verdict, cause: now.cause } }];
  });
  return {
    report,
    diff: {
      schema: "aoai-probe/diff/v1",
      before: earlier.run,
      after: earlierOf(after).run,
      cells: changed,
      unchanged: cells.length - changed.length,
      notCompared,
      added,
      vanished,
      findings: {
        added: findingsOnlyIn(after.findings, before.findings),
        vanished: findingsOnlyIn(before.findings, after.findings),
      },
      claims: compareClaims(before.claims, after.claims),
    },
  };
}

/** Whether the two reports differ. A cell that cannot be compared is no difference, unless only one report has it. */
export function isDifferent({ cells, added, vanished, findings, claims }: Diff): boolean {
  const presences = [added, vanished].flatMap((one) =>
    one === undefined ? [] : [...one.targets, ...one.deployments, ...one.cells],
  );
  return [cells, presences, findings.added, findings.vanished, claims].some((list) => list.length > 0);
}

function findingsOnlyIn(some: Finding[], others: Finding[]): NamedFinding[] {
  const keyOf = ({ code, target, deployment }: NamedFinding) => JSON.stringify([code, target, deployment]);
  const known = new Set(others.map(keyOf));
  const seen = new Set<string>();
  return some.flatMap((finding) => {
    const key = keyOf(finding);
    if (known.has(key) || seen.has(key)) return [];
    seen.add(key);
    const { code, target, deployment, severity, title } = finding;
    return [{ code, target, deployment, severity, title }];
  });
}

function compareClaims(before: LedgerEntry[], after: LedgerEntry[]): Diff["claims"] {
  const then = new Map(before.map(({ id, standing }) => [id, standing]));
  const now = new Map(after.map(({ id, standing }) => [id, standing]));
  return [...new Set([...then.keys(), ...now.keys()])].flatMap((id) => {
    const [was = null, is = null] = [then.get(id), now.get(id)];
    return was === is ? [] : [{ id, before: was, after: is }];
  });
}
