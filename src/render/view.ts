import type { Finding } from "../model/finding.ts";
import { SEVERITIES } from "../model/finding.ts";
import { groupBy } from "../model/group-by.ts";
import { oncePer } from "../model/once.ts";
import type { Report, ReportTarget, Result } from "../model/report.ts";

/** Which part of a report a reader asked for. It never changes what a cell's verdict is, only what is shown. */
export interface View {
  /** --matrix: print the matrix of every target, also if there are several. */
  matrix: boolean;
  /** --target T: this target only. Null: all. */
  target: string | null;
  /** --finding CODE: the findings of this code and their cells. Null: all. */
  finding: string | null;
  /** --role ROLE: only the ways to serve this role, by region. Absent or null: everything. */
  role?: string | null;
}

/** A format: what its files end with, and the one function from a report to text. */
export interface Format {
  extension: string;
  render(report: Report, view: View): string;
  /** The same text in pieces, if it may be larger than memory or a single string can hold. */
  pieces?(report: Report, view: View): Iterable<string>;
  /** The files of a report whose text is too long for one file, the main one first. Null if it is not. */
  files?(report: Report, view: View): Iterable<ReportFile> | null;
}

/** A file that a format writes. */
export interface ReportFile {
  name: string;
  pieces: Iterable<string>;
}

/** The files of a format: usually one. Their texts are made one after the other. */
export function filesIn(format: Format, report: Report, view: View): Iterable<ReportFile> {
  const one = { name: `report.${format.extension}`, pieces: piecesIn(format, report, view) };
  return format.files?.(report, view) ?? [one];
}

/** The text of a format in one or more pieces, in order. */
export function piecesIn(format: Format, report: Report, view: View): Iterable<string> {
  return format.pieces?.(report, view) ?? [format.render(report, view)];
}

/** Cuts one ticket out of a report: the targets, results and findings that the view asks for. The counts stay whole. */
export function cutOut(report: Report, view: View): Report {
  const ofTarget = view.target === null ? report : cutTarget(report, view.target);
  return view.finding === null ? ofTarget : cutFinding(ofTarget, view.finding);
}

/** Findings by severity. Among equals, those with a request to support come first, then those with a pair. */
export function bySeverity(findings: Finding[]): Finding[] {
  const weight = ({ severity, ask, pair }: Finding) =>
    SEVERITIES.indexOf(severity) * 4 + (ask === null ? 2 : 0) + (pair === null ? 1 : 0);
  return [...findings].sort((a, b) => weight(a) - weight(b));
}

/** Findings about what is wrong. The others are about what works or confirm a statement. */
export function isProblem(finding: Finding): boolean {
  return finding.code !== "working-path" && finding.code !== "claim-confirmed";
}

/** Findings about a target, most severe first: its own, and those about several targets with a cell of this one. */
export function findingsOf(report: Report, target: string): Finding[] {
  return bySeverity(findingsByTarget(report).get(target) ?? []);
}

const findingsByTarget = oncePer(({ findings, results }: Report) => {
  const byId = resultsById(results);
  const targets = ({ target, cells }: Finding) =>
    target === null ? new Set(cells.flatMap((id) => byId.get(id)?.cell.target ?? [])) : [target];
  const placed = findings.flatMap((finding) => [...targets(finding)].map((target) => ({ target, finding })));
  const groups = groupBy(placed, ({ target }) => target);
  return new Map([...groups].map(([target, own]) => [target, own.map(({ finding }) => finding)]));
});

/** Results by cell id. */
export const resultsById = oncePer(
  (results: Result[]): ReadonlyMap<string, Result> => new Map(results.map((result) => [result.cell.id, result])),
);

/** Results of one target, controls among them, in the plan's order. */
export function resultsOf({ results }: Pick<Report, "results">, target: string): Result[] {
  return resultsByTarget(results).get(target) ?? [];
}

const resultsByTarget = oncePer((results: Result[]) => groupBy(results, ({ cell }) => cell.target));

/** Results of one probe, likewise. */
export function resultsOfProbe({ results }: Pick<Report, "results">, probe: string): Result[] {
  return resultsByProbe(results).get(probe) ?? [];
}

const resultsByProbe = oncePer((results: Result[]) => groupBy(results, ({ cell }) => cell.probe));

/** The target of that name, or null. */
export function targetNamed({ targets }: Pick<Report, "targets">, name: string): ReportTarget | null {
  return targetsByName(targets).get(name) ?? null;
}

const targetsByName = oncePer((targets: ReportTarget[]) => new Map(targets.map((target) => [target.name, target])));

function cutTarget(report: Report, target: string): Report {
  const results = resultsOf(report, target);
  const ids = new Set(results.map(({ cell }) => cell.id));
  return {
    ...report,
    targets: report.targets.filter(({ name }) => name === target),
    results,
    findings: findingsOf(report, target),
    skipped: report.skipped.filter(({ cell }) => ids.has(cell)),
  };
}

/** A finding needs its cells, its pair, the cells that their verdicts rest on, and their controls. */
function cutFinding(report: Report, code: string): Report {
  const findings = report.findings.filter((finding) => finding.code === code);
  const ids = new Set(
    findings.flatMap((f) => [...f.cells, ...(f.pair === null ? [] : [f.pair.failing, f.pair.passing])]),
  );
  for (const { cell, restsOn } of report.results) if (ids.has(cell.id)) for (const id of restsOn) ids.add(id);
  const probes = new Set(report.results.filter(({ cell }) => ids.has(cell.id)).map(({ cell }) => cell.probe));
  const targets = new Set(report.results.filter(({ cell }) => ids.has(cell.id)).map(({ cell }) => cell.target));
  const isBeside = ({ cell }: Result) =>
    targets.has(cell.target) &&
    ((cell.control === "missing-deployment" && probes.has(cell.probe)) ||
      cell.control === "missing-path" ||
      cell.control === "no-credential");
  // These tables are no part of one finding.
  const { settings: _, versions: __, ...more } = report;
  return {
    ...more,
    targets: report.targets.filter(({ name }) => targets.has(name)),
    results: report.results.filter((result) => ids.has(result.cell.id) || isBeside(result)),
    findings,
    skipped: report.skipped.filter(({ cell }) => ids.has(cell)),
  };
}
