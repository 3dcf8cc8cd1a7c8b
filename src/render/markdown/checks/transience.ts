import { formatWithin, spanOf } from "../../../judge/attempt-span.ts";
import { LASTING_MS } from "../../../model/effort.ts";
import { isGood } from "../../../model/outcome.ts";
import type { Report, Result } from "../../../model/report.ts";
import { attemptsInWords } from "../../reading.ts";
import { counted, outcome } from "../../words.ts";
import type { Row } from "./row.ts";

/** Whether the failure passes. */
export function transienceRow({ results }: Pick<Report, "results">, failing: Result): Row {
  const again = results.filter(
    ({ cell: { settles } }) => settles?.cell === failing.cell.id && settles.trial.kind === "again",
  );
  return [
    "Transient failure",
    [attemptsInWords(failing), ...repetitionsInWords(failing, again)].join(". "),
    conclusionOf(failing, again),
  ];
}

/** `Repeated 1 time within 21 s of the first: service error`. Empty if the settle pass repeated nothing. */
function repetitionsInWords(failing: Result, again: Result[]): string[] {
  if (again.length === 0) return [];
  const ends = [...new Set(again.map(outcome))].join(", ");
  return [
    `Repeated ${counted(again.length, "time")}${formatWithin(2, spanOf(attemptsOf([failing, ...again])))}: ${ends}`,
  ];
}

function conclusionOf(failing: Result, again: Result[]): string {
  const attempts = attemptsOf([failing, ...again]);
  if (attempts.length < 2) return "Not excluded: one attempt.";
  if (failing.unstable || again.some(isGood)) return "**Not excluded: the attempts disagree.**";
  const span = spanOf(attempts);
  if (span === null) return "Not excluded: the time between the attempts is unknown.";
  return span < LASTING_MS ? "Not excluded: the time between the attempts is short." : "Excluded within this time.";
}

function attemptsOf(results: Result[]) {
  return results.flatMap(({ recording }) => recording?.attempts ?? []);
}
