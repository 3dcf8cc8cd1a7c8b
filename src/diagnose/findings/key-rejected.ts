import type { Cause } from "../../model/cause.ts";
import {
  findNoCredentialControl,
  getCredentialUse,
  getRefusingStatus,
  isCredentialAccepted,
  isOpenWithoutCredential,
  isRefusedControl,
  isSameAsControl,
  KEY_KINDS,
} from "../access.ts";
import { type CellFacts, type Facts, formatAnswer } from "../facts.ts";
import { formatCount } from "../group.ts";
import { findNearest } from "../nearest.ts";
import { getRouteKey } from "../route.ts";
import type { Draft, FindingRule } from "../rule.ts";
import { fill, fillTitle, joinSentences } from "../text.ts";
import { TEXT } from "./key-rejected.text.ts";

const { title, explanation, remedy } = TEXT;

/** The service rejects the resource's key in every request. */
export const keyRejected: FindingRule = {
  code: "key-rejected",
  text: TEXT,
  supersedes: ["access-refused", "credential-differs"],
  find: (facts) => facts.targets.flatMap(({ name }) => draftKeyRejected(name, facts)),
};

/** Causes that name a key, and causes that may be about a key. */
const KEY_CAUSES: readonly Cause[] = ["auth.key-invalid", "auth.key-unread"];
const CREDENTIAL_CAUSES: readonly Cause[] = ["auth.refused", "auth.token-unaccepted"];

function draftKeyRejected(target: string, facts: Facts): Draft[] {
  if (isOpenWithoutCredential(facts, target)) return [];
  const { accepted, refused } = getCredentialUse(facts, target, KEY_KINDS, [...KEY_CAUSES, ...CREDENTIAL_CAUSES]);
  const unauthorised = refused.filter(
    (cell) => KEY_CAUSES.includes(cell.verdict.cause) || getRefusingStatus(cell) === 401,
  );
  const [first] = unauthorised;
  const control = first === undefined ? null : findNoCredentialControl(facts, first);
  if (first === undefined || accepted.length > 0 || !isConfirmed(unauthorised, control)) return [];
  const alike = isSameAsControl(first, control);
  const isUnread = first.verdict.cause === "auth.key-unread";
  const status = getRefusingStatus(first);
  const cells = formatCount(unauthorised.length, "cell");
  return [
    {
      severity: "high",
      title: status === null ? fillTitle([title.noStatus], { cells }) : fillTitle([title.status], { status, cells }),
      cells: [...unauthorised, isRefusedControl(control) ? control : null],
      pair: findNearest(first, facts, isCredentialAccepted),
      component: "authentication",
      facts: {
        answer: formatAnswer(first),
        withoutCredential: control === null ? null : formatAnswer(control),
        sameAsWithoutCredential: control === null ? null : alike,
      },
      explanation: joinSentences(
        fill(explanation.answer, { answer: formatAnswer(first) }),
        alike ? explanation.alike : null,
        isUnread ? explanation.unread : explanation.wrong,
        explanation.nothingKnown,
      ),
      remedy: isUnread ? remedy.unread : remedy.wrong,
    },
  ];
}

/**
 * An unrecorded 401 counts only if a request without a key is refused as well, with the same response or on more than
 * one route. A single path may require another credential than the resource's.
 */
function isConfirmed(cells: CellFacts[], control: CellFacts | null): boolean {
  if (cells.some(({ verdict }) => verdict.cause === "auth.key-invalid")) return true;
  const routes = new Set(cells.map((cell) => getRouteKey(cell)));
  return isRefusedControl(control) && (routes.size > 1 || cells.some((cell) => isSameAsControl(cell, control)));
}
