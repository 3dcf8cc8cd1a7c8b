import { observe } from "../../../judge/index.ts";
import type { Answer } from "../../../model/answer.ts";
import { credentialName } from "../../../model/cell.ts";
import { oncePer } from "../../../model/once.ts";
import type { Result } from "../../../model/report.ts";
import { isSameAnswer } from "../../../steps/same-answer.ts";
import { codeInTable } from "../../inert.ts";
import { codeOf, statuses } from "../../reading.ts";
import { resultsOf } from "../../view.ts";
import { outcome } from "../../words.ts";
import { probeOf, type Ticket } from "../ticket.ts";

/** The same request for a deployment that does not exist. */
export function missingDeployment(ticket: Ticket, { cell }: Result): Result | null {
  const control = resultsOf(ticket.whole, cell.target).find(
    ({ cell: other, verdict }) =>
      other.control === "missing-deployment" &&
      other.probe === cell.probe &&
      other.variant.apiVersion === cell.variant.apiVersion &&
      credentialName(other.variant) === credentialName(cell.variant) &&
      other.id !== cell.id &&
      verdict !== "skipped",
  );
  return control ?? null;
}

/** What a control returned: statuses, code and outcome. */
export function responseOf(control: Result): string {
  const text = statusOf(control);
  return `${text === "" ? "" : `${text}, `}${outcome(control)}`;
}

/** Statuses and code that a control returned; empty if it got no response. */
export function statusOf(control: Result): string {
  const text = [statuses(control), codeOf(control) ?? ""].filter((part) => part !== "").join(" ");
  return text === "" ? "" : codeInTable(text, 120);
}

/** Whether two results got the same answer at the same stage. Null if one of the two got none. */
export function haveSameAnswer(ticket: Ticket, one: Result, other: Result): boolean | null {
  const [a, b] = [answerOf(ticket, one), answerOf(ticket, other)];
  return a === null || b === null ? null : isSameAnswer(a, b, namesOf(ticket));
}

/** Whether two results got the same answer, at any stage. */
export function haveSameAnswerAtAnyStage(ticket: Ticket, one: Result, other: Result): boolean {
  const [a, b] = [answerOf(ticket, one), answerOf(ticket, other)];
  return a !== null && b !== null && isSameAnswer({ ...b, stage: a.stage }, a, namesOf(ticket));
}

/** The deciding answer, as the judge reads it. */
function answerOf(ticket: Ticket, result: Result): Answer | null {
  const probe = probeOf(ticket, result);
  return probe === null ? null : (observe(result.cell, probe, result.recording, null).last?.answer ?? null);
}

const namesOf = oncePer(({ results }: Ticket) => [
  ...new Set(results.flatMap(({ cell }) => [cell.deployment ?? "", cell.companion ?? ""])),
]);
