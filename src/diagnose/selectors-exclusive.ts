import type { Finding } from "../model/finding.ts";
import { isSameAnswer } from "../steps/same-answer.ts";
import { answerInWords, type CellFacts, type Diagnosis, type Facts } from "./facts.ts";
import { deploymentsOf, findingPer, type Group, idsOf, listed, onlyDeployment, probesOf } from "./group.ts";
import { nearest } from "./nearest.ts";
import {
  decidingRequest,
  gotPast,
  perRoute,
  refusedAtRequest,
  routeInWords,
  routeKeyOf,
  routeOf,
  selectorsOf,
} from "./route.ts";

/** Two selectors were given where one of them opens the socket (FR-026, FR-062). */
export const selectorsExclusive: Diagnosis = {
  code: "selectors-exclusive",
  diagnose: (facts) => findingPer(facts.cells.filter(isRefusedWithBoth), perRoute, (cells) => findingOf(cells, facts)),
};

/** Refused at the handshake or in the session it opens, by the service, for no reason of access, rate or routing. */
function isRefusedWithBoth(cell: CellFacts): boolean {
  const { verdict, cause } = cell.verdict;
  const refused = verdict === "rejected-request" || verdict === "unsupported" || UNEXPLAINED.has(cause);
  return (
    refused &&
    (refusedAtRequest(cell) || IN_SESSION.has(cell.verdict.stage.failedAt ?? "")) &&
    cell.observation.redirects.length === 0 &&
    cell.observation.attributedBy.length > 0 &&
    selectorsOf(decidingRequest(cell)).length > 1
  );
}

/** Where the service refuses the two after the handshake, by an error event. */
const IN_SESSION = new Set<string>(["session", "configure"]);
const UNEXPLAINED = new Set(["inconclusive.unrecognised", "control.look-alike", "control.unhealthy"]);

function findingOf(cells: Group, facts: Facts): Finding | null {
  const shown = cells.find((cell) => withOne(cell, facts).length > 0);
  const said = cells.find(({ verdict }) => isSaid(verdict.cause));
  const first = shown ?? said;
  if (first === undefined) return null;
  const alike = cells.filter(
    (cell) => cell === first || isSaid(cell.verdict.cause) || isSameRefusal(cell, first, facts),
  );
  const given = [...new Set(alike.map((cell) => inWords(selectorsOf(decidingRequest(cell)))))];
  const path = routeInWords(routeOf(first));
  const opening = withOne(first, facts);
  return {
    code: "selectors-exclusive",
    severity: "low",
    title: `${path} takes one selector: ${given.join(" or ")} together are refused`,
    target: first.target.name,
    deployment: onlyDeployment(alike),
    cells: idsOf(alike),
    pair: nearest(first, facts, opening),
    component: "customer-request",
    facts: {
      path,
      answer: answerInWords(first),
      selectorsGiven: given,
      probes: probesOf(alike),
      deployments: deploymentsOf(alike),
      worksWithOne: probesOf(opening),
    },
    explanation: `With ${inWords(selectorsOf(decidingRequest(first)))} the handshake is answered ${answerInWords(first)}${opening.length === 0 ? "." : `; with one of them the same path gives ${first.observation.cell.deployment} its result (${listed(probesOf(opening))}).`}`,
    remedy:
      "Give exactly one of model= and intent=: for transcription intent=transcription alone, with the deployment named in the session.",
    ask: "Say in the answer that the selectors exclude each other, and which one to drop.",
  };
}

/** Cells of the same deployment that got their result on the same route with fewer selectors. */
function withOne(cell: CellFacts, facts: Facts): CellFacts[] {
  const key = routeKeyOf(cell);
  const given = selectorsOf(decidingRequest(cell));
  return facts.cellsBeside(cell).filter((other) => {
    const own = selectorsOf(decidingRequest(other));
    return (
      other.observation.cell.companion === null &&
      other.verdict.verdict === "supported" &&
      gotPast(other, key) &&
      own.length < given.length &&
      own.every((name) => given.includes(name))
    );
  });
}

function inWords(selectors: string[]): string {
  return listed(selectors.map((name) => `${name}=`));
}

function isSaid(cause: string): boolean {
  return cause === "request.selectors-exclusive" || cause === "request.selector-missing";
}

function isSameRefusal(a: CellFacts, b: CellFacts, facts: Facts): boolean {
  return isSameAnswer(a.observation.last?.answer ?? null, b.observation.last?.answer ?? null, facts.around(a).names);
}
