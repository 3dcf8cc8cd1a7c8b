import type { Cause } from "../model/cause.ts";
import type { Finding } from "../model/finding.ts";
import {
  acceptedCredential,
  isAnsweredAlike,
  needsNoCredential,
  refusingStatus,
  useOf,
  withoutCredential,
} from "./access.ts";
import { answerInWords, type CellFacts, type Diagnosis, type Facts } from "./facts.ts";
import { counted, idsOf } from "./group.ts";
import { nearest } from "./nearest.ts";

const ANY_FAULT =
  "The answer does not say what is wrong with it: fetch a new token, for the tenant that the resource is in, with the scope https://ai.azure.com/.default or https://cognitiveservices.azure.com/.default (a sovereign cloud has its own).";

/** What can be done, by what is wrong with the token. */
const REMEDIES = {
  "auth.token-audience":
    "Ask for the token with the scope https://ai.azure.com/.default or https://cognitiveservices.azure.com/.default (a sovereign cloud has its own).",
  "auth.token-host":
    "Ask the resource's own host name (https://NAME.openai.azure.com) in place of a regional one, or use a key.",
  "auth.key-invalid":
    "The answer speaks of a key, for it knows no such token: fetch a new one for the tenant that the resource is in, and compare the endpoint with the resource's own.",
  "auth.key-unread":
    "Whoever answers wants a key, as a gateway of one's own does: ask the resource itself, or show the gateway what it wants.",
  "auth.token-expired": "Fetch a new token and run again; compare this machine's clock with the time in the answer.",
  "auth.token-invalid": "Fetch a new token for the tenant that the resource is in.",
  "auth.token-unaccepted": ANY_FAULT,
  "auth.refused": ANY_FAULT,
} as const satisfies Partial<Record<Cause, string>>;

type TokenCause = keyof typeof REMEDIES;
const TOKEN_CAUSES = Object.keys(REMEDIES).filter((cause): cause is TokenCause => cause in REMEDIES);

/** The Entra token itself is refused: its audience, its age or its making; a missing role is another finding. */
export const tokenRejected: Diagnosis = {
  code: "token-rejected",
  diagnose: (facts) =>
    facts.targets.flatMap(({ name }) => TOKEN_CAUSES.flatMap((cause) => findingOf(name, cause, facts))),
};

function findingOf(target: string, cause: TokenCause, facts: Facts): Finding[] {
  if (needsNoCredential(facts, target)) return [];
  const { accepted, refused } = useOf(facts, target, "token", [cause]);
  const [first] = refused;
  if (first === undefined || accepted.length > 0) return [];
  if (cause === "auth.refused" && !isUnknownToken(first, facts)) return [];
  return [
    {
      code: "token-rejected",
      severity: "high",
      title: `The token is not accepted: ${counted(refused.length, "cell")} refused, none got further`,
      target,
      deployment: null,
      cells: idsOf(refused),
      pair: nearest(first, facts, acceptedCredential),
      component: "authentication",
      facts: { answer: answerInWords(first), cause },
      explanation: `Every request that shows the token is answered ${answerInWords(first)}: it is the token, before any role, deployment or path is looked at.`,
      remedy: remedyFor(cause, first),
      ask: null,
    },
  ];
}

/** A 401 in words that do not speak of the token: only a request without any can show that nothing else is refused. */
function isUnknownToken(cell: CellFacts, facts: Facts): boolean {
  return refusingStatus(cell) === 401 && isAnsweredAlike(cell, withoutCredential(facts, cell.target.name));
}

/** An answer that names the audience it wants says which scope to ask for: other clouds have their own. */
function remedyFor(cause: TokenCause, cell: CellFacts): string {
  const message = cell.observation.last?.answer?.message ?? "";
  const audience = /audience is incorrect \((https:\/\/[a-z0-9.-]+)\/?\)/i.exec(message)?.[1];
  return cause === "auth.token-unaccepted" && audience !== undefined
    ? `Fetch a new token with the scope ${audience}/.default, for the tenant that the resource is in, and compare this machine's clock.`
    : REMEDIES[cause];
}
