import { VERDICTS } from "../../../model/verdict.ts";
import { sinceInWords, sinceOf } from "../../since.ts";
import { explainingDifference } from "../difference.ts";
import { cellName, type Subject, type Ticket } from "../ticket.ts";
import type { Row } from "./row.ts";

/** Whether the cause is the configuration or a change over time: another model, and the same request earlier. */
export function configurationRows(ticket: Ticket, subject: Subject): Row[] {
  const { failing, paired } = subject;
  const isWorse = sinceOf(ticket.whole, failing)?.trend === "worse";
  if (VERDICTS[failing.verdict] !== "fault" && !isWorse) return [];
  const difference = explainingDifference(subject);
  const control =
    difference === null || paired === null
      ? "no working request is near enough"
      : `${cellName(ticket, paired)} works with ${difference}`;
  return [
    [
      "Configuration of the client",
      control,
      isWorse
        ? "**Excluded: the same request had its result in the earlier run.** The service or the resource's settings changed."
        : "Not excluded: there is no earlier run to compare with. Pass `--baseline EARLIER.json`.",
    ],
  ];
}

/** Since when the failing request fails. */
export function sinceRows({ whole }: Ticket, { failing }: Subject): Row[] {
  return whole.baseline === undefined ? [] : [["Since when", "earlier run", sinceInWords(whole, failing)]];
}
