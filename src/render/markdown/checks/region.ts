import { regionOf } from "../../../model/answered-region.ts";
import type { Report, Result } from "../../../model/report.ts";
import { findDeployment } from "../../../model/target.ts";
import { prose } from "../../inert.ts";
import { resultsOfProbe, targetNamed } from "../../view.ts";
import { outcome } from "../../words.ts";
import type { Ticket } from "../ticket.ts";
import { NO_CONTROL, type Row } from "./row.ts";

/** Whether only this region fails. */
export function regionRow(ticket: Ticket, failing: Result): Row {
  return ["This region only", NO_CONTROL, elsewhere(ticket, failing)];
}

const REGION_CODES = new Set(["same-in-every-region", "differs-by-region"]);

/** The same model on the same probe at the other targets of the run, by region. */
function elsewhere({ whole, target }: Ticket, failing: Result): string {
  const model = modelAt(whole, failing);
  const others = resultsOfProbe(whole, failing.cell.probe).filter(
    (r) =>
      r.cell.control === null &&
      r.verdict !== "skipped" &&
      r.cell.target !== target.name &&
      (r.cell.deployment === null ? failing.cell.deployment === null : model !== null && modelAt(whole, r) === model),
  );
  const titles = whole.findings
    .filter(({ code, cells }) => REGION_CODES.has(code) && cells.includes(failing.cell.id))
    .map(({ title }) => prose(title));
  const regions = others.slice(0, 8).map((r) => `${regionAt(whole, r)}: ${outcome(r)}`);
  if (regions.length === 0) return "**Unknown:** this run tested no other target with this model.";
  return [...regions, ...titles].map((text) => `${text}.`).join(" ");
}

function modelAt(report: Report, { cell }: Result): string | null {
  const target = targetNamed(report, cell.target);
  return target === null ? null : (findDeployment(target, cell.deployment)?.model ?? null);
}

function regionAt(report: Report, { cell }: Result): string {
  const target = targetNamed(report, cell.target);
  return prose((target === null ? null : regionOf(target)) ?? "unknown region", 60);
}
