import type { Report, Result } from "../../model/report.ts";
import { plain } from "../inert.ts";
import { bestWitnessed, codeBeyondStatus, statuses } from "../reading.ts";
import { datedOutcome, outcome } from "../words.ts";

/** Cells shown of each kind. */
const SHOWN = 5;

/** The controls of a cell, and the same probe for other deployments and targets. */
export function relatedLines(report: Report, result: Result): string[] {
  const { cell } = result;
  const others = report.results.filter((other) => other.cell.id !== cell.id && other.verdict !== "skipped");
  const isSameProbe = ({ cell: c }: Result) =>
    c.probe === cell.probe && JSON.stringify(c.variant) === JSON.stringify(cell.variant);
  const here = others.filter((other) => other.cell.target === cell.target);
  const missing = here.filter((other) => isSameProbe(other) && other.cell.control === "missing-deployment");
  const rests = others.filter(
    ({ cell: c }) => result.restsOn.includes(c.id) && !missing.some((m) => m.cell.id === c.id),
  );
  const siblings = here.filter((other) => isSameProbe(other) && other.cell.control === null);
  const model = modelOf(report, result);
  const regions = others.filter(
    (other) =>
      other.cell.target !== cell.target &&
      other.cell.control === null &&
      other.cell.probe === cell.probe &&
      (cell.deployment === null || (model !== null && modelOf(report, other) === model)),
  );
  return [
    ...missing.map((control) => `  missing deployment: ${responseOf(control)}${comparisonOf(result, control)}`),
    ...rests.map((one) => `  ${one.cell.control ?? "compared with"}: ${plain(one.cell.id)}: ${responseOf(one)}`),
    ...siblings
      .slice(0, SHOWN)
      .map((one) => `  with deployment ${plain(one.cell.deployment ?? "-")}: ${responseOf(one)}`),
    ...regions.slice(0, SHOWN).map((one) => `  on target ${plain(one.cell.target)}: ${responseOf(one)}`),
  ];
}

/** What works for this deployment, else for its model on other targets. */
export function workingLines(report: Report, result: Result): string[] {
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
  return found.length === 0 ? ["  none in this run"] : found;
}

function responseOf(result: Result): string {
  const message = result.error?.message;
  const words = [statuses(result), codeBeyondStatus(result), message == null ? "" : `“${message}”`].filter(
    (p) => p != null && p !== "",
  );
  return plain(words.length === 0 ? outcome(result) : `${outcome(result)}: ${words.join(" ")}`, 400);
}

/** Whether the control got the same status and code. */
function comparisonOf(result: Result, control: Result): string {
  if (result.verdict === "supported" || result.status === null) return "";
  const same = result.status === control.status && result.error?.code === control.error?.code;
  return same ? " (the same status and code)" : " (a different response)";
}

function modelOf(report: Report, { cell }: Result): string | null {
  const target = report.targets.find(({ name }) => name === cell.target);
  return target?.deployments.find(({ name }) => name === cell.deployment)?.model ?? null;
}
