import { meaningOf } from "../judge/index.ts";
import { isConclusive } from "../judge/observation.ts";
import { verdictOf } from "../model/cause.ts";
import type { Finding } from "../model/finding.ts";
import type { AttemptFact } from "../model/observation.ts";
import { isRequest } from "../steps/request.ts";
import { type CellFacts, type Diagnosis, endInWords, type Facts } from "./facts.ts";
import { counted, findingPer, type Group, idsOf, listed, onlyDeployment } from "./group.ts";
import { nearest } from "./nearest.ts";
import { isOwnRole } from "./purpose.ts";
import { type Route, routeInWords, routeKey, routeOfStep } from "./route.ts";

/** Attempts of one cell ended differently: it is told, and nothing is concluded from it. */
export const attemptsDisagree: Diagnosis = {
  code: "attempts-disagree",
  diagnose: (facts) =>
    findingPer(
      facts.cells.filter(({ verdict }) => verdict.cause === "inconclusive.unstable"),
      (cell) => [cell.target.name, cell.probe.id, routeKey(routeAtFailure(cell, facts))].join("\n"),
      (cells) => findingOf(cells, facts),
    ),
};

/** One attempt that the service did not put off, and the request id of its last answer. */
interface Try {
  fact: AttemptFact;
  requestId: string | null;
}

function findingOf(cells: Group, facts: Facts): Finding {
  const first = cells.find((cell) => isOwnRole(cell, facts)) ?? cells[0];
  const tries = cells.flatMap(triesOf);
  const failing = cells.flatMap((cell) => failingOf(cell, facts));
  const hasFailed = new Set(failing);
  const others = tries.filter((one) => !hasFailed.has(one));
  const path = routeInWords(routeAtFailure(first, facts));
  const share = `${failing.length} of ${counted(tries.length, "attempt")}`;
  const answers = [...new Set(failing.map(({ fact }) => endInWords(fact)))];
  const requestIds = failing.flatMap(({ requestId }) => requestId ?? []);
  const ofTheService = failing.every((one) => isOwnFault(one, facts));
  return {
    code: "attempts-disagree",
    severity: cells.some((cell) => isOwnRole(cell, facts)) ? "medium" : "low",
    title: `${first.probe.id} fails in ${share}, and ${othersInBrief(others)}`,
    target: first.target.name,
    deployment: onlyDeployment(cells),
    cells: idsOf(cells),
    pair: nearest(first, facts),
    component: ofTheService ? "model-serving" : "unknown",
    facts: {
      path,
      failing: failing.length,
      attempts: tries.length,
      answers,
      otherwise: [...new Set(others.map(({ fact }) => (fact.completed ? "result" : endInWords(fact))))],
      failedAt: failing.map(({ fact }) => fact.startedAt),
      requestIds,
    },
    explanation: `${path} fails in ${share} with ${listed(answers, 3)}, and ${othersInWords(others)}. The request was the same each time: it is neither the request nor the deployment alone, and nothing is concluded of what is supported.`,
    remedy:
      "Run again later and compare the numbers; until then let the client ask again after a failure of this kind, with a pause that grows.",
    ask: ofTheService ? askFor(requestIds) : null,
  };
}

function askFor(requestIds: string[]): string {
  const where = requestIds.length === 0 ? "at the times given" : `under apim-request-id ${listed(requestIds, 6)}`;
  return `Look at the failing attempts ${where}, and say why the same request is not answered alike each time.`;
}

function othersInBrief(others: Try[]): string {
  if (others.length === 0) return "not with the same answer each time";
  return others.some(({ fact }) => fact.completed) ? "works in the rest" : "is answered otherwise in the rest";
}

function othersInWords(others: Try[]): string {
  const answers = [...new Set(others.filter(({ fact }) => !fact.completed).map(({ fact }) => endInWords(fact)))];
  if (others.length === 0) return "not with the same answer each time";
  const result = answers.length < others.length && others.some(({ fact }) => fact.completed);
  if (answers.length === 0) return `gives what was asked for in the ${others.length === 1 ? "other" : "others"}`;
  return `${result ? "gives what was asked for, or " : ""}answers ${listed(answers, 3)} in the ${others.length === 1 ? "other" : "others"}`;
}

const TRIES = new WeakMap<CellFacts, Try[]>();

/** Attempts put off by a limit, or spoilt by their own machine, say nothing of the others, and are not counted. */
function triesOf(cell: CellFacts): Try[] {
  const known = TRIES.get(cell);
  if (known !== undefined) return known;
  const { attempts, requestIds } = cell.observation;
  const tries = attempts
    .map((fact, index) => ({ fact, requestId: requestIds[index] ?? null }))
    .filter(({ fact }) => isConclusive(fact));
  TRIES.set(cell, tries);
  return tries;
}

/** The faults of the server, where there are any; else what did not come to its end, as the first of them did not. */
function failingOf(cell: CellFacts, facts: Facts): Try[] {
  const tries = triesOf(cell);
  const failed = tries.filter(({ fact }) => !fact.completed);
  const faults = failed.filter(({ fact }) => isFault(fact, facts));
  if (faults.length > 0) return faults;
  if (failed.length < tries.length) return failed;
  const [first] = failed;
  return failed.filter(({ fact }) => first !== undefined && endInWords(fact) === endInWords(first.fact));
}

function isFault({ answer }: AttemptFact, facts: Facts): boolean {
  const meaning = answer === null ? null : meaningOf(answer, facts.texts);
  return meaning !== null && verdictOf(meaning) === "server-fault";
}

/** A status without the id of a request may be a gateway's on the way; events and closes come over the service's socket. */
function isOwnFault({ fact, requestId }: Try, facts: Facts): boolean {
  return isFault(fact, facts) && (requestId !== null || fact.answer?.carrier.kind !== "status");
}

/** The route of the request that failed, or whose socket carried the failure: the last attempt may have passed it. */
function routeAtFailure(cell: CellFacts, facts: Facts): Route | null {
  const stage = failingOf(cell, facts)[0]?.fact.failedAt ?? null;
  const steps = cell.probe.steps.filter((step) => !step.finally);
  const end = steps.findIndex((step) => step.stage === stage);
  const step = steps.slice(0, end + 1).findLast(isRequest);
  return step === undefined ? null : routeOfStep(step, cell);
}
