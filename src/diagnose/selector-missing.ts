import type { Finding } from "../model/finding.ts";
import { answerInWords, type CellFacts, type Diagnosis, type Facts } from "./facts.ts";
import { findingPer, type Group, idsOf, onlyDeployment, probesOf } from "./group.ts";
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

/** A realtime handshake that says neither which deployment nor what for, or says it under a name that is not read (FR-026). */
export const selectorMissing: Diagnosis = {
  code: "selector-missing",
  diagnose: (facts) =>
    findingPer(
      facts.cells.filter((cell) => isRefused(cell, facts)),
      (cell) => `${perRoute(cell)}\n${selectorsOf(decidingRequest(cell)).join()}`,
      (cells) => findingOf(cells, facts),
    ),
};

function isRefused(cell: CellFacts, facts: Facts): boolean {
  const request = decidingRequest(cell);
  if (request?.websocket === undefined || !refusedAtRequest(cell)) return false;
  const { attributedBy } = cell.observation;
  const given = selectorsOf(request).length;
  if (attributedBy.length === 0 || given > 1) return false;
  if (cell.verdict.cause === "request.selector-missing") return true;
  return given === 0 && isRefusedOtherwise(cell) && opensWithSelector(cell, facts).length > 0;
}

/** In words not on record: then the same path with a selector has to open. */
function isRefusedOtherwise({ verdict }: CellFacts): boolean {
  return verdict.verdict === "rejected-request" || verdict.cause === "inconclusive.unrecognised";
}

function opensWithSelector(cell: CellFacts, facts: Facts): CellFacts[] {
  const key = routeKeyOf(cell);
  return facts
    .cellsOf(cell.target.name)
    .filter((other) => gotPast(other, key) && other.probe.steps.some((step) => selectorsOf(step).length > 0));
}

function findingOf(cells: Group, facts: Facts): Finding {
  const [first] = cells;
  const path = routeInWords(routeOf(first));
  const given = selectorsOf(decidingRequest(first));
  const asked = cells.every(({ probe }) => probe.role === "none");
  const opening = opensWithSelector(first, facts);
  return {
    code: "selector-missing",
    severity: asked ? "information" : "medium",
    title:
      given.length === 0
        ? `${path} has to be told what for: by model=, intent= or call_id=`
        : `${path} does not read ${given[0]}= as a selector`,
    target: first.target.name,
    deployment: onlyDeployment(cells),
    cells: idsOf(cells),
    pair: nearest(first, facts, opening),
    component: "customer-request",
    facts: {
      path,
      answer: answerInWords(first),
      selectorsGiven: given,
      probes: probesOf(cells),
      asksForRefusal: asked,
    },
    explanation: `The handshake ${given.length === 0 ? "names neither a deployment nor an intent" : `names the deployment by ${given[0]}=`}, and the service answers ${answerInWords(first)}.${asked ? " That is what this probe asks for: it shows that the path is there and how it words the refusal." : ""}`,
    remedy:
      "Give exactly one of model=DEPLOYMENT (a conversation), intent=transcription (the model is then named in the session) or call_id=.",
    ask: null,
  };
}
