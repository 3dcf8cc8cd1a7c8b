import type { Cause } from "../../model/cause.ts";
import { audienceOf, audiencesOf } from "../../model/entra-scope.ts";
import { getCredentialUse, isCredentialAccepted, isOpenWithoutCredential, listCredentials } from "../access.ts";
import { type CellFacts, type Facts, formatAnswer } from "../facts.ts";
import { formatList } from "../group.ts";
import { findNearest } from "../nearest.ts";
import type { Draft, FindingRule } from "../rule.ts";
import { fill, fillTitle, joinSentences } from "../text.ts";
import { TEXT } from "./token-audience-wrong.text.ts";

const { title, explanation, remedy } = TEXT;

/** Causes that a wrong audience can have. Some responses speak of a key, because the service does not know the token. */
const CAUSES: readonly Cause[] = [
  "auth.token-audience",
  "auth.token-unaccepted",
  "auth.token-invalid",
  "auth.key-invalid",
  "auth.refused",
];

/** The token's own audience shows that it was requested for something else. */
export const tokenAudienceWrong: FindingRule = {
  code: "token-audience-wrong",
  text: TEXT,
  supersedes: ["access-refused", "credential-differs", "token-rejected"],
  find: (facts) =>
    facts.targets.flatMap(({ name }) =>
      listCredentials(facts, name)
        .filter(({ auth }) => auth === "entra")
        .flatMap(({ name: credential }) => draftTokenAudienceWrong(name, credential, facts)),
    ),
};

function draftTokenAudienceWrong(target: string, credential: string, facts: Facts): Draft[] {
  if (isOpenWithoutCredential(facts, target)) return [];
  const { accepted, refused } = getCredentialUse(facts, target, [credential], CAUSES);
  const wrong = refused.filter(isForSomethingElse);
  const [first] = wrong;
  if (first === undefined || accepted.length > 0) return [];
  const audience = first.observation.token?.audience ?? "";
  const named = first.observation.challenge?.audience ?? null;
  const expected = expectedBy(first);
  const other = facts
    .cellsOf(target)
    .find((cell) => isCredentialAccepted(cell) && (cell.observation.token?.audience ?? null) !== null);
  return [
    {
      severity: "high",
      title: fillTitle([title.wrong], { audience }),
      cells: wrong,
      pair: findNearest(first, facts, isCredentialAccepted),
      component: "authentication",
      facts: {
        answer: formatAnswer(first),
        audience,
        expected,
        issuer: first.observation.token?.issuer ?? null,
        tenant: first.observation.token?.tenant ?? null,
        wantedTenant: first.observation.challenge?.tenant ?? null,
      },
      explanation: joinSentences(
        fill(explanation.wrong, { answer: formatAnswer(first), audience }),
        fill(named === null ? explanation.known : explanation.named, { expected: formatList(expected) }),
        other === undefined
          ? null
          : fill(explanation.otherScope, { accepted: other.observation.token?.audience ?? "" }),
        explanation.nothingKnown,
      ),
      remedy: fill(remedy.scope, { scope: `${audienceOf(expected[0] ?? "")}/.default` }),
    },
  ];
}

/** The audiences that the service accepts: the one that its response names, or else those of its cloud. */
function expectedBy({ observation, target }: CellFacts): string[] {
  const named = observation.challenge?.audience ?? null;
  return named === null ? audiencesOf(target.endpoint) : [withoutSlash(named)];
}

/** The ID of an application says nothing, because the service has one too. */
function isForSomethingElse(cell: CellFacts): boolean {
  const audience = cell.observation.token?.audience ?? "";
  return audience.includes("://") && !expectedBy(cell).includes(withoutSlash(audience));
}

function withoutSlash(audience: string): string {
  return audience.replace(/\/$/, "");
}
