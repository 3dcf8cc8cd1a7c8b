import type { Finding } from "../../model/finding.ts";
import type { Hop } from "../../model/recording.ts";
import type { Report, ReportTarget, Result } from "../../model/report.ts";
import { code, codeInTable } from "../inert.ts";
import { placeOf, provenance } from "../reading.ts";
import { findingsOf, isProblem, resultsById } from "../view.ts";

/** A finding under the number it has in this ticket. */
export interface Numbered {
  label: string;
  finding: Finding;
  /** The failing cell that stands for it; null where it rests on none that was asked. */
  failing: Result | null;
  /** The nearest cell that behaves differently; null where there is none. */
  passing: Result | null;
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
  byId: Map<string, Result>;
  /** What is wrong, the gravest first. */
  problems: Numbered[];
  /** What works, or confirms what was known. */
  others: Finding[];
  /** The problem that the title is about; null where there is none. */
  principal: Numbered | null;
}

/** Gathers what one target's part is made of. */
export function ticketOf(report: Report, target: ReportTarget, whole: Report): Ticket {
  const byId = resultsById(report.results);
  const findings = findingsOf(report, target.name);
  const problems = findings.filter(isProblem).map((finding, n): Numbered => {
    const wasAsked = (result: Result | undefined) => result !== undefined && placeOf(result) !== null;
    const candidates = [finding.pair?.failing, ...finding.cells].flatMap((id) => byId.get(id ?? "") ?? []);
    return {
      label: `F${n + 1}`,
      finding,
      failing:
        candidates.find((r) => wasAsked(r) && r.cell.target === target.name) ?? candidates.find(wasAsked) ?? null,
      passing: byId.get(finding.pair?.passing ?? "") ?? null,
    };
  });
  return {
    report,
    whole,
    target,
    results: report.results.filter(({ cell }) => cell.target === target.name),
    byId,
    problems,
    others: findings.filter((finding) => !isProblem(finding)),
    principal: problems.find(({ failing }) => failing !== null) ?? null,
  };
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

/** ` ‹FR-006›`: where a stand-in's answer comes from, else empty. */
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
