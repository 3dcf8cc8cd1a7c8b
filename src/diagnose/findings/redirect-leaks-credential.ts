import type { Observation, RedirectFact } from "../../model/observation.ts";
import { type Facts, hasResult } from "../facts.ts";
import { draftPerGroup, type Group, keyByTarget } from "../group.ts";
import { findNearest } from "../nearest.ts";
import type { Draft, FindingRule } from "../rule.ts";
import { fill, joinSentences } from "../text.ts";
import { TEXT } from "./redirect-leaks-credential.text.ts";

const { title, explanation, remedy, ask } = TEXT;

/** A Location header that carries a credential. */
export const redirectLeaksCredential: FindingRule = {
  code: "redirect-leaks-credential",
  text: TEXT,
  find: (facts) =>
    draftPerGroup(
      facts.cells.filter((cell) => findLeaking(cell.observation) !== null),
      keyByTarget,
      (cells) => draftLeakedCredential(cells, facts),
    ),
};

function draftLeakedCredential(cells: Group, facts: Facts): Draft | null {
  const [first] = cells;
  const fact = findLeaking(first.observation);
  const credential = fact?.redirect.credential ?? null;
  if (fact === null || credential === null) return null;
  const { name, label, sameAsSent } = credential;
  return {
    severity: "high",
    title: sameAsSent ? title.same : title.other,
    cells,
    pair: findNearest(first, facts, hasResult),
    component: "gateway-routing",
    facts: { status: fact.status, queryName: name, label, sameAsSent },
    explanation: joinSentences(
      fill(sameAsSent ? explanation.same : explanation.other, { status: fact.status, name, label }),
      explanation.exposure,
    ),
    remedy: remedy.rotate,
    ask: ask.remove,
  };
}

/** If the request itself has the key in its URL, a Location that keeps the query leaks nothing. */
function findLeaking({ redirects, cell }: Observation): RedirectFact | null {
  const isOwn = ({ redirect }: RedirectFact) =>
    cell.variant.auth === "key-query" && redirect.credential?.sameAsSent === true;
  return redirects.find((fact) => fact.redirect.credential !== null && !isOwn(fact)) ?? null;
}
