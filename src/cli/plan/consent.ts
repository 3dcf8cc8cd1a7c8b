import { plain } from "../../render/inert.ts";
import type { Overreach } from "../configuration/overreach.ts";
import { confirm } from "../text/terminal-question.ts";
import { joinWithAnd } from "../text/word-list.ts";
import { UsageError } from "../usage-error.ts";

/** Longer than any of these sentences. Text from the file stays one visible line. */
const LONGEST_LINE = 1000;

/**
 * Goes on if the found files need no consent, or with a yes on a terminal.
 * @param redact hides secrets of the environment that somebody wrote into a file by mistake
 * @throws UsageError that names each thing and how to go on
 */
export async function requireConsent(overreaches: Overreach[], redact: (text: string) => string): Promise<void> {
  if (overreaches.length === 0) return;
  const lines = consentLines(overreaches).map(redact);
  const files = joinWithAnd(filesOf(overreaches).map(({ file }) => file));
  const answer = await confirm(`Use ${plain(redact(files), LONGEST_LINE)} anyway? [y/N] `, lines);
  if (answer === "yes") return;
  if (answer === "no") throw new UsageError("Nothing was sent.");
  throw new UsageError([...lines, ...adviceLines(overreaches)].join("\n"));
}

/** What needs consent, one line each. */
export function consentLines(overreaches: Overreach[]): string[] {
  return overreaches.map(({ text }) => plain(text, LONGEST_LINE));
}

/** How to go on without a terminal. */
function adviceLines(overreaches: Overreach[]): string[] {
  return [
    ...filesOf(overreaches).map(
      ({ file, flag }) =>
        `${plain(file, LONGEST_LINE)} was found in the working directory. To trust it, add \`${plain(flag)}\`.`,
    ),
    "Nothing was sent.",
  ];
}

function filesOf(overreaches: Overreach[]): { file: string; flag: string }[] {
  return [...new Map(overreaches.map((one) => [one.file, one])).values()];
}
