import type { Report } from "../../model/report.ts";
import { SPEECH_SECONDS } from "../../model/sample.ts";
import { machineInWords } from "../busy.ts";
import { digestOf } from "../digest.ts";
import { prose } from "../inert.ts";
import { irregularInWords } from "../irregular.ts";
import { notAsked, notAttempted } from "../tally.ts";
import { resultsOf } from "../view.ts";
import { counted } from "../words.ts";
import type { Section } from "./sections.ts";
import { probeOf, type Ticket } from "./ticket.ts";

/** What this report does not say. */
export function limitsSection(ticket: Ticket): Section {
  const { results, report, target, whole } = ticket;
  const several = results.filter((result) => digestOf(result).attempts > 1);
  const skipped = notAsked(results);
  const givenUp = notAttempted(results);
  const planned = resultsOf(whole, target.name);
  const lines = [
    `- "Works" means that one result was received at that time, for ${inputOf(ticket)}. It does not mean that Microsoft supports it. "No evidence" does not mean "no". "Not supported by this model" rests on the response of the service, compared with a control.`,
    `- Each cell was tried once${several.length === 0 ? "" : `, except ${counted(several.length, "cell")} (controls included) with several attempts`}. ${beforeInWords(report)}`,
    '- The report does not say whether a behaviour is intended: only the vendor can. "Unknown" means that neither the operator nor a response gave the value. Finding codes are explained in `docs/findings/CODE.md` of the package.',
    ...(results.length === planned.length
      ? []
      : [
          `- This report shows ${results.length} of ${counted(planned.length, "cell")} of the run, controls included. The others are in \`report.json\`.`,
        ]),
    ...keyInUrl(ticket),
    ...(skipped.length === 0 ? [] : [`- Not run (controls included): ${prose(skipped.join(", "))}.`]),
    ...machineInWords(whole.run, results).map((sentence) => `- ${prose(sentence)}`),
    ...irregularInWords(results).map((sentence) => `- ${prose(sentence)}`),
    ...(givenUp.length === 0 ? [] : [`- Not attempted (controls included): ${prose(givenUp.join(", "))}.`]),
  ];
  return { name: "limits", lines };
}

/** A key in a URL is a risk of its own, so a run sends one only if the operator requests it. */
function keyInUrl({ report, target: { auth } }: Ticket): string[] {
  if (report.run.imported !== undefined || !auth.some((kind) => kind !== "entra")) return [];
  return auth.includes("key-query")
    ? ["- The key was sent in URLs (`key-query`). Servers and proxies log URLs, so rotate the key."]
    : [
        "- The key was not sent in a URL, because servers and proxies log URLs. Add `--auth key-query` to test this too.",
      ];
}

function beforeInWords({ run }: Report): string {
  if (run.imported !== undefined) return "The report does not know what happened outside of the capture.";
  return `The run does not know what happened before ${prose(run.startedAt ?? "its start", 40)}.`;
}

/** What the probes of the cells shown send to get a result. */
function inputOf(ticket: Ticket): string {
  const steps = ticket.results.flatMap((result) => probeOf(ticket, result)?.steps ?? []);
  const hasAudio = steps.some(({ audio, multipart }) => audio !== undefined || multipart !== undefined);
  const hasText = steps.some(({ json, send }) => json !== undefined || send !== undefined);
  const speech = `a spoken sample of ${SPEECH_SECONDS} s`;
  if (!hasAudio) return "one short text";
  return hasText ? `${speech} or one short text` : speech;
}
