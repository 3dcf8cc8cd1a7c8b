import type { Observation, RedirectFact } from "../model/observation.ts";
import { attemptsInWords, type CellFacts, type Diagnosis, works } from "./facts.ts";
import { findingPer, idsOf, onlyDeployment } from "./group.ts";
import { nearest } from "./nearest.ts";
import { isSameResource } from "./place.ts";

/** A redirect that loses a segment of the path, and where that leads. */
export const redirectDropsPathSegment: Diagnosis = {
  code: "redirect-drops-path-segment",
  diagnose: (facts) =>
    findingPer(
      facts.cells.filter((cell) => dropping(cell.observation) !== null),
      groupOf,
      ([first, ...more]) => {
        const cells = [first, ...more];
        const fact = dropping(first.observation);
        if (fact === null) return null;
        const { redirect } = fact;
        const dead = first.verdict.cause === "redirect.dead-path";
        return {
          code: "redirect-drops-path-segment",
          severity: dead ? "high" : works(first) ? "information" : "medium",
          title: `The redirect drops ${redirect.segmentsDropped.map((s) => `/${s}`).join("")}${dead ? " and leads to a path that is not served" : ""}`,
          target: first.target.name,
          deployment: onlyDeployment(cells),
          cells: idsOf(cells),
          pair: nearest(first, facts, works),
          component: "gateway-routing",
          facts: {
            requested: new URL(fact.from).pathname,
            location: pathnameOf(redirect.location, fact.from),
            segmentsDropped: redirect.segmentsDropped,
            segmentsAdded: redirect.segmentsAdded,
            queryAdded: redirect.queryAdded,
            status: fact.status,
            endedWith: first.observation.status,
            attempts: attemptsInWords(first),
            likeMissingPath: first.verdict.restsOn,
          },
          explanation: `The service answers ${fact.status} with a Location that lost ${redirect.segmentsDropped.join("/")} from the path; ${endInWords(first, redirect.followed)} It was chosen by the service, before any session existed.`,
          remedy: "Do not follow it. Use the nearest request that works, named beside this finding, or the GA path.",
          ask: "Correct the redirect, or answer with an error that says what to change; say whether this path is meant to serve this model.",
        };
      },
    ),
};

/** A Location elsewhere has another path by right; within one resource a lost segment is a fault. */
function dropping(observation: Observation): RedirectFact | null {
  return (
    observation.redirects.find((fact) => fact.redirect.segmentsDropped.length > 0 && staysWithResource(fact)) ?? null
  );
}

function staysWithResource({ from, redirect }: RedirectFact): boolean {
  if (redirect.relation === "same-origin") return true;
  const location = redirect.location ?? "";
  return URL.canParse(location, from) && isSameResource(new URL(location, from).hostname, new URL(from).hostname);
}

function endInWords(cell: CellFacts, followed: boolean): string {
  if (!followed) return "it was not followed.";
  const like = cell.verdict.restsOn.length > 0 ? ", exactly as a path that cannot exist does" : "";
  return `the request followed there ended with ${works(cell) ? "a result" : `${cell.observation.status ?? "no answer"}${like}`} (${attemptsInWords(cell)}).`;
}

function groupOf(cell: CellFacts): string {
  const { observation } = cell;
  return `${observation.cell.target}\n${dropping(observation)?.redirect.segmentsDropped.join("/")}\n${observation.path}`;
}

/** The path a Location leads to; null where there is none, or it does not parse. */
function pathnameOf(location: string | null, from: string): string | null {
  return location !== null && URL.canParse(location, from) ? new URL(location, from).pathname : null;
}
