import type { Finding } from "../../model/finding.ts";
import { VERDICT_KINDS, type VerdictKind } from "../../model/verdict.ts";
import { shortOutcome } from "../words.ts";

/*
 * Colours for the finished table. They only repeat what the words say, so a reader without colours loses nothing.
 */

export const GREEN = "32";
export const RED = "31";
export const YELLOW = "33";
const CYAN = "36";
const GREY = "90";

const VERDICT_COLOURS = {
  supported: GREEN,
  partial: YELLOW,
  unsupported: RED,
  "not-deployed": RED,
  "no-route": RED,
  auth: RED,
  throttled: YELLOW,
  "rejected-request": RED,
  "server-fault": RED,
  "protocol-violation": RED,
  redirect: RED,
  network: YELLOW,
  "local-fault": YELLOW,
  inconclusive: YELLOW,
  skipped: GREY,
} as const satisfies Record<VerdictKind, string>;

const SEVERITY_COLOURS = { high: `1;${RED}`, medium: YELLOW, low: CYAN, information: GREY } as const satisfies Record<
  Finding["severity"],
  string
>;

/** Words at the start of a cell, and their colours. */
const OUTCOMES = new Map<string, string>([
  ["no proven path", RED],
  ...VERDICT_KINDS.map((verdict): [string, string] => [
    shortOutcome({ verdict, cause: "result.received" }),
    VERDICT_COLOURS[verdict],
  ]),
]);
const CELL_START = new RegExp(`(?<=│ )(?:${[...OUTCOMES.keys()].join("|")})(?![\\w-])`, "g");
const LINE_START = new RegExp(`^(?:${Object.keys(SEVERITY_COLOURS).join("|")})(?= {2,}\\S)`, "gm");

/** The table with its outcomes and severities in colour. The text itself does not change. */
export function colourTable(table: string): string {
  const severities: Record<string, string> = SEVERITY_COLOURS;
  return table
    .replace(CELL_START, (words) => paint(words, OUTCOMES.get(words)))
    .replace(LINE_START, (word) => paint(word, severities[word]));
}

/** Text in a colour. */
export function paint(text: string, colour = "0"): string {
  return `\u001b[${colour}m${text}\u001b[0m`;
}
