import { codeInTable } from "../../inert.ts";
import { resultsOf } from "../../view.ts";
import { shortOutcome } from "../../words.ts";
import { cellName, type Ticket } from "../ticket.ts";
import { statusOf } from "./control.ts";
import type { Row } from "./row.ts";

/** Whether the credential or the host is wrong. */
export function credentialRow(ticket: Ticket): Row {
  const own = resultsOf(ticket.whole, ticket.target.name);
  const controls = own.filter(({ cell }) => cell.control === "no-credential");
  const control = controls.find(({ verdict }) => verdict !== "auth") ?? controls[0];
  const works = own.find(({ cell, verdict }) => cell.control === null && verdict === "supported");
  // The control leaves out the credential of the service only. A gateway gets its header in every request.
  const kept = (ticket.target.headers ?? []).map((name) => codeInTable(name, 64));
  const request = kept.length === 0 ? "no credential" : `no credential, but ${kept.join(" and ")}`;
  const without =
    control === undefined
      ? "no request without credential"
      : `${request}: ${[statusOf(control), shortOutcome(control)].filter((text) => text !== "").join(", ")}`;
  if (works === undefined) return ["Wrong credential or host", without, "Not excluded: no request works with it."];
  return [
    "Wrong credential or host",
    without,
    control?.verdict === "auth"
      ? `Excluded: with the credential, ${cellName(ticket, works)} works.`
      : `The credential is accepted (${cellName(ticket, works)} works). Not shown: whether one is required.`,
  ];
}
