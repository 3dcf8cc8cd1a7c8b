import { AUTH_NOUNS } from "../../model/target.ts";
import { getCredentialUse, isCredentialAccepted, isOpenWithoutCredential, listCredentials } from "../access.ts";
import { type Facts, formatAnswer } from "../facts.ts";
import { listProbes } from "../group.ts";
import { findNearest } from "../nearest.ts";
import type { Draft, FindingRule } from "../rule.ts";
import { fill, joinSentences } from "../text.ts";
import { TEXT } from "./role-missing.text.ts";

const { title, explanation, remedy } = TEXT;

/** The identity is known and lacks the permission for the operation (FR-020, FR-086). */
export const roleMissing: FindingRule = {
  code: "role-missing",
  text: TEXT,
  supersedes: ["credential-differs"],
  find: (facts) =>
    facts.targets.flatMap(({ name }) =>
      listCredentials(facts, name).flatMap((credential) => draftRoleMissing(name, credential, facts)),
    ),
};

function draftRoleMissing(
  target: string,
  { name, auth: kind }: ReturnType<typeof listCredentials>[number],
  facts: Facts,
): Draft[] {
  const { accepted, refused } = getCredentialUse(facts, target, [name], ["auth.role-missing"]);
  const [first] = refused;
  if (first === undefined || isOpenWithoutCredential(facts, target)) return [];
  const some = accepted.length > 0;
  return [
    {
      severity: some ? "medium" : "high",
      title: some ? title.some : title.all,
      cells: refused,
      pair: findNearest(first, facts, isCredentialAccepted),
      component: "authentication",
      facts: {
        credential: kind,
        answer: formatAnswer(first),
        probes: listProbes(refused),
        acceptedOn: listProbes(accepted),
      },
      explanation: joinSentences(
        fill(explanation.refused, { credential: AUTH_NOUNS[kind], answer: formatAnswer(first) }),
        some ? fill(explanation.some, { credential: AUTH_NOUNS[kind] }) : null,
      ),
      remedy: remedy.assign,
    },
  ];
}
