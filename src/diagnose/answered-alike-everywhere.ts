import { isUniform } from "../judge/index.ts";
import type { Finding } from "../model/finding.ts";
import { answerInWords, type CellFacts, type Diagnosis, type Facts } from "./facts.ts";
import { counted, findingPer, type Group, idsOf } from "./group.ts";

/**
 * Every request gets one answer, on a path that cannot exist as well: it is the endpoint, whatever was asked of it. Or
 * every request over one transport does, and the other is answered properly: then it is what stands before it.
 */
export const answeredAlikeEverywhere: Diagnosis = {
  code: "answered-alike-everywhere",
  diagnose: (facts) =>
    findingPer(
      facts.cells.filter(
        (cell) => isUniform(cell.observation, facts.around(cell)) && !TOLD_OTHERWISE.includes(cell.verdict.verdict),
      ),
      (cell) => `${cell.target.name}\n${oneTransport(cell, facts)}`,
      (cells) => findingOf(cells, facts),
    ),
};

/** Verdicts whose findings say what such an answer means: of access, of a limit, of a deployment on record. */
const TOLD_OTHERWISE = ["auth", "throttled", "not-deployed"];

type Transport = "http" | "websocket";

/** What a request over each transport is called, and what to look at where it alone is answered alike. */
const OVER = {
  http: {
    request: "HTTP request",
    other: "WebSocket handshakes are not",
    remedy: "Look at what answers plain requests at this endpoint: a gateway that serves WebSockets alone answers so.",
  },
  websocket: {
    request: "WebSocket handshake",
    other: "plain HTTP requests are not",
    remedy:
      "Look at what stands between, and whether it carries WebSockets: a front door, gateway or proxy that drops the Upgrade header makes a plain GET of each handshake. Ask once from a network without it; if the answer is the same, this resource serves no socket.",
  },
} as const satisfies Record<Transport, Record<string, string>>;

/** The transport that alone is answered alike; null where all that were asked are. */
function oneTransport(cell: CellFacts, facts: Facts): Transport | null {
  const { uniform, transports } = facts.around(cell);
  return uniform.size === transports.size ? null : (cell.observation.asked?.transport ?? null);
}

function findingOf(cells: Group, facts: Facts): Finding | null {
  const [first] = cells;
  // Whoever it is that answers, it is told as not being the service.
  if (first.observation.attributedBy.length === 0 || first.observation.notJson) return null;
  const only = oneTransport(first, facts);
  const controls = facts
    .controlsOf(first.target.name)
    .filter(({ observation }) => only === null || observation.asked?.transport === only);
  const answer = answerInWords(first);
  return {
    code: "answered-alike-everywhere",
    severity: "high",
    title:
      only === null
        ? `Every request is answered ${answer}, whatever it asks for`
        : `Every ${OVER[only].request} is answered ${answer}, whatever it asks for; ${OVER[only].other}`,
    target: first.target.name,
    deployment: null,
    cells: idsOf([...cells, ...controls]),
    pair: null,
    facts: { answer, transport: only, controls: controls.map(({ id }) => id) },
    explanation: `Of ${counted(cells.length, "cell")} and ${counted(controls.length, "control")}${only === null ? "" : ` asked by ${OVER[only].request}`}, a path that cannot exist among them, each got one answer: ${answer}. So nobody looked at the path, the deployment or the request, and nothing is known of them.`,
    ...whatToDo(first, only),
  };
}

function whatToDo(
  { verdict, target }: CellFacts,
  only: Transport | null,
): Pick<Finding, "component" | "remedy" | "ask"> {
  if (only !== null) return { component: "customer-network", remedy: OVER[only].remedy, ask: null };
  return verdict.verdict === "server-fault"
    ? {
        component: "unknown",
        remedy: "Run again later; if it stays so, ask from another network and report the request ids.",
        ask: "Say whether the resource or its region had an outage at the time of these requests.",
      }
    : {
        component: "customer-request",
        remedy: `Compare the endpoint ${new URL(target.endpoint).host}, letter by letter, with the one that the resource's own page shows, and look whether the resource still exists.`,
        ask: null,
      };
}
