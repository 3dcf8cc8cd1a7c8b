import type { Cause } from "../model/cause.ts";
import type { Finding } from "../model/finding.ts";
import {
  acceptedCredential,
  isAnsweredAlike,
  isRefusedWithout,
  needsNoCredential,
  refusingStatus,
  useOf,
  withoutCredential,
} from "./access.ts";
import { answerInWords, type CellFacts, type Diagnosis, type Facts } from "./facts.ts";
import { counted, idsOf } from "./group.ts";
import { nearest } from "./nearest.ts";
import { routeKeyOf } from "./route.ts";

/** The resource's key is refused wherever it is shown, as a request without any key is. */
export const keyRejected: Diagnosis = {
  code: "key-rejected",
  diagnose: (facts) => facts.targets.flatMap(({ name }) => findingOf(name, facts)),
};

/** Causes that speak of a key, and those of which a key may be meant. */
const OF_THE_KEY: readonly Cause[] = ["auth.key-invalid", "auth.key-unread"];
const OF_ANY_CREDENTIAL: readonly Cause[] = ["auth.refused", "auth.token-unaccepted"];

function findingOf(target: string, facts: Facts): Finding[] {
  if (needsNoCredential(facts, target)) return [];
  const { accepted, refused } = useOf(facts, target, "key", [...OF_THE_KEY, ...OF_ANY_CREDENTIAL]);
  const control = withoutCredential(facts, target);
  const unauthorised = refused.filter(
    (cell) => OF_THE_KEY.includes(cell.verdict.cause) || refusingStatus(cell) === 401,
  );
  const [first] = unauthorised;
  if (first === undefined || accepted.length > 0 || !isBorneOut(unauthorised, control)) return [];
  const alike = isAnsweredAlike(first, control);
  const unread = first.verdict.cause === "auth.key-unread";
  return [
    {
      code: "key-rejected",
      severity: "high",
      title: `The key is not accepted: ${counted(unauthorised.length, "cell")} answered ${refusingStatus(first) ?? "so"}, none got further`,
      target,
      deployment: null,
      cells: [...idsOf(unauthorised), ...idsOf([isRefusedWithout(control) ? control : null])],
      pair: nearest(first, facts, acceptedCredential),
      component: "authentication",
      facts: {
        answer: answerInWords(first),
        withoutCredential: control === null ? null : answerInWords(control),
        sameAsWithoutCredential: control === null ? null : alike,
      },
      explanation: `Every request that shows the key is answered ${answerInWords(first)}${alike ? ", word for word as a request without any key" : ""}: ${unread ? "whoever answers looks for the key elsewhere than in api-key, as a gateway of one's own does, or " : ""}the key is not one of this resource, or the endpoint is not the one that it belongs to. Nothing is known of any deployment or path behind it.`,
      remedy: unread
        ? "Ask the resource itself in place of the gateway, or have the gateway take the key from the header api-key (it may look for Ocp-Apim-Subscription-Key)."
        : "Compare the key and the endpoint with the resource's page “Keys and Endpoint”: a regenerated key, a key of another resource and another resource's endpoint all look like this.",
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
  const routes = new Set(cells.map((cell) => routeKeyOf(cell)));
  return isRefusedWithout(control) && (routes.size > 1 || cells.some((cell) => isAnsweredAlike(cell, control)));
}
