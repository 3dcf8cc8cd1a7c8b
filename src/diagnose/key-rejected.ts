import type { Finding } from "../model/finding.ts";
import { acceptedCredential, needsNoCredential, refusingStatus, useOf, withoutCredential } from "./access.ts";
import { answerInWords, type CellFacts, type Diagnosis, type Facts } from "./facts.ts";
import { counted, idsOf } from "./group.ts";
import { nearest } from "./nearest.ts";
import { routeKey, routeOf } from "./route.ts";

/** The resource's key is refused wherever it is shown, as a request without any key is. */
export const keyRejected: Diagnosis = {
  code: "key-rejected",
  diagnose: (facts) => facts.targets.flatMap(({ name }) => findingOf(name, facts)),
};

function findingOf(target: string, facts: Facts): Finding[] {
  if (needsNoCredential(facts, target)) return [];
  const { accepted, refused } = useOf(facts, target, "key", ["auth.key-invalid", "auth.refused"]);
  const control = withoutCredential(facts, target);
  const unauthorised = refused.filter((cell) => refusingStatus(cell) === 401);
  const [first] = unauthorised;
  if (first === undefined || accepted.length > 0 || !isBorneOut(unauthorised, control)) return [];
  const alike = isAnsweredAlike(first, control);
  return [
    {
      code: "key-rejected",
      severity: "high",
      title: `The key is not accepted: ${counted(unauthorised.length, "cell")} answered 401, none got further`,
      target,
      deployment: null,
      cells: [...idsOf(unauthorised), ...idsOf([isRefused(control) ? control : null])],
      pair: nearest(first, facts, acceptedCredential),
      component: "authentication",
      facts: {
        answer: answerInWords(first),
        withoutCredential: control === null ? null : answerInWords(control),
        sameAsWithoutCredential: control === null ? null : alike,
      },
      explanation: `Every request that shows the key is answered ${answerInWords(first)}${alike ? ", word for word as a request without any key" : ""}: the key is not one of this resource, or the endpoint is not the one that it belongs to. Nothing is known of any deployment or path behind it.`,
      remedy:
        "Compare the key and the endpoint with the resource's page “Keys and Endpoint”: a regenerated key, a key of another resource and another resource's endpoint all look like this.",
      ask: null,
    },
  ];
}

/**
 * A 401 in words not on record counts only where a request without a key is refused as well, in the same words or on
 * more than one route: a single path may want another credential than the resource's.
 */
function isBorneOut(cells: CellFacts[], control: CellFacts | null): boolean {
  if (cells.some(({ verdict }) => verdict.cause === "auth.key-invalid")) return true;
  const routes = new Set(cells.map((cell) => routeKey(routeOf(cell))));
  return isRefused(control) && (routes.size > 1 || cells.some((cell) => isAnsweredAlike(cell, control)));
}

function isAnsweredAlike(cell: CellFacts, control: CellFacts | null): boolean {
  return control !== null && answerInWords(control) === answerInWords(cell);
}

function isRefused(control: CellFacts | null): boolean {
  return control?.verdict.verdict === "auth";
}
