import type { Finding } from "../../model/finding.ts";
import type { Probe } from "../../model/probe.ts";
import type { Hop } from "../../model/recording.ts";
import type { Report, ReportTarget, Result } from "../../model/report.ts";
import { hasRole } from "../../model/role.ts";
import { code, codeInTable } from "../inert.ts";
import { type Problem, problemsOfTarget } from "../problems.ts";
import { type IsOfPurpose, purposesIn } from "../purpose.ts";
import { bestWitnessed, hasPlace, provenance } from "../reading.ts";
import { findingsOf, isProblem, resultsById, resultsOf, resultsOfProbe } from "../view.ts";

/** What the title and the first screen are about: one failing cell, and the finding that explains it. */
export interface Subject {
  /** null if no finding explains the cell. */
  problem: Problem | null;
  finding: Finding | null;
  failing: Result;
  /** The cell that the finding compares it with; null if it compares another one, or none. */
  paired: Result | null;
  /** The nearest request that works: the paired cell if that one works; null if nothing works. */
  working: Result | null;
}

/** All that the sections of one target's part read. */
export interface Ticket {
  report: Report;
  /** The report that this ticket is a part of. It also has the cells that are not shown. */
  whole: Report;
  target: ReportTarget;
  /** Cells and controls of the target, in the plan's order. */
  results: Result[];
  /** Results of all targets, because the other cell of a pair can belong to another one. */
  byId: ReadonlyMap<string, Result>;
  isOfPurpose: IsOfPurpose;
  /** True if the reader selected the findings of one code. */
  isCut: boolean;
  /** What is wrong, by severity. */
  problems: Problem[];
  /** Findings about what works or confirms a statement. */
  others: Finding[];
  /** null if nothing fails. */
  subject: Subject | null;
}

/** Gathers the data of one target's part; `isCut`: the reader selected the findings of one code. */
export function ticketOf(report: Report, target: ReportTarget, whole: Report, isCut: boolean): Ticket {
  const findings = findingsOf(report, target.name);
  const ticket: Ticket = {
    report,
    whole,
    target,
    results: resultsOf(report, target.name),
    byId: resultsById(whole.results),
    isOfPurpose: purposesIn(whole),
    isCut,
    problems: problemsOfTarget(report, target.name),
    others: findings.filter((finding) => !isProblem(finding)),
    subject: null,
  };
  ticket.subject = explainedSubject(ticket) ?? unexplainedSubject(ticket);
  return ticket;
}

/**
 * A failing cell with its finding: of high severity first, then one of the deployment's purpose. A healthy resource may
 * refuse a path that no user of the deployment needs. Such a path is no subject unless the reader selected it.
 */
function explainedSubject(ticket: Ticket): Subject | null {
  const { problems, target, isOfPurpose, isCut } = ticket;
  const weight = ({ cell }: Result, result: Result) =>
    (cell.target === target.name ? 0 : 2) + (isOfPurpose(result) ? 0 : 1);
  const candidates = problems.flatMap((problem) =>
    problem.findings.flatMap((finding): Subject[] => {
      const cells = askedCells(ticket, finding);
      const failed = cells.filter(fails).sort((a, b) => weight(a, a) - weight(b, b));
      const failing = failed[0] ?? (isCut ? cells[0] : undefined);
      return failing === undefined ? [] : [subjectOf(ticket, problem, finding, failing)];
    }),
  );
  if (isCut) return candidates[0] ?? null;
  return (
    candidates.find(({ finding }) => finding?.severity === "high") ??
    candidates.find(({ failing }) => isOfPurpose(failing)) ??
    null
  );
}

/** A cell that was run for the deployment's purpose, has no result, and is in no finding. */
function unexplainedSubject(ticket: Ticket): Subject | null {
  if (ticket.isCut) return null;
  const explained = new Set(ticket.problems.flatMap(({ failing }) => failing));
  const failed = ticket.results.filter(
    (result) => ticket.isOfPurpose(result) && lacksResult(result) && hasPlace(result) && !explained.has(result.cell.id),
  );
  const failing = failed.find(fails) ?? failed[0];
  return failing === undefined ? null : subjectOf(ticket, null, null, failing);
}

function subjectOf(ticket: Ticket, problem: Problem | null, finding: Finding | null, failing: Result): Subject {
  const isPair = finding?.pair != null && finding.pair.failing === failing.cell.id;
  const paired = isPair ? (ticket.byId.get(finding.pair?.passing ?? "") ?? null) : null;
  const working = paired?.verdict === "supported" ? paired : nearestWorking(ticket, failing);
  return { problem, finding, failing, paired, working };
}

/** Cells of a finding that were run, that of its pair first. */
function askedCells({ byId }: Ticket, { pair, cells }: Finding): Result[] {
  return [pair?.failing, ...cells].flatMap((id) => byId.get(id ?? "") ?? []).filter(hasPlace);
}

/** A working request of the same deployment, else of the same probe, else of the target, else of another target. */
function nearestWorking(ticket: Ticket, failing: Result): Result | null {
  const { cell } = failing;
  const isWorking = (r: Result) => r.verdict === "supported" && r.cell.control === null && hasPlace(r);
  const here = resultsOf(ticket.whole, cell.target).filter(isWorking);
  // In this order, and no further than needed: the results of a probe are those of all targets.
  const candidates = [
    () => workingWays(ticket, failing),
    () => here.filter((r) => r.cell.probe === cell.probe),
    () => here,
    () => resultsOfProbe(ticket.whole, cell.probe).filter(isWorking),
  ];
  for (const candidate of candidates) {
    const best = bestWitnessed(candidate())[0];
    if (best !== undefined) return best;
  }
  return null;
}

/** Results that work for the deployment of a failing cell; those of its role if there are any. */
export function workingWays(ticket: Ticket, failing: Result): Result[] {
  const { cell } = failing;
  const role = ticket.target.deployments.find(({ name }) => name === cell.deployment)?.role ?? null;
  const works = resultsOf(ticket.whole, cell.target).filter(
    (r) => r.verdict === "supported" && r.cell.control === null && r.cell.deployment === cell.deployment,
  );
  const ofRole = works.filter((r) => {
    const probe = probeOf(ticket, r);
    return probe !== null && hasRole(probe, role);
  });
  return bestWitnessed(ofRole.length > 0 ? ofRole : works);
}

/** Whether a cell was run and its probe's result did not come. */
export function fails({ verdict }: Result): boolean {
  return verdict !== "supported" && verdict !== "partial" && verdict !== "skipped";
}

/** Whether a cell was run and its result did not come whole. */
export function lacksResult(result: Result): boolean {
  return fails(result) || (result.verdict === "partial" && result.cause !== "result.unprovable");
}

/** The definition of a cell's probe; null if the report lacks it. */
export function probeOf({ whole }: Ticket, { cell }: Result): Probe | null {
  return whole.probes.find(({ id }) => id === cell.probe) ?? null;
}

/** A cell's id in a code span, without the name of the ticket's own target. */
export function cellName(ticket: Ticket, result: Result): string {
  return codeInTable(shortId(ticket, result.cell.id), 200) + marks(result);
}

/** A cell's id without the name of the ticket's own target. */
export function shortId(ticket: Ticket, id: string): string {
  const prefix = `${ticket.target.name}/`;
  return id.startsWith(prefix) ? id.slice(prefix.length) : id;
}

/** The first names of a list of cells, and how many more there are. */
export function cellNames(ticket: Ticket, ids: string[], most = 3): string {
  const names = ids.slice(0, most).map((id) => {
    const result = ticket.byId.get(id);
    return result === undefined ? codeInTable(shortId(ticket, id), 200) : cellName(ticket, result);
  });
  return names.join(", ") + (ids.length > most ? ` and ${ids.length - most} more` : "");
}

/** ` ‹FR-006›`: the source of an emulator's response, else empty. */
export function marks(result: Result): string {
  return provenance(result)
    .map((mark) => ` ${mark.replace(/[^\w‹›-]/g, "")}`)
    .join("");
}

/** The request of a hop as method, path and query. */
export function requestOf(hop: Hop, show: (text: string) => string = code): string {
  return show(`${hop.method} ${pathAndQuery(hop.url)}`);
}

/** `/openai/realtime?intent=transcription`; the whole text if it is no URL. */
export function pathAndQuery(url: string): string {
  if (!URL.canParse(url)) return url;
  const { pathname, search } = new URL(url);
  return pathname + search;
}
