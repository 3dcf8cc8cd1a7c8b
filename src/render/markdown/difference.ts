import { code, codeInTable } from "../inert.ts";
import { outcome } from "../words.ts";
import { sectionReference } from "./sections.ts";
import { cellName, type Subject, type Ticket } from "./ticket.ts";

/** With more differences than these, nobody can say which one is the cause. */
const MOST_DIFFERENCES = 4;

/** The line of the first screen about what sets the failing request apart from a working one. */
export function differenceInWords(ticket: Ticket, { finding, paired, working }: Subject): string {
  const evidence = `See ${sectionReference("evidence")}.`;
  if (finding?.pair == null || paired === null)
    return working === null
      ? "**Nearest working request.** None in this run."
      : `**Nearest working request.** ${cellName(ticket, working)}. ${evidence}`;
  const parts = finding.pair.difference.split("; ");
  const count = parts.reduce((sum, part) => sum + Number(/^(\d+) more differences$/.exec(part)?.[1] ?? 1), 0);
  if (paired.verdict !== "supported")
    return `**Nearest different result.** ${cellName(ticket, paired)}: ${outcome(paired)}, with ${differences(count)}. ${evidence}`;
  if (count > MOST_DIFFERENCES)
    return `**Nearest working request.** ${cellName(ticket, paired)}, with ${differences(count)}: too many to name the cause. ${evidence}`;
  const heading =
    count === 1 ? "Only difference to a working request" : `The ${count} differences to a working request`;
  const [only = ""] = parts;
  const text = count === 1 ? sentenceFor(only) : `The working request has ${parts.map(phraseFor).join(", ")}.`;
  return `**${heading}.** ${text} ${evidence}`;
}

/** What a working request has that the failing one has not, if it is near enough to explain the failure; else null. */
export function explainingDifference({ finding, paired }: Subject): string | null {
  if (finding?.pair == null || paired?.verdict !== "supported") return null;
  const { difference } = finding.pair;
  const parts = difference.split("; ");
  if (parts.length > MOST_DIFFERENCES || /\d+ more differences/.test(difference)) return null;
  return parts.map(phraseFor).join(", ");
}

/** `upgrade: query deployment: a / absent` as a sentence: `Without deployment=a the same request works.` */
function sentenceFor(part: string): string {
  const difference = partsOf(part);
  if (difference === null) return `${code(part, 300)}.`;
  const { failing, working } = difference;
  if (working === null) return `Without ${failing} the same request works.`;
  return `With ${working}${failing === null ? "" : ` instead of ${failing}`} the same request works.`;
}

/** The same as a part of a sentence: `no deployment=a`. */
function phraseFor(part: string): string {
  const difference = partsOf(part);
  if (difference === null) return codeInTable(part, 300);
  const { failing, working } = difference;
  if (working === null) return `no ${failing}`;
  return `${working}${failing === null ? "" : ` instead of ${failing}`}`;
}

/** Both values of a difference with their name, in code spans; null if the text has another form. */
function partsOf(part: string): { failing: string | null; working: string | null } | null {
  const [, name, failing, working] = /^(.*?): (.*) \/ (.*)$/.exec(part.replace(/^[a-z]+: /, "")) ?? [];
  if (name === undefined || failing === undefined || working === undefined) return null;
  const show = (value: string) => {
    if (value === "absent") return null;
    return name.startsWith("query ")
      ? codeInTable(`${name.slice(6)}=${value}`, 200)
      : `${name} ${codeInTable(value, 200)}`;
  };
  return { failing: show(failing), working: show(working) };
}

function differences(count: number): string {
  return count === 1 ? "one difference" : `${count} differences`;
}
