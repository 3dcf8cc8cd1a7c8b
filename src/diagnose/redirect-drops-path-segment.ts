import type { Observation, RedirectFact } from "../model/observation.ts";
import { attemptsInWords, type CellFacts, type Diagnosis, grouped, nearest, works } from "./facts.ts";

/** A redirect that loses a segment of the path, and where that leads. */
export const redirectDropsPathSegment: Diagnosis = {
  code: "redirect-drops-path-segment",
  diagnose: (facts) =>
    grouped(
      facts.cells.filter((cell) => dropping(cell.observation) !== null),
      groupOf,
    ).flatMap((cells) => {
      const first = cells[0];
      const fact = first === undefined ? null : dropping(first.observation);
      if (first === undefined || fact === null) return [];
      const { redirect } = fact;
      const dead = first.verdict.cause === "redirect.dead-path";
      return {
        code: "redirect-drops-path-segment",
        severity: dead ? "high" : "medium",
        title: `The redirect drops ${redirect.segmentsDropped.map((s) => `/${s}`).join("")}${dead ? " and leads to a path that is not served" : ""}`,
        target: first.target.name,
        deployment: single(cells.map((cell) => cell.observation.cell.deployment)),
        cells: cells.map((cell) => cell.id),
        pair: nearest(first, facts, works),
        component: "gateway-routing",
        facts: {
          requested: new URL(fact.from).pathname,
          location: redirect.location === null ? null : new URL(redirect.location, fact.from).pathname,
          segmentsDropped: redirect.segmentsDropped,
          segmentsAdded: redirect.segmentsAdded,
          queryAdded: redirect.queryAdded,
          status: fact.status,
          endedWith: first.observation.status,
          attempts: attemptsInWords(first),
          likeMissingPath: first.verdict.restsOn,
        },
        explanation: `The service answers ${fact.status} with a Location that lost ${redirect.segmentsDropped.join("/")} from the path; the request followed there ended with ${first.observation.status ?? "no answer"}${first.verdict.restsOn.length > 0 ? ", exactly as a path that cannot exist does" : ""} (${attemptsInWords(first)}). It was chosen by the service, before any session existed.`,
        remedy: "Do not follow it. Use the nearest request that works, named beside this finding, or the GA path.",
        ask: "Correct the redirect, or answer with an error that says what to change; say whether this path is meant to serve this model.",
      };
    }),
};

function dropping(observation: Observation): RedirectFact | null {
  return observation.redirects.find(({ redirect }) => redirect.segmentsDropped.length > 0) ?? null;
}

function groupOf(cell: CellFacts): string {
  const { observation } = cell;
  return `${observation.cell.target}\n${dropping(observation)?.redirect.segmentsDropped.join("/")}\n${observation.path}`;
}

function single(names: (string | null)[]): string | null {
  return new Set(names).size === 1 ? (names[0] ?? null) : null;
}
