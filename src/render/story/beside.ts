import type { Report, Result } from "../../model/report.ts";
import { plain } from "../inert.ts";
import { bestWitnessed, statuses } from "../reading.ts";
import { datedOutcome, outcome } from "../words.ts";

/** Cells shown of each kind. */
const SHOWN = 5;

/** The controls of a cell, and how other deployments and targets were answered the same question. */
export function besideLines(report: Report, result: Result): string[] {
  const { cell } = result;
  const others = report.results.filter((other) => other.cell.id !== cell.id && other.verdict !== "skipped");
  const sameQuestion = ({ cell: c }: Result) =>
    c.probe === cell.probe && JSON.stringify(c.variant) === JSON.stringify(cell.variant);
  const here = others.filter((other) => other.cell.target === cell.target);
  const missing = here.filter((other) => sameQuestion(other) && other.cell.control === "missing-deployment");
  const rests = others.filter(
    ({ cell: c }) => result.restsOn.includes(c.id) && !missing.some((m) => m.cell.id === c.id),
  );
  const siblings = here.filter((other) => sameQuestion(other) && other.cell.control === null);
  const model = modelOf(report, result);
  const regions = others.filter(
    (other) =>
      other.cell.target !== cell.target &&
      other.cell.control === null &&
      other.cell.probe === cell.probe &&
      (cell.deployment === null || (model !== null && modelOf(report, other) === model)),
  );
  return [
    ...missing.map((control) => `  a deployment that cannot exist: ${said(control)}${sameOrNot(result, control)}`),
    ...rests.map((one) => `  ${one.cell.control ?? "the verdict rests on"}: ${plain(one.cell.id)}: ${said(one)}`),
    ...siblings.slice(0, SHOWN).map((one) => `  asked of ${plain(one.cell.deployment ?? "-")}: ${said(one)}`),
    ...regions.slice(0, SHOWN).map((one) => `  the same on ${plain(one.cell.target)}: ${said(one)}`),
  ];
}

/** What this deployment does elsewhere with success: on other paths here, then the same model on other targets. */
export function elsewhereLines(report: Report, result: Result): string[] {
  if (result.cell.deployment === null || result.verdict === "supported") return [];
  const model = modelOf(report, result);
  const works = report.results.filter(({ verdict, cell }) => verdict === "supported" && cell.control === null);
  const here = works.filter(
    ({ cell }) => cell.target === result.cell.target && cell.deployment === result.cell.deployment,
  );
  const there = works.filter(
    (other) => other.cell.target !== result.cell.target && model !== null && modelOf(report, other) === model,
  );
  const lines = (results: Result[]) =>
    bestWitnessed(results)
      .slice(0, SHOWN)
      .map((one) => `  ${plain(one.cell.id)}: ${plain(datedOutcome(one))}`);
  const found = [...lines(here), ...(here.length === 0 ? lines(there) : [])];
  return found.length === 0 ? ["  nowhere in this run"] : found;
}

function said(result: Result): string {
  const answer = [statuses(result), result.error?.code, result.error?.message].filter((p) => p != null && p !== "");
  return plain(answer.length === 0 ? outcome(result) : `${outcome(result)}: ${answer.join(" ")}`, 400);
}

/** Whether the control got the same code and status: then the two cannot be told apart by them. */
function sameOrNot(result: Result, control: Result): string {
  if (result.verdict === "supported" || result.status === null) return "";
  const same = result.status === control.status && result.error?.code === control.error?.code;
  return same ? " (the same status and code)" : " (answered differently)";
}

function modelOf(report: Report, { cell }: Result): string | null {
  const target = report.targets.find(({ name }) => name === cell.target);
  return target?.deployments.find(({ name }) => name === cell.deployment)?.model ?? null;
}
