import type { Result } from "../../model/report.ts";
import { VERDICTS } from "../../model/verdict.ts";
import { eventsMeanwhile } from "../failing-stage.ts";
import { code, prose } from "../inert.ts";
import { wasAsked } from "../reading.ts";
import { countedOf, tally } from "../tally.ts";
import { resultsOf } from "../view.ts";
import { counted, outcome } from "../words.ts";
import { cellName, fails, type Ticket } from "./ticket.ts";

/*
 * What a ticket says that has no symptom: what its deployments are for, and whether that works. A cell of that kind
 * without a result never reads as healthy, even where no finding rests on it.
 */

/** Of more deployments, or cells, than these the sections below tell. */
const MOST_TOLD = 3;

/** The end of the title: `gpt-4.1-mini does chat by 3 of 3 ways asked`; where nothing works, how many came to what. */
export function standing(ticket: Ticket): string {
  const planned = ordinary(ticket).filter(({ verdict }) => verdict !== "skipped");
  const works = planned.some((result) => ticket.isOfPurpose(result) && result.verdict === "supported");
  if (works && !ticket.isCut) return workings(ticket);
  const all = resultsOf(ticket.whole, ticket.target.name).filter(({ cell }) => cell.control === null);
  const asked = countedOf(planned.filter(wasAsked).length, all.filter(wasAsked).length, "cell");
  return `${asked} asked, ${tally(planned) || "nothing came back"}`;
}

/** The symptom of a ticket that has none; a grave finding about what works all the same is named. */
export function noSymptom(ticket: Ticket): string {
  const grave = ticket.problems.filter(({ finding }) => finding.severity === "high");
  const named = grave.slice(0, MOST_TOLD).map(({ label, finding }) => `${label}: ${prose(finding.title)}`);
  return `${symptomless(ticket)}${named.length === 0 ? "" : ` Grave all the same: ${named.join("; ")}.`}`;
}

function symptomless(ticket: Ticket): string {
  const cells = ordinary(ticket);
  if (!cells.some(({ verdict }) => VERDICTS[verdict] !== "no-evidence"))
    return `No evidence: nothing may be said of this resource. ${tally(cells)}.`;
  if (ticket.isCut) return `No finding says that anything is wrong. ${tally(cells)}.`;
  const own = ofPurpose(ticket);
  const open = own.filter(fails);
  if (open.length === 0)
    return `No finding says that anything is wrong with what these deployments are for. ${tally(cells)}.`;
  const told = open
    .slice(0, MOST_TOLD)
    .map((result) => `${cellName(ticket, result)}: ${outcome(result)}${instead(result)}`);
  const more = open.length - told.length;
  return `${open.length} of ${counted(own.length, "cell")} that ask these deployments what they are for brought no result, and no finding says why: ${told.join("; ")}${more > 0 ? `; and ${more} more` : ""}. All in all: ${tally(cells)}.`;
}

function workings(ticket: Ticket): string {
  const deployments = ticket.target.deployments.flatMap(({ name, role }) => {
    const own = ofPurpose(ticket).filter(({ cell }) => cell.deployment === name);
    const works = own.filter(({ verdict }) => verdict === "supported").length;
    const does = role === "unknown" || role === "other" ? "works" : `does ${role}`;
    if (own.length === 0) return [];
    return works === 0
      ? [`${prose(name, 80)} by none of ${counted(own.length, "way")} asked`]
      : [`${prose(name, 80)} ${does} by ${works} of ${counted(own.length, "way")} asked`];
  });
  const more = deployments.length - MOST_TOLD;
  return `${deployments.slice(0, MOST_TOLD).join("; ")}${more > 0 ? `; and ${counted(more, "more deployment")}` : ""}`;
}

/** The events that came instead of the one that was awaited. */
function instead(result: Result): string {
  const events = eventsMeanwhile(result);
  return events === null ? "" : `, came: ${code(events, 200)}`;
}

/** Cells that ask a deployment what it is for, and were in the plan. */
function ofPurpose(ticket: Ticket): Result[] {
  return ordinary(ticket).filter((result) => result.verdict !== "skipped" && ticket.isOfPurpose(result));
}

function ordinary({ results }: Ticket): Result[] {
  return results.filter(({ cell }) => cell.control === null);
}
