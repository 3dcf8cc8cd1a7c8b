import { SPEECH_SECONDS } from "../../model/sample.ts";
import { machineInWords } from "../busy.ts";
import { digestOf } from "../digest.ts";
import { prose } from "../inert.ts";
import { irregularInWords } from "../irregular.ts";
import { attemptsInWords } from "../reading.ts";
import { notAsked, notAttempted } from "../tally.ts";
import { resultsOf } from "../view.ts";
import { counted } from "../words.ts";
import { type Section, wholeSection } from "./budget.ts";
import type { Ticket } from "./ticket.ts";

/** What this report does not say. */
export function limitsSection(ticket: Ticket): Section {
  const { principal, results, report, target, whole } = ticket;
  const several = results.filter((result) => digestOf(result).attempts > 1);
  const skipped = notAsked(results);
  const givenUp = notAttempted(results);
  const planned = resultsOf(whole, target.name);
  const lines = [
    `- "Works" means that one result came back at that time, of a ${SPEECH_SECONDS} s spoken sample or one short text; it is not a statement of what Microsoft supports.`,
    '- "Refused for this model" rests on the service\'s own words with a control beside it; "no evidence" is never a "no".',
    `- One attempt a cell${several.length === 0 ? "" : `, except ${counted(several.length, "cell")} with more`}${principal?.failing === undefined || principal.failing === null ? "" : `; the cell of ${principal.label}: ${attemptsInWords(principal.failing)}`}. Nothing before ${prose(report.run.startedAt, 40)} was looked at.`,
    "- It does not say whether a behaviour is intended, what happened before or after the run, or how regions, models and versions that are not listed above answer.",
    "- What stands as not known was neither stated by the operator nor seen in an answer.",
    ...(results.length === planned.length
      ? []
      : [
          `- Shown here are ${results.length} of ${counted(planned.length, "cell")} of the run on this resource, controls among them; the rest stands in \`report.json\`.`,
        ]),
    ...(skipped.length === 0 ? [] : [`- Not asked: ${prose(skipped.join("; "))}.`]),
    ...machineInWords(whole.run, results).map((sentence) => `- ${prose(sentence)}`),
    ...irregularInWords(results).map((sentence) => `- ${prose(sentence)}`),
    ...(givenUp.length === 0 ? [] : [`- Not attempted: ${prose(givenUp.join("; "))}.`]),
  ];
  return wholeSection("How far to trust this", lines);
}
