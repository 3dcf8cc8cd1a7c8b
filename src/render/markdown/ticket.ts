import type { Finding } from "../../model/finding.ts";
import type { Hop } from "../../model/recording.ts";
import type { Report, ReportTarget, Result } from "../../model/report.ts";
import { code, codeInTable } from "../inert.ts";
import { type IsOfPurpose, purposesIn } from "../purpose.ts";
import { hasPlace, provenance } from "../reading.ts";
import { findingsOf, isProblem, resultsById, resultsOf } from "../view.ts";

/** A finding under the number it has in this ticket. */
export interface Numbered {
  label: string;
  finding: Finding;
  /** The failing cell that stands for it; null where it rests on none that was asked. */
  failing: Result | null;
  /** The nearest cell that behaves differently from that one; null where there is none. */
  passing: Result | null;
  /** Whether what it asks belongs on the first screen: it is grave, or what a deployment is for fails. */
  isPressing: boolean;
}

/** All that the sections of one target's part read. */
export interface Ticket {
  report: Report;
  /** What the ticket was cut out of: it also knows of cells that are not shown. */
  whole: Report;
  target: ReportTarget;
  /** Cells and controls of the target, in the plan's order. */
  results: Result[];
  /** Also of other targets: a pair may be there. */
  byId: ReadonlyMap<string, Result>;
  isOfPurpose: IsOfPurpose;
  /** True where the reader asked for the findings of one code: these are then what the ticket is about. */
  isCut: boolean;
  /** What is wrong, the gravest first. */
  problems: Numbered[];
  /** What works, or confirms what was known. */
  others: Finding[];
  /** The problem that the title is about; null where there is none. */
  principal: Numbered | null;
}

/** Gathers what one target's part is made of; `isCut`: the reader asked for the findings of one code. */
export function ticketOf(report: Report, target: ReportTarget, whole: Report, isCut: boolean): Ticket {
  const byId = resultsById(report.results);
  const isOfPurpose = purposesIn(whole);
  const findings = findingsOf(report, target.name);
  const problems = findings.filter(isProblem).map((finding, n): Numbered => {
    const asked = askedFor(finding, byId);
    const failing = asked.find(({ cell }) => cell.target === target.name) ?? asked[0] ?? null;
    const isPressing = finding.severity === "high" || asked.some((result) => fails(result) && isOfPurpose(result));
    return { label: `F${n + 1}`, finding, ...shown(finding, failing, byId), isPressing: isCut || isPressing };
  });
  const principal = isCut
    ? (problems.find(({ failing }) => failing !== null) ?? null)
    : principalOf(problems, target, byId, isOfPurpose);
  return {
    report,
    whole,
    target,
    results: resultsOf(report, target.name),
    byId,
    isOfPurpose,
    isCut,
    problems: problems.map((problem) => (problem.label === principal?.label ? principal : problem)),
    others: findings.filter((finding) => !isProblem(finding)),
    principal,
  };
}

/**
 * What the title is about, with the cell that shows it best. A path that nobody needs may be refused on a healthy
 * resource: it is no title, unless it is grave. What works is never a symptom.
 */
function principalOf(
  problems: Numbered[],
  target: ReportTarget,
  byId: ReadonlyMap<string, Result>,
  isOfPurpose: IsOfPurpose,
): Numbered | null {
  const weight = (result: Result) => (result.cell.target === target.name ? 0 : 2) + (isOfPurpose(result) ? 0 : 1);
  const failed = problems.flatMap((problem): (Numbered & { failing: Result })[] => {
    const cells = askedFor(problem.finding, byId).filter(fails);
    const [failing] = cells.sort((a, b) => weight(a) - weight(b));
    return failing === undefined ? [] : [{ ...problem, ...shown(problem.finding, failing, byId), failing }];
  });
  return (
    failed.find(({ finding }) => finding.severity === "high") ??
    failed.find(({ failing }) => isOfPurpose(failing)) ??
    null
  );
}

/** Cells of a finding that were asked, that of its pair first. */
function askedFor({ pair, cells }: Finding, byId: ReadonlyMap<string, Result>): Result[] {
  return [pair?.failing, ...cells].flatMap((id) => byId.get(id ?? "") ?? []).filter(hasPlace);
}

/** The cell shown, and beside it the other of the pair: the difference is told of the pair, and of no other cell. */
function shown(
  { pair }: Finding,
  failing: Result | null,
  byId: ReadonlyMap<string, Result>,
): Pick<Numbered, "failing" | "passing"> {
  const isOfPair = pair !== null && failing?.cell.id === pair.failing;
  return { failing, passing: isOfPair ? (byId.get(pair.passing) ?? null) : null };
}

/** Whether a cell was asked and brought neither its result nor what stands for it. */
export function fails({ verdict }: Result): boolean {
  return verdict !== "supported" && verdict !== "partial" && verdict !== "skipped";
}

/** A cell's id in a code span; its own target is left out of it. */
export function cellName(ticket: Ticket, result: Result): string {
  return codeInTable(shortId(ticket, result.cell.id), 200) + marks(result);
}

/** A cell's id without the name of the ticket's own target. */
export function shortId(ticket: Ticket, id: string): string {
  const prefix = `${ticket.target.name}/`;
  return id.startsWith(prefix) ? id.slice(prefix.length) : id;
}

/** ` ‹FR-006›`: where an emulator's answer comes from, else empty. */
export function marks(result: Result): string {
  return provenance(result)
    .map((mark) => ` ${mark.replace(/[^\w‹›-]/g, "")}`)
    .join("");
}

/** The request of a hop as path and query; the origin stands elsewhere. */
export function requestOf(hop: Hop, show: (text: string) => string = code): string {
  return show(`${hop.method} ${pathAndQuery(hop.url)}`);
}

/** `/openai/realtime?intent=transcription`; the whole text where it is no URL. */
export function pathAndQuery(url: string): string {
  if (!URL.canParse(url)) return url;
  const { pathname, search } = new URL(url);
  return pathname + search;
}
