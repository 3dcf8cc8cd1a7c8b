import type { Cause } from "../model/cause.ts";
import type { Finding } from "../model/finding.ts";
import { acceptedCredential, needsNoCredential, refusingStatus, useOf } from "./access.ts";
import { answerInWords, type Diagnosis, type Facts } from "./facts.ts";
import { counted, idsOf } from "./group.ts";
import { nearest } from "./nearest.ts";

/** What can be done, by what is wrong with the token. */
const REMEDIES = {
  "auth.token-audience":
    "Ask for the token with the scope https://ai.azure.com/.default or https://cognitiveservices.azure.com/.default.",
  "auth.token-expired": "Fetch a new token and run again; compare this machine's clock with the time in the answer.",
  "auth.token-invalid": "Fetch a new token for the tenant that the resource is in.",
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
  const unauthorised = refused.filter((cell) => refusingStatus(cell) === 401 || refusingStatus(cell) === 403);
  const [first] = unauthorised;
  if (first === undefined || accepted.length > 0) return [];
  return [
    {
      code: "token-rejected",
      severity: "high",
      title: `The token is not accepted: ${counted(unauthorised.length, "cell")} refused, none got further`,
      target,
      deployment: null,
      cells: idsOf(unauthorised),
      pair: nearest(first, facts, acceptedCredential),
      component: "authentication",
      facts: { answer: answerInWords(first), cause },
      explanation: `Every request that shows the token is answered ${answerInWords(first)}: it is the token, before any role, deployment or path is looked at.`,
      remedy: REMEDIES[cause],
      ask: null,
    },
  ];
}
