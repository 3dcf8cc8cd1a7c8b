import { acceptedCredential, needsNoCredential, useOf } from "./access.ts";
import { answerInWords, type Diagnosis } from "./facts.ts";
import { idsOf } from "./group.ts";
import { nearest } from "./nearest.ts";

/** The resource takes no keys at all (FR-087). */
export const keyAuthDisabled: Diagnosis = {
  code: "key-auth-disabled",
  diagnose: (facts) =>
    facts.targets.flatMap(({ name }) => {
      const { accepted, refused } = useOf(facts, name, "key", ["auth.key-disabled"]);
      const [first] = refused;
      if (first === undefined || accepted.length > 0 || needsNoCredential(facts, name)) return [];
      return {
        code: "key-auth-disabled",
        severity: "high",
        title: "The resource takes no keys: key authentication is disabled on it",
        target: name,
        deployment: null,
        cells: idsOf(refused),
        pair: nearest(first, facts, acceptedCredential),
        component: "authentication",
        facts: { answer: answerInWords(first) },
        explanation: `The service answers ${answerInWords(first)} to the key (disableLocalAuth on the resource). Whether the key is right, and what the deployments do, cannot be seen this way.`,
        remedy:
          "Ask with an Entra token of an identity that has the role Cognitive Services OpenAI User, or have the resource's owner allow keys again.",
        ask: null,
      };
    }),
};
