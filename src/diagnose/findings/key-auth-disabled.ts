import { getCredentialUse, isCredentialAccepted, isOpenWithoutCredential, KEY_KINDS } from "../access.ts";
import { formatAnswer } from "../facts.ts";
import { findNearest } from "../nearest.ts";
import type { FindingRule } from "../rule.ts";
import { fill } from "../text.ts";
import { TEXT } from "./key-auth-disabled.text.ts";

const { title, explanation, remedy } = TEXT;

/** The resource accepts no keys (FR-087). */
export const keyAuthDisabled: FindingRule = {
  code: "key-auth-disabled",
  text: TEXT,
  supersedes: ["credential-differs"],
  find: (facts) =>
    facts.targets.flatMap(({ name }) => {
      const { accepted, refused } = getCredentialUse(facts, name, KEY_KINDS, ["auth.key-disabled"]);
      const [first] = refused;
      if (first === undefined || accepted.length > 0 || isOpenWithoutCredential(facts, name)) return [];
      return {
        severity: "high",
        title: title.disabled,
        cells: refused,
        pair: findNearest(first, facts, isCredentialAccepted),
        component: "authentication",
        facts: { answer: formatAnswer(first) },
        explanation: fill(explanation.answer, { answer: formatAnswer(first) }),
        remedy: remedy.token,
      };
    }),
};
