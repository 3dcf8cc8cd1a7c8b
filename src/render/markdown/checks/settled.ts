import type { Result } from "../../../model/report.ts";
import { prose } from "../../inert.ts";
import { settledInWords } from "../../settled.ts";
import { outcome } from "../../words.ts";
import type { Ticket } from "../ticket.ts";
import type { Row } from "./row.ts";

/** What the extra requests of the settle pass showed. No row if they settled nothing. */
export function settledRows({ whole }: Ticket, failing: Result): Row[] {
  const settled = settledInWords(whole, failing);
  return settled === null ? [] : [["Extra requests", prose(settled), prose(outcome(failing))]];
}
