import { isOfService, isUniform } from "../../judge/index.ts";
import { type CellFacts, type Facts, formatAnswer, formatCarrier } from "../facts.ts";
import { draftPerGroup, formatCount, type Group } from "../group.ts";
import type { Draft, FindingRule } from "../rule.ts";
import { fill, fillTitle, joinSentences } from "../text.ts";
import { TEXT } from "./answered-alike-everywhere.text.ts";

const { title, explanation, remedy, ask } = TEXT;

/**
 * Every request gets one response, also on a nonexistent path, so the endpoint is the cause. If that is true of
 * one transport only, the cause is a server in front of the service.
 */
export const answeredAlikeEverywhere: FindingRule = {
  code: "answered-alike-everywhere",
  text: TEXT,
  find: (facts) =>
    draftPerGroup(
      facts.cells.filter(
        (cell) => isUniform(cell.observation, facts.around(cell)) && !OTHER_FINDINGS.includes(cell.verdict.verdict),
      ),
      (cell) => `${cell.target.name}\n${findOnlyTransport(cell, facts)}`,
      (cells) => draftAnsweredAlike(cells, facts),
    ),
};

/** Verdicts that other findings explain: access, limits and missing deployments. */
const OTHER_FINDINGS = ["auth", "throttled", "not-deployed"];

type Transport = "http" | "websocket";

/** The transport with a uniform response, or null if all transports of the run have it. */
function findOnlyTransport(cell: CellFacts, facts: Facts): Transport | null {
  const { uniform, transports } = facts.around(cell);
  return uniform.size === transports.size ? null : (cell.observation.asked?.transport ?? null);
}

function draftAnsweredAlike(cells: Group, facts: Facts): Draft | null {
  const [first] = cells;
  // The finding not-the-service covers responses that do not come from the service.
  if (!isOfService(first.observation)) return null;
  const only = findOnlyTransport(first, facts);
  const controls = facts
    .controlsOf(first.target.name)
    .filter(({ observation }) => only === null || observation.asked?.transport === only);
  const { answer } = first.observation.last ?? {};
  const carrier = answer === null || answer === undefined ? "no answer" : formatCarrier(answer);
  return {
    severity: "high",
    title: fillTitle(chooseTitles(only), { answer: carrier }),
    cells: [...cells, ...controls],
    facts: { answer: formatAnswer(first), transport: only, controls: controls.map(({ id }) => id) },
    explanation: joinSentences(
      fill(explanation[only ?? "all"], {
        cells: formatCount(cells.length, "cell"),
        controls: formatCount(controls.length, "control"),
        answer: formatAnswer(first),
      }),
      only === null ? null : explanation.otherTransport,
      explanation.conclusion,
    ),
    ...chooseRemedy(first, only),
  };
}

function chooseTitles(only: Transport | null) {
  if (only === "http") return [title.http, title.httpShort] as const;
  return only === "websocket"
    ? ([title.websocket, title.websocketShort] as const)
    : ([title.all, title.allShort] as const);
}

function chooseRemedy(
  { verdict, target }: CellFacts,
  only: Transport | null,
): Pick<Draft, "component" | "remedy" | "ask"> {
  if (only !== null) return { component: "customer-network", remedy: remedy[only] };
  return verdict.verdict === "server-fault"
    ? { component: "unknown", remedy: remedy.outage, ask: ask.outage }
    : { component: "customer-request", remedy: fill(remedy.endpoint, { host: new URL(target.endpoint).host }) };
}
