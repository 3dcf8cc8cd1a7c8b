import type { Finding } from "../../../model/finding.ts";
import { codeInTable, prose } from "../../inert.ts";
import type { Problem } from "../../problems.ts";
import { COMPONENT_WORDS } from "../../words.ts";
import { sectionReference } from "../sections.ts";
import { cellNames, type Ticket } from "../ticket.ts";
import { missingDeployment } from "./control.ts";
import { NO_CONTROL, type Row } from "./row.ts";

/** Titles and requests that a row names. */
const NAMED = 4;
/** Cells of a finding for which a control is looked up. */
const COMPARED = 12;

/** Findings of one kind: their cells, failing and passing ones apart, the control of the same probe, the remedy and the request to support. */
export function problemRow(ticket: Ticket, problem: Problem): Row {
  const { label, finding, findings, failing, passing } = problem;
  const titles = [...new Set(findings.map(({ title }) => prose(title)))];
  const more = titles.length > NAMED ? ` and ${titles.length - NAMED} more` : "";
  const named = `**${label}: ${titles.slice(0, NAMED).join(", ")}${more}** · ${finding.severity} · ${COMPONENT_WORDS[finding.component]} · ${codeInTable(finding.code, 80)} · ${sides(ticket, failing, passing)}`;
  const asks = [...new Set(findings.flatMap(({ ask }) => ask ?? []))].slice(0, NAMED).map((ask) => prose(ask));
  const isMain = problem === ticket.subject?.problem;
  const why = isMain ? `Explanation: ${sectionReference("evidence")}. ` : `${explanationOf(finding)} `;
  const ask = asks.length === 0 ? "No request to support." : `*Request:* ${isMain ? "above." : asks.join(" ")}`;
  return [named, controlOf(ticket, [...failing, ...passing]), `${why}*Do:* ${prose(finding.remedy)} ${ask}`];
}

/** `x, y`, or `x, y · passing: z`. */
function sides(ticket: Ticket, failing: string[], passing: string[]): string {
  const works = passing.length === 0 ? "" : `passing: ${cellNames(ticket, passing)}`;
  return [failing.length === 0 ? "" : cellNames(ticket, failing), works].filter((side) => side !== "").join(" · ");
}

/** A finding of low severity takes one short line. */
function explanationOf({ severity, explanation }: Finding): string {
  const isMinor = severity === "low" || severity === "information";
  return prose(explanation, isMinor ? 700 : 1_200);
}

/** Findings that are no problem. */
export function otherRow(ticket: Ticket, findings: Finding[]): Row {
  const titles = [...new Set(findings.map(({ title }) => prose(title)))];
  const more = titles.length > NAMED ? ` and ${titles.length - NAMED} more` : "";
  const cells = [...new Set(findings.flatMap(({ cells: own }) => own))];
  const [first] = findings;
  return [
    `${codeInTable(first?.code ?? "", 80)} · ${cellNames(ticket, cells)}`,
    controlOf(ticket, cells),
    `${titles.slice(0, NAMED).join(". ")}${more}`,
  ];
}

/** What the same request returned for a deployment that does not exist. */
function controlOf(ticket: Ticket, cells: string[]): string {
  const own = cells.slice(0, COMPARED).flatMap((id) => ticket.byId.get(id) ?? []);
  const controls = own.flatMap((result) =>
    result.cell.control === null ? (missingDeployment(ticket, result) ?? []) : [],
  );
  const control = controls.find(({ recording }) => recording !== null);
  if (control === undefined || control.recording === null) return NO_CONTROL;
  const chain = control.recording.attempts
    .at(-1)
    ?.steps.flatMap((step) => step.hops.map((hop) => `${hop.method} ${hop.status ?? "no response"}`));
  const said = control.error?.code ?? control.error?.message ?? null;
  return `missing deployment: ${codeInTable([...(chain ?? []), ...(said === null ? [] : [said])].join(" → "), 160)}`;
}
