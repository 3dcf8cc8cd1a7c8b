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
  return `**${heading}.** ${parts.map(sentenceFor).join(" ")} ${evidence}`;
}

/** The difference of a pair whose other cell works and is near enough to explain the failure; else null. */
export function explainingDifference({ finding, paired }: Subject): string | null {
  if (finding?.pair == null || paired?.verdict !== "supported") return null;
  const { difference } = finding.pair;
  return difference.split("; ").length <= MOST_DIFFERENCES && !/\d+ more differences/.test(difference)
    ? difference
    : null;
}

/** `upgrade: query deployment: a / absent` as a sentence: the request works without it. */
export function sentenceFor(part: string): string {
  const [, name, failing, working] = /^(.*?): (.*) \/ (.*)$/.exec(part.replace(/^[a-z]+: /, "")) ?? [];
  if (name === undefined || failing === undefined || working === undefined) return `${code(part, 300)}.`;
  const show = (value: string) => codeInTable(value, 200);
  if (working === "absent") return `Without ${show(`${name} ${failing}`)} the request works.`;
  if (failing === "absent") return `With ${show(`${name} ${working}`)} the request works.`;
  return `With ${show(working)} as ${show(name)}, instead of ${show(failing)}, the request works.`;
}

function differences(count: number): string {
  return count === 1 ? "one difference" : `${count} differences`;
}
