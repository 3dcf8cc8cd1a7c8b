import type { Finding } from "../model/finding.ts";
import type { AuthKind } from "../model/target.ts";
import { isAnsweredAlike, isRefusedWithout, needsNoCredential, useOf, withoutCredential } from "./access.ts";
import { answerInWords, type CellFacts, type Diagnosis, type Facts } from "./facts.ts";
import { counted, idsOf } from "./group.ts";
import { keyRejected } from "./key-rejected.ts";
import { routeKey, routeOf } from "./route.ts";
import { tokenRejected } from "./token-rejected.ts";

/** Everything is refused in words that nobody recorded: what a request without any credential gets says where to look. */
export const accessRefused: Diagnosis = {
  code: "access-refused",
  diagnose: (facts) => {
    const told = explained(facts);
    return facts.targets.flatMap(({ name, auth }) => auth.flatMap((kind) => findingOf(name, kind, told, facts)));
  },
};

/** Cells whose refusal is the credential itself. */
function explained(facts: Facts): Set<string> {
  return new Set([keyRejected, tokenRejected].flatMap((one) => one.diagnose(facts)).flatMap(({ cells }) => cells));
}

function findingOf(target: string, kind: AuthKind, told: Set<string>, facts: Facts): Finding[] {
  const { accepted, refused } = useOf(facts, target, kind, ["auth.refused"]);
  const control = withoutCredential(facts, target);
  const [first] = refused;
  if (first === undefined || accepted.length > 0 || needsNoCredential(facts, target)) return [];
  if (told.has(first.id) || !isEverywhere(refused, control)) return [];
  const alike = isAnsweredAlike(first, control);
  const without = isRefusedWithout(control) ? control : null;
  return [
    {
      code: "access-refused",
      severity: "high",
      title: `Access is refused: ${counted(refused.length, "cell")} answered ${answerInWords(first)}, none got further`,
      target,
      deployment: null,
      cells: idsOf([...refused, without]),
      pair: null,
      component: alike ? "unknown" : "authentication",
      facts: {
        credential: kind,
        answer: answerInWords(first),
        withoutCredential: without === null ? null : answerInWords(without),
        sameAsWithoutCredential: without === null ? null : alike,
      },
      explanation: `Every request that shows the ${kind} is answered ${answerInWords(first)}, ${meaningOfControl(alike, without)} Nothing is known of any deployment or path behind it.`,
      remedy: alike
        ? "Look at the resource's network rules and private endpoint, and at whether it and its subscription are active, before the credential."
        : "Look at the role of the identity, at whether the resource takes this kind of credential, and at its network rules; run again with the other kind of credential.",
      ask: "Say which rule refuses these requests: the answer does not.",
    },
  ];
}

function meaningOfControl(alike: boolean, without: CellFacts | null): string {
  if (without === null) return "in words not on record.";
  return alike
    ? "word for word as a request without any credential: it is not the credential that was looked at."
    : `and a request without any credential ${answerInWords(without)}: the credential was read, and it is what stands behind it that is refused.`;
}

/** One path alone may want another credential than the resource's. */
function isEverywhere(cells: CellFacts[], control: CellFacts | null): boolean {
  return (
    new Set(cells.map((cell) => routeKey(routeOf(cell)))).size > 1 || cells.some((c) => isAnsweredAlike(c, control))
  );
}
