import type { Result } from "../../model/report.ts";
import { digestOf } from "../digest.ts";
import { prose } from "../inert.ts";
import { tally } from "../tally.ts";
import { sectionReference } from "./sections.ts";
import { fails, type Ticket } from "./ticket.ts";

/** What the finding of the first screen asks of the vendor; else why it asks nothing. */
export function requestToSupport(ticket: Ticket): string {
  const { subject } = ticket;
  if (subject === null) return withoutSubject(ticket);
  const { finding, failing } = subject;
  if (failing.cell.control !== null)
    return "None: this finding is about a control request of the probe, so it is not for the vendor.";
  if (finding === null)
    return `Not explained by any finding. Ask the vendor why the request in ${sectionReference("evidence")} failed.`;
  if (finding.ask !== null) return prose(finding.ask);
  if (finding.component === "customer-network")
    return "None: the failure occurred before the request reached the service.";
  const claim = (ticket.whole.claims ?? []).find(({ confirming }) => confirming.includes(failing.cell.id));
  if (claim !== undefined) return `None: it works as built, see statement ${prose(claim.id, 40)}.`;
  return `None: the finding asks nothing of the vendor. What to do: ${sectionReference("checks")}.`;
}

function withoutSubject(ticket: Ticket): string {
  const high = ticket.problems.find(({ finding }) => finding.severity === "high" && finding.ask !== null);
  if (high?.finding.ask != null) return prose(high.finding.ask);
  const cells = ticket.results.filter(({ cell, verdict }) => cell.control === null && verdict !== "skipped");
  if (!cells.some((result) => digestOf(result).answered > 0)) return "None: no response was received.";
  const explained = new Set([...ticket.problems, ...ticket.others].flatMap(({ failing }) => failing));
  const open = cells.filter((result: Result) => fails(result) && !explained.has(result.cell.id));
  return open.length === 0 ? "None." : `None. Not explained by any finding: ${tally(open)}.`;
}
