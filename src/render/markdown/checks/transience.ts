import type { Result } from "../../../model/report.ts";
import { attemptsWithin } from "../support-form.ts";
import type { Row } from "./row.ts";

/** Attempts within a shorter time meet the same disturbance. */
const LASTING_MS = 60_000;

/** Whether the failure passes. */
export function transienceRow(failing: Result): Row {
  return ["Transient failure", attemptsWithin(failing), conclusionOf(failing)];
}

function conclusionOf(failing: Result): string {
  const attempts = failing.recording?.attempts ?? [];
  if (attempts.length < 2) return "Not excluded: one attempt.";
  if (failing.unstable) return "**Not excluded: the attempts disagree.**";
  const span = Date.parse(attempts.at(-1)?.startedAt ?? "") - Date.parse(attempts[0]?.startedAt ?? "");
  if (Number.isNaN(span)) return "Not excluded: the time between the attempts is unknown.";
  return span < LASTING_MS ? "Not excluded: the time between the attempts is short." : "Excluded within this time.";
}
