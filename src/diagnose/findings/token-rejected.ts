import type { Cause } from "../../model/cause.ts";
import {
  findNoCredentialControl,
  getCredentialUse,
  getRefusingStatus,
  isCredentialAccepted,
  isOpenWithoutCredential,
  isSameAsControl,
  listCredentials,
} from "../access.ts";
import { type CellFacts, type Facts, formatAnswer } from "../facts.ts";
import { formatCount } from "../group.ts";
import { findNearest } from "../nearest.ts";
import type { Draft, FindingRule } from "../rule.ts";
import { fill, fillTitle } from "../text.ts";
import { TEXT } from "./token-rejected.text.ts";

const { title, explanation, remedy } = TEXT;

/** What to do, by what is wrong with the token. */
const REMEDIES = {
  "auth.token-audience": remedy.audience,
  "auth.token-host": remedy.host,
  "auth.key-invalid": remedy.key,
  "auth.key-unread": remedy.gateway,
  "auth.token-expired": remedy.expired,
  "auth.token-invalid": remedy.invalid,
  "auth.token-unaccepted": remedy.any,
  "auth.refused": remedy.any,
} as const satisfies Partial<Record<Cause, string>>;

type TokenCause = keyof typeof REMEDIES;
const TOKEN_CAUSES = Object.keys(REMEDIES).filter((cause): cause is TokenCause => cause in REMEDIES);

/** The service rejects the Entra token because of its audience, its age or its issuer. A missing role is another finding. */
export const tokenRejected: FindingRule = {
  code: "token-rejected",
  text: TEXT,
  supersedes: ["access-refused", "credential-differs"],
  find: (facts, superseded) =>
    facts.targets.flatMap(({ name }) =>
      listCredentials(facts, name)
        .filter(({ auth }) => auth === "entra")
        .flatMap((credential) =>
          TOKEN_CAUSES.flatMap((cause) => draftTokenRejected(name, credential.name, cause, facts, superseded)),
        ),
    ),
};

function draftTokenRejected(
  target: string,
  credential: string,
  cause: TokenCause,
  facts: Facts,
  superseded: ReadonlySet<CellFacts>,
): Draft[] {
  if (isOpenWithoutCredential(facts, target)) return [];
  const use = getCredentialUse(facts, target, [credential], [cause]);
  const { accepted } = use;
  const refused = use.refused.filter((cell) => !superseded.has(cell));
  const [first] = refused;
  if (first === undefined || accepted.length > 0) return [];
  if (cause === "auth.refused" && !isUnknownToken(first, facts)) return [];
  return [
    {
      severity: "high",
      title: fillTitle([title.rejected], { cells: formatCount(refused.length, "cell") }),
      cells: refused,
      pair: findNearest(first, facts, isCredentialAccepted),
      component: "authentication",
      facts: { answer: formatAnswer(first), cause },
      explanation: fill(explanation.rejected, { answer: formatAnswer(first) }),
      remedy: chooseRemedy(cause, first),
    },
  ];
}

/** For a 401 that does not name the token: only the same response to a request without a credential shows the cause. */
function isUnknownToken(cell: CellFacts, facts: Facts): boolean {
  return getRefusingStatus(cell) === 401 && isSameAsControl(cell, findNoCredentialControl(facts, cell));
}

/** A response that names the expected audience also gives the scope. Other clouds have scopes of their own. */
function chooseRemedy(cause: TokenCause, cell: CellFacts): string {
  const message = cell.observation.last?.answer?.message ?? "";
  const audience = cause === "auth.token-unaccepted" ? findAudience(message) : null;
  return audience === null ? REMEDIES[cause] : fill(remedy.scope, { audience });
}

/** Returns the only URL in parentheses that a message contains, if it is the origin of an https server. Else null. */
function findAudience(message: string): string | null {
  const inside = message.split("(").flatMap((part) => (part.includes(")") ? (part.split(")")[0] ?? "") : []));
  const origins = inside.flatMap((text) => (URL.canParse(text) ? [new URL(text)] : [])).filter(isOrigin);
  const [origin, ...others] = new Set(origins.map((url) => url.origin));
  return others.length === 0 ? (origin ?? null) : null;
}

function isOrigin({ protocol, username, pathname, search, hash }: URL): boolean {
  return protocol === "https:" && username === "" && pathname === "/" && search === "" && hash === "";
}
