import type { Result } from "../../model/report.ts";
import { prose } from "../inert.ts";
import { outcome } from "../words.ts";
import { cellName, type Numbered, type Ticket } from "./ticket.ts";

/** Of more differences than these nobody can say which one is the cause. */
const MOST_DIFFERENCES = 4;

/** The line of the first screen on what sets the failing cell apart: its heading says no more than the pair shows. */
export function differenceLine(ticket: Ticket): string {
  const { principal } = ticket;
  const { pair } = principal?.finding ?? { pair: null };
  const other = principal === null ? null : counterpart(ticket, principal);
  if (principal === null || pair === null || other === null)
    return "**The one difference.** No cell that works is near enough to name one.";
  const n = differencesIn(pair.difference);
  const where = `(section 4, ${principal.label}).`;
  if (n <= MOST_DIFFERENCES && other.verdict === "supported") {
    const heading = n === 1 ? "The one difference" : `The ${n} differences`;
    return `**${heading}.** ${prose(pair.difference)}: with the latter, works ${where}`;
  }
  const differs = n === 1 ? "one difference" : `${n} differences`;
  const { passing } = principal;
  const named = passing === null ? "One of another part of the run" : cellName(ticket, passing);
  const so = other.verdict === "supported" ? ", too many to say which one it is" : "; no cell that works is as near";
  return `**Nearest cell that behaves differently.** ${named}: ${outcome(other)}, with ${differs}${so} ${where}`;
}

/** The difference of a pair whose other cell works and is near enough to explain the failing one; else null. */
export function explaining({ finding, passing }: Numbered): string | null {
  const { pair } = finding;
  if (pair === null || passing?.verdict !== "supported") return null;
  return differencesIn(pair.difference) <= MOST_DIFFERENCES ? pair.difference : null;
}

/** The other cell of the pair that the shown cell is in; it may stand in a part of the run that the view leaves out. */
function counterpart({ whole }: Ticket, { finding, failing }: Numbered): Result | null {
  if (finding.pair === null || failing?.cell.id !== finding.pair.failing) return null;
  const id = finding.pair.passing;
  return whole.results.find(({ cell }) => cell.id === id) ?? null;
}

/** How many differences a pair tells, those among them that it gives by number alone. */
function differencesIn(difference: string): number {
  return difference
    .split("; ")
    .map((part) => Number(/^(\d+) more differences$/.exec(part)?.[1] ?? 1))
    .reduce((sum, n) => sum + n, 0);
}
