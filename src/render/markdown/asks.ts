import type { Result } from "../../model/report.ts";
import { VERDICTS, type VerdictKind } from "../../model/verdict.ts";
import { digestOf } from "../digest.ts";
import { prose } from "../inert.ts";
import { tally } from "../tally.ts";
import type { Ticket } from "./ticket.ts";

const MOST_ASKS = 6;

/** What is asked of the vendor on the first screen; where nothing is, why. Other asks stand with their findings. */
export function asked(ticket: Ticket): string {
  const pressing = ticket.problems.filter(({ isPressing }) => isPressing);
  const asks = [...new Set(pressing.flatMap(({ finding }) => finding.ask ?? []))].slice(0, MOST_ASKS);
  if (asks.length === 0) return nothing(ticket);
  return asks.map((ask, n) => (asks.length === 1 ? prose(ask) : `(${n + 1}) ${prose(ask)}`)).join(" ");
}

/** Claims that say no; the others say that something works. */
const DENIALS: ReadonlySet<VerdictKind> = new Set(["unsupported", "not-deployed", "no-route"]);

/** A true sentence where nothing is asked: "works as built" only of what the service refused, and where all answered. */
function nothing(ticket: Ticket): string {
  if (ticket.principal?.finding.component === "customer-network")
    return "Nothing yet: what failed did not come as far as you.";
  const cells = ticket.results.filter((result) => result.cell.control === null && result.verdict !== "skipped");
  if (!cells.some((result) => digestOf(result).answered > 0)) return "Nothing: no answer was received.";
  const open = cells.filter(({ verdict }) => VERDICTS[verdict] === "fault" || VERDICTS[verdict] === "no-evidence");
  if (open.length > 0) return `Nothing yet: no finding shows that the cause is yours (${tally(open)}).`;
  const wasRefused = ({ verdict }: Result) => VERDICTS[verdict] === "refused" || DENIALS.has(verdict);
  if (cells.some(wasRefused)) return "Nothing: what was refused works as built.";
  return "Nothing: no cell was refused.";
}
