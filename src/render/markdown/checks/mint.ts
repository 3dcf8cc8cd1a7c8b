import { digestOf } from "../../digest.ts";
import { resultsOf } from "../../view.ts";
import { counted } from "../../words.ts";
import { cellNames, type Ticket } from "../ticket.ts";
import { NO_CONTROL, type Row } from "./row.ts";

/** Whether a client secret is a sign of support: what became of those that were issued. */
export function mintRows(ticket: Ticket): Row[] {
  const own = resultsOf(ticket.whole, ticket.target.name);
  const minted = own.filter((result) => result.cell.control === null && digestOf(result).minted);
  // The finding says the same with its own control.
  if (minted.length === 0 || ticket.problems.some(({ finding }) => finding.code === "mint-is-not-support")) return [];
  const worked = minted.filter(({ verdict }) => verdict === "supported").length;
  const missing = own.filter((result) => result.cell.control === "missing-deployment" && digestOf(result).minted);
  return [
    [
      "Client secret as a sign of support",
      missing.length === 0
        ? NO_CONTROL
        : `also issued for a missing deployment: ${cellNames(
            ticket,
            missing.map(({ cell }) => cell.id),
            1,
          )}`,
      `${missing.length === 0 && worked === minted.length ? "Not excluded." : "**No.**"} ${counted(minted.length, "cell")} got a secret, ${worked} of them got a result.`,
    ],
  ];
}
