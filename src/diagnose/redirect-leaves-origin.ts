import type { Finding } from "../model/finding.ts";
import type { Observation, RedirectFact } from "../model/observation.ts";
import { attemptsInWords, type Diagnosis } from "./facts.ts";
import { findingPer, type Group, idsOf, onlyDeployment } from "./group.ts";
import { nearest } from "./nearest.ts";
import { isSameResource } from "./place.ts";

/** Ways in which a Location leaves the origin that was asked. */
const LEAVING = {
  "cross-origin": "another host",
  "same-host-other-port": "another port",
  downgrade: "a connection that is not encrypted",
  "bad-scheme": "a scheme that is neither HTTP nor WebSocket",
  userinfo: "a URL with a user name in it",
} as const;

/** A redirect to another origin. It is recorded and not followed: a client that follows may take the credential along. */
export const redirectLeavesOrigin: Diagnosis = {
  code: "redirect-leaves-origin",
  diagnose: (facts) =>
    findingPer(
      facts.cells.filter((cell) => leaving(cell.observation) !== null),
      (cell) => `${cell.target.name}\n${destinationOf(cell.observation)}`,
      (cells) => findingOf(cells, nearest(cells[0], facts)),
    ),
};

function findingOf(cells: Group, pair: Finding["pair"]): Finding | null {
  const [first] = cells;
  const fact = leaving(first.observation);
  const where = wayOf(fact);
  if (fact === null || where === null) return null;
  const destination = destinationOf(first.observation);
  const attributed = first.observation.attributedBy.length > 0;
  const sameResource = leadsToSameResource(fact);
  const { redirect } = fact;
  return {
    code: "redirect-leaves-origin",
    severity: redirect.credential !== null || redirect.relation === "downgrade" ? "high" : "medium",
    title: attributed
      ? `The service redirects to ${where}: ${destination}`
      : `Somebody in the service's place redirects to ${where}: ${destination}`,
    target: first.target.name,
    deployment: onlyDeployment(cells),
    cells: idsOf(cells),
    pair,
    component: attributed ? "gateway-routing" : "unknown",
    facts: {
      status: fact.status,
      relation: redirect.relation,
      destination,
      segmentsDropped: redirect.segmentsDropped,
      carriesCredential: redirect.credential !== null,
      anotherNameOfTheResource: sameResource,
      attributed,
      attempts: attemptsInWords(first),
    },
    explanation: `The answer ${fact.status} has a Location at ${where} (${destination})${sameResource ? ", another name of the same resource" : ""}. It was not followed: client libraries that follow take the header api-key along to whoever answers there (FR-070).${attributed ? "" : " The answer bears no mark of the service, so a proxy or portal between here and it may have given it."}`,
    remedy: sameResource
      ? "Do not let the client follow; ask the path under the host name that its documentation gives."
      : "Do not let the client follow, and do not send the key there; if a client did, rotate the key.",
    ask: attributed
      ? "Redirect within the origin that was asked, or answer with an error that says what to change."
      : null,
  };
}

function leaving(observation: Observation): RedirectFact | null {
  return observation.redirects.find((fact) => wayOf(fact) !== null) ?? null;
}

function wayOf(fact: RedirectFact | null): string | null {
  const relation = fact?.redirect.relation;
  return Object.entries(LEAVING).find(([kind]) => kind === relation)?.[1] ?? null;
}

/** Scheme and host that the Location names; only the scheme where it has no host. */
function destinationOf(observation: Observation): string {
  const fact = leaving(observation);
  const location = fact?.redirect.location ?? "";
  if (fact === null || !URL.canParse(location, fact.from)) return "a place that cannot be read";
  const url = new URL(location, fact.from);
  return url.host === "" ? url.protocol : `${url.protocol}//${url.host}`;
}

function leadsToSameResource({ from, redirect }: RedirectFact): boolean {
  const location = redirect.location ?? "";
  if (redirect.relation !== "cross-origin" || !URL.canParse(location, from)) return false;
  return isSameResource(new URL(location, from).hostname, new URL(from).hostname);
}
