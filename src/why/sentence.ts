import type { Result } from "../model/report.ts";
import { VERDICTS } from "../model/verdict.ts";
import { statuses } from "../render/reading.ts";
import { counted, outcome } from "../render/words.ts";
import type { Asked, Why } from "./answer.ts";
import type { Factor } from "./factor.ts";

/** The answer in one sentence, with the cells that it rests on. */
export function sentenceOf(why: Why): string {
  const { cause, tried, passing, failing, asked } = why;
  switch (cause.kind) {
    case "no-difference":
      return `${passing.cell.id} and ${failing.cell.id} ask the same thing in the same way: what differs is not in the request.`;
    case "not-reproduced":
      return notReproduced(why, cause.which);
    case "cut-short":
      return `The search was ended before it could say anything: ${counted(asked.length, "cell")} of the two ends asked.`;
    case "found": {
      const [first, ...more] = cause.factors;
      const rest = tried.filter((factor) => !cause.factors.includes(factor));
      const proof = [repaired(why), broken(cause.breaks)].filter((text) => text !== null).join(", and ");
      const others = cause.breaks?.outcome === "passes" ? "" : othersInWords(rest);
      const doubt = cause.minimal ? "" : "; the search was not complete, so fewer may do";
      if (first !== undefined && more.length === 0) return `It is ${factorInWords(first)}: ${proof}${others}${doubt}.`;
      return `It takes ${cause.factors.length} differences together, ${cause.factors.map(factorInWords).join("; ")}: ${proof}${others}${doubt}.`;
    }
  }
}

function othersInWords(rest: Factor[]): string {
  if (rest.length === 0) return "";
  if (rest.length === 1) return `; the other difference (${rest[0]?.name}) plays no part`;
  const names = rest.length > MOST_NAMED ? "" : ` (${rest.map(({ name }) => name).join(", ")})`;
  return `; the other ${rest.length} differences${names} play no part`;
}

const MOST_NAMED = 4;

/** A factor with what each cell has: `deployment= on the query of the upgrade (failing: "x"; passing: absent)`. */
export function factorInWords({ name, passing, failing }: Factor): string {
  const value = (text: string | null) => (text === null ? "absent" : `\`${text}\``);
  return `${nameInWords(name)} (passing: ${value(passing)}; failing: ${value(failing)})`;
}

/** `upgrade: query deployment` → `deployment= on the query of the upgrade`. */
function nameInWords(name: string): string {
  const [, step, kind, what] = /^(.+): (query|header|body|event) (.+)$/.exec(name) ?? [];
  if (step === undefined || kind === undefined || what === undefined) {
    return name.endsWith(": step") ? `the step \`${name.slice(0, -": step".length)}\`` : name;
  }
  const shown = kind === "query" ? `\`${what}=\`` : `\`${what}\``;
  return kind === "query" ? `${shown} on the query of the ${step}` : `${shown} in the ${kind} of the ${step}`;
}

/** The cell in between that works: the failing one with only these factors of the passing one. */
function repaired({ cause, asked, tried }: Why): string | null {
  if (cause.kind !== "found") return null;
  const names = cause.factors.map(({ name }) => name).join("\n");
  const cell = asked.find(({ fromPassing, outcome: o }) => o === "passes" && fromPassing.join("\n") === names);
  if (cell === undefined) return null;
  const all = cause.factors.length === tried.length;
  return `${all ? "with everything" : "with this"} as the passing cell has it the failing one works (${cell.cell.id})`;
}

function broken(breaks: Asked | null): string | null {
  if (breaks === null || breaks.outcome === "unknown") return null;
  return breaks.outcome === "fails"
    ? `with this as the failing cell has it alone comes ${answerInWords(breaks.result)} (${breaks.cell.id})`
    : `the passing cell works with this as the failing one has it too (${breaks.cell.id}), so it does not decide there`;
}

function notReproduced({ passing, failing, asked }: Why, which: "passing" | "failing"): string {
  const last = asked.at(-1);
  const said = last === undefined ? "nothing" : answerInWords(last.result);
  return which === "passing"
    ? `${passing.cell.id} does not work now (${said}), so there is no pair to compare; choose another passing cell.`
    : `${failing.cell.id} does not fail now with an answer of the service (${said}), so there is nothing to explain.`;
}

/** `302 → 404 404: Resource not found (redirected to a path not served)`. */
export function answerInWords(result: Result): string {
  const said = [statuses(result), result.error?.code, result.error?.message].filter(
    (part) => part != null && part !== "",
  );
  if (said.length === 0) return outcome(result);
  // No controls stand beside cells in between: what they would have said is not missing here.
  return VERDICTS[result.verdict] === "no-evidence" ? said.join(" ") : `${said.join(" ")} (${outcome(result)})`;
}
