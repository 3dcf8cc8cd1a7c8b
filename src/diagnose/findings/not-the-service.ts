import { isOfService } from "../../judge/index.ts";
import type { Cause } from "../../model/cause.ts";
import { type CellFacts, type Facts, formatAnswer } from "../facts.ts";
import { draftPerGroup, formatCount, type Group, keyByTarget } from "../group.ts";
import { findNearest } from "../nearest.ts";
import type { Draft, FindingRule } from "../rule.ts";
import { fill, fillTitle, joinSentences } from "../text.ts";
import { TEXT } from "./not-the-service.text.ts";

const { title, explanation, remedy } = TEXT;

const UNIDENTIFIED = new Set<Cause>(["app.not-json", "app.unattributed", "server.gateway"]);

/** Responses without any mark of the service, so a gateway, portal or proxy may have sent them. */
export const notTheService: FindingRule = {
  code: "not-the-service",
  text: TEXT,
  find: (facts, superseded) =>
    draftPerGroup(
      facts.cells.filter((cell) => isUnidentified(cell) && !superseded.has(cell)),
      keyByTarget,
      (cells) => draftNotTheService(cells, facts),
    ),
};

function draftNotTheService(cells: Group, facts: Facts): Draft {
  const [first] = cells;
  const attributed = facts.allOf(first.target.name).filter(isAttributed);
  const none = attributed.length === 0;
  const only = findOnlyTransport(cells, attributed);
  const pages = cells.filter(({ observation }) => observation.notJson);
  return {
    severity: none ? "high" : "medium",
    title: none ? title.none : fillTitle([title[only ?? "some"]], { responses: formatCount(cells.length, "response") }),
    cells,
    pair: findNearest(first, facts, isAttributed),
    component: none ? "customer-network" : "unknown",
    facts: {
      answers: [...new Set(cells.map(({ observation }) => observation.status))],
      pages: pages.length,
      answeredByTheService: attributed.length,
      onlyOver: only,
    },
    explanation: joinSentences(
      explanation.marks,
      pages.length === 0 ? fill(explanation.noMarks, { answer: formatAnswer(first) }) : explainPages(first),
      explanation.conclusion,
      only === null ? null : explanation[only],
    ),
    remedy: none ? remedy.none : remedy.some,
  };
}

function explainPages({ observation: { status } }: CellFacts): string {
  return status === null ? explanation.noStatus : fill(explanation.pages, { status });
}

/** The transport of all these cells, if the service responded over the other transport only. Otherwise null. */
function findOnlyTransport(cells: CellFacts[], attributed: CellFacts[]): "http" | "websocket" | null {
  const [over, ...more] = new Set(cells.map(({ observation }) => observation.asked?.transport ?? null));
  if (over === undefined || over === null || more.length > 0 || attributed.length === 0) return null;
  return attributed.some(({ observation }) => observation.asked?.transport === over) ? null : over;
}

/**
 * True if the verdict says so, or if an access, limit or server error lacks the marks of the service, because gateways
 * send those too.
 */
function isUnidentified({ observation, verdict }: CellFacts): boolean {
  if (UNIDENTIFIED.has(verdict.cause)) return true;
  const isCommon = ["auth", "throttled", "server-fault"].includes(verdict.verdict);
  return isCommon && !isOfService(observation) && observation.last?.answer?.carrier.kind === "status";
}

function isAttributed({ observation, verdict }: CellFacts): boolean {
  return isOfService(observation) && !UNIDENTIFIED.has(verdict.cause);
}
