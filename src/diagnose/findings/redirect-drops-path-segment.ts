import type { Observation, RedirectFact } from "../../model/observation.ts";
import { type CellFacts, type Facts, formatAttempts, hasResult } from "../facts.ts";
import { draftPerGroup, findOnlyDeployment, type Group } from "../group.ts";
import { findNearest } from "../nearest.ts";
import { isSameResource } from "../place.ts";
import type { Draft, FindingRule } from "../rule.ts";
import { fill, fillTitle, joinSentences } from "../text.ts";
import { TEXT } from "./redirect-drops-path-segment.text.ts";

const { title, explanation, remedy, ask } = TEXT;

/** A redirect whose Location misses a segment of the path. */
export const redirectDropsPathSegment: FindingRule = {
  code: "redirect-drops-path-segment",
  text: TEXT,
  find: (facts) =>
    draftPerGroup(
      facts.cells.filter((cell) => findDropping(cell.observation) !== null),
      formatGroupKey,
      (cells) => draftDroppedSegment(cells, facts),
    ),
};

function draftDroppedSegment(cells: Group, facts: Facts): Draft | null {
  const [first] = cells;
  const fact = findDropping(first.observation);
  if (fact === null) return null;
  const { redirect } = fact;
  const dead = first.verdict.cause === "redirect.dead-path";
  const segments = redirect.segmentsDropped.map((segment) => `/${segment}`).join("");
  const titles = dead ? ([title.dead, title.deadShort] as const) : ([title.live, title.liveShort] as const);
  return {
    severity: dead ? "high" : hasResult(first) ? "information" : "medium",
    title: fillTitle(titles, { segments }),
    deployment: findOnlyDeployment(cells),
    cells,
    pair: findNearest(first, facts, hasResult),
    component: "gateway-routing",
    facts: {
      requested: new URL(fact.from).pathname,
      location: findPathname(redirect.location, fact.from),
      segmentsDropped: redirect.segmentsDropped,
      segmentsAdded: redirect.segmentsAdded,
      queryAdded: redirect.queryAdded,
      status: fact.status,
      endedWith: first.observation.status,
      attempts: formatAttempts(first),
      likeMissingPath: first.verdict.restsOn,
    },
    explanation: joinSentences(
      fill(explanation.dropped, { status: fact.status, segments }),
      ...explainEnd(first, redirect.followed),
      explanation.before,
    ),
    remedy: remedy.disable,
    ask: ask.correct,
  };
}

/** A Location on another host may have another path. Within one resource a dropped segment is a fault. */
function findDropping(observation: Observation): RedirectFact | null {
  return (
    observation.redirects.find((fact) => fact.redirect.segmentsDropped.length > 0 && isWithinResource(fact)) ?? null
  );
}

function isWithinResource({ from, redirect }: RedirectFact): boolean {
  if (redirect.relation === "same-origin") return true;
  const location = redirect.location ?? "";
  return URL.canParse(location, from) && isSameResource(new URL(location, from).hostname, new URL(from).hostname);
}

function explainEnd(cell: CellFacts, followed: boolean): (string | null)[] {
  if (!followed) return [explanation.notFollowed];
  const attempts = formatAttempts(cell);
  const likeMissing = cell.verdict.restsOn.length > 0 ? explanation.likeMissing : null;
  if (hasResult(cell)) return [fill(explanation.result, { attempts })];
  const { status } = cell.observation;
  const end =
    status === null ? fill(explanation.noAnswer, { attempts }) : fill(explanation.status, { ended: status, attempts });
  return [end, likeMissing];
}

function formatGroupKey(cell: CellFacts): string {
  const { observation } = cell;
  return `${observation.cell.target}\n${findDropping(observation)?.redirect.segmentsDropped.join("/")}\n${observation.path}`;
}

/** The path of a Location, or null if it is absent or unreadable. */
function findPathname(location: string | null, from: string): string | null {
  return location !== null && URL.canParse(location, from) ? new URL(location, from).pathname : null;
}
