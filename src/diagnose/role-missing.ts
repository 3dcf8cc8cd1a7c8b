import type { Finding } from "../model/finding.ts";
import type { AuthKind } from "../model/target.ts";
import { acceptedCredential, needsNoCredential, useOf } from "./access.ts";
import { answerInWords, type Diagnosis, type Facts } from "./facts.ts";
import { idsOf, probesOf } from "./group.ts";
import { nearest } from "./nearest.ts";

/** The identity is known and lacks the permission for the operation (FR-020, FR-086). */
export const roleMissing: Diagnosis = {
  code: "role-missing",
  diagnose: (facts) => facts.targets.flatMap(({ name, auth }) => auth.flatMap((kind) => findingOf(name, kind, facts))),
};

function findingOf(target: string, kind: AuthKind, facts: Facts): Finding[] {
  const { accepted, refused } = useOf(facts, target, kind, ["auth.role-missing"]);
  const [first] = refused;
  if (first === undefined || needsNoCredential(facts, target)) return [];
  const some = accepted.length > 0;
  return [
    {
      code: "role-missing",
      severity: some ? "medium" : "high",
      title: some ? "The identity lacks a role for some operations" : "The identity lacks a role on this resource",
      target,
      deployment: null,
      cells: idsOf(refused),
      pair: nearest(first, facts, acceptedCredential),
      component: "authentication",
      facts: {
        credential: kind,
        answer: answerInWords(first),
        probes: probesOf(refused),
        acceptedOn: probesOf(accepted),
      },
      explanation: `The ${kind} was read and the identity behind it was refused: ${answerInWords(first)}.${some ? " The same credential is accepted on other paths, so it is valid, and it is the permission for these operations that is missing." : ""}`,
      remedy:
        "Assign the identity the role Cognitive Services OpenAI User (or one that holds the data action named in the answer) on the resource; an assignment can take some minutes to have effect.",
      ask: null,
    },
  ];
}
