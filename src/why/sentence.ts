import type { Result } from "../model/report.ts";
import { VERDICTS } from "../model/verdict.ts";
import { codeBeyondStatus, statuses } from "../render/reading.ts";
import { counted, outcome } from "../render/words.ts";
import type { SentCell, Why } from "./answer.ts";
import type { Factor } from "./factor.ts";

/** Formats the answer as text, with the cells that it rests on. */
export function formatAnswer(why: Why): string {
  const { cause, tried, passing, failing, asked } = why;
  switch (cause.kind) {
    case "no-difference":
      return `${passing.cell.id} and ${failing.cell.id} send the same requests, so the difference is outside the request.`;
    case "not-reproduced":
      return describeNotReproduced(why, cause.which);
    case "cut-short":
      return `The search ended too early for an answer: ${counted(asked.length, "cell")} sent.`;
    case "found": {
      const [first, ...more] = cause.factors;
      const rest = tried.filter((factor) => !cause.factors.includes(factor));
      const answer =
        first !== undefined && more.length === 0
          ? `The cause is ${describeFactor(first)}.`
          : `The cause is a combination of ${cause.factors.length} differences: ${cause.factors.map(describeFactor).join(", ")}.`;
      return [
        answer,
        describeRepair(why),
        describeBreaks(cause.breaks),
        cause.breaks?.outcome === "passes" ? null : describeOthers(rest),
        cause.minimal ? null : "The search was incomplete, so fewer differences may suffice.",
      ]
        .filter((sentence) => sentence !== null)
        .join(" ");
    }
  }
}

function describeOthers(rest: Factor[]): string | null {
  if (rest.length === 0) return null;
  if (rest.length === 1) return `The other difference (${rest[0]?.name}) has no effect.`;
  const names = rest.length > MOST_NAMED ? "" : ` (${rest.map(({ name }) => name).join(", ")})`;
  return `The other ${rest.length} differences${names} have no effect.`;
}

const MOST_NAMED = 4;

/** Formats a factor with both values: `deployment= in the query of the upgrade (passing: `x`, failing: absent)`. */
export function describeFactor({ name, passing, failing }: Factor): string {
  const value = (text: string | null) => (text === null ? "absent" : `\`${text}\``);
  return `${describeFactorName(name)} (passing: ${value(passing)}, failing: ${value(failing)})`;
}

/** `upgrade: query deployment` → `deployment= in the query of the upgrade`. */
function describeFactorName(name: string): string {
  const [, step, kind, what] = /^(.+): (query|header|body|event) (.+)$/.exec(name) ?? [];
  if (step === undefined || kind === undefined || what === undefined) {
    return name.endsWith(": step") ? `the step \`${name.slice(0, -": step".length)}\`` : name;
  }
  const shown = kind === "query" ? `\`${what}=\`` : `\`${what}\``;
  return `${shown} in the ${kind} of the ${step}`;
}

/** Describes the mixture that works: the failing cell with only these factors of the passing one. */
function describeRepair({ cause, asked, tried }: Why): string | null {
  if (cause.kind !== "found") return null;
  const names = cause.factors.map(({ name }) => name).join("\n");
  const cell = asked.find(({ fromPassing, outcome: o }) => o === "passes" && fromPassing.join("\n") === names);
  if (cell === undefined) return null;
  const all = cause.factors.length === tried.length;
  const part = all ? "everything" : cause.factors.length === 1 ? "this value" : "these values";
  return `If ${part} is taken from the passing cell, the failing cell works (${cell.cell.id}).`;
}

function describeBreaks(breaks: SentCell | null): string | null {
  if (breaks === null || breaks.outcome === "unknown") return null;
  return breaks.outcome === "fails"
    ? `If only this value is taken from the failing cell, the passing cell returns ${describeResult(breaks.result)} (${breaks.cell.id}).`
    : `If this value is taken from the failing cell, the passing cell still works (${breaks.cell.id}), so other differences matter too.`;
}

function describeNotReproduced({ passing, failing, asked }: Why, which: "passing" | "failing"): string {
  const last = asked.at(-1);
  const said = last === undefined ? "nothing" : describeResult(last.result);
  return which === "passing"
    ? `${passing.cell.id} no longer works (${said}), so there is nothing to compare it with. Choose another passing cell.`
    : `${failing.cell.id} no longer fails with an answer of the service (${said}), so there is nothing to explain.`;
}

/** `302 → 404 Resource not found (redirect to a dead endpoint)`. */
export function describeResult(result: Result): string {
  const said = [statuses(result), codeBeyondStatus(result), result.error?.message].filter(
    (part) => part != null && part !== "",
  );
  if (said.length === 0) return outcome(result);
  // Mixtures have no controls, so a missing control is not worth a remark here.
  return VERDICTS[result.verdict] === "no-evidence" ? said.join(" ") : `${said.join(" ")} (${outcome(result)})`;
}
