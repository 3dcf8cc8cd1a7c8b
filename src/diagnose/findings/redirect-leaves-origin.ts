import type { Observation, RedirectFact } from "../../model/observation.ts";
import { type Facts, formatAttempts } from "../facts.ts";
import { draftPerGroup, findOnlyDeployment, type Group } from "../group.ts";
import { findNearest } from "../nearest.ts";
import { isSameResource } from "../place.ts";
import type { Draft, FindingRule } from "../rule.ts";
import { fill, fillTitle, joinSentences } from "../text.ts";
import { TEXT } from "./redirect-leaves-origin.text.ts";

const { title, explanation, remedy, ask } = TEXT;

/** The destinations of redirects that leave the requested origin, by relation. */
const DESTINATIONS = {
  "cross-origin": "another host",
  "same-host-other-port": "another port",
  downgrade: "an unencrypted connection",
  "bad-scheme": "a scheme other than HTTP or WebSocket",
  userinfo: "a URL with a user name",
} as const;

/** A redirect to another origin. It is recorded but not followed, because a client may send the credential along. */
export const redirectLeavesOrigin: FindingRule = {
  code: "redirect-leaves-origin",
  text: TEXT,
  find: (facts) =>
    draftPerGroup(
      facts.cells.filter((cell) => findLeaving(cell.observation) !== null),
      (cell) => `${cell.target.name}\n${formatDestination(cell.observation)}`,
      (cells) => draftLeftOrigin(cells, facts),
    ),
};

function draftLeftOrigin(cells: Group, facts: Facts): Draft | null {
  const [first] = cells;
  const fact = findLeaving(first.observation);
  const what = describeDestination(fact);
  if (fact === null || what === null) return null;
  const destination = formatDestination(first.observation);
  const attributed = first.observation.attributedBy.length > 0;
  const sameResource = isAnotherNameOfResource(fact);
  const { redirect, status } = fact;
  const titles = attributed
    ? ([title.service, title.serviceShort] as const)
    : ([title.unidentified, title.unidentifiedShort] as const);
  return {
    severity: redirect.credential !== null || redirect.relation === "downgrade" ? "high" : "medium",
    title: fillTitle(titles, { what, destination }),
    deployment: findOnlyDeployment(cells),
    cells,
    pair: findNearest(first, facts),
    component: attributed ? "gateway-routing" : "unknown",
    facts: {
      status,
      relation: redirect.relation,
      destination,
      segmentsDropped: redirect.segmentsDropped,
      carriesCredential: redirect.credential !== null,
      anotherNameOfTheResource: sameResource,
      attributed,
      attempts: formatAttempts(first),
    },
    explanation: joinSentences(
      fill(explanation.location, { status, what, destination }),
      sameResource ? explanation.sameResource : null,
      explanation.notFollowed,
      attributed ? null : explanation.unidentified,
    ),
    remedy: sameResource ? remedy.sameResource : remedy.other,
    ask: attributed ? ask.stay : null,
  };
}

function findLeaving(observation: Observation): RedirectFact | null {
  return observation.redirects.find((fact) => describeDestination(fact) !== null) ?? null;
}

function describeDestination(fact: RedirectFact | null): string | null {
  const relation = fact?.redirect.relation;
  return Object.entries(DESTINATIONS).find(([kind]) => kind === relation)?.[1] ?? null;
}

/** Scheme and host of the Location, or only the scheme if it has no host. */
function formatDestination(observation: Observation): string {
  const fact = findLeaving(observation);
  const location = fact?.redirect.location ?? "";
  if (fact === null || !URL.canParse(location, fact.from)) return "a place that cannot be read";
  const url = new URL(location, fact.from);
  return url.host === "" ? url.protocol : `${url.protocol}//${url.host}`;
}

function isAnotherNameOfResource({ from, redirect }: RedirectFact): boolean {
  const location = redirect.location ?? "";
  if (redirect.relation !== "cross-origin" || !URL.canParse(location, from)) return false;
  return isSameResource(new URL(location, from).hostname, new URL(from).hostname);
}
