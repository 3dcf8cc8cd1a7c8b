import { meaningOf } from "../../judge/index.ts";
import { isConclusive } from "../../judge/observation.ts";
import { verdictOf } from "../../model/cause.ts";
import type { AttemptFact } from "../../model/observation.ts";
import { isRequest } from "../../steps/request.ts";
import { type CellFacts, type Facts, formatAttemptCount, formatEnd } from "../facts.ts";
import { draftPerGroup, findOnlyDeployment, formatList, type Group } from "../group.ts";
import { findNearest } from "../nearest.ts";
import { isOwnRole } from "../purpose.ts";
import { formatRoute, formatRouteKey, getRouteOfStep, type Route } from "../route.ts";
import type { Draft, FindingRule } from "../rule.ts";
import { fill, fillTitle, joinSentences } from "../text.ts";
import { TEXT } from "./attempts-disagree.text.ts";

const { title, explanation, remedy, ask } = TEXT;

/** Attempts of one cell, or of its repetitions, ended differently, so nothing is concluded from it. */
export const attemptsDisagree: FindingRule = {
  code: "attempts-disagree",
  text: TEXT,
  find: (facts) =>
    draftPerGroup(
      facts.cells.filter(({ verdict }) => verdict.cause === "inconclusive.unstable"),
      (cell) => [cell.target.name, cell.probe.id, formatRouteKey(getRouteAtFailure(cell, facts))].join("\n"),
      (cells) => draftAttemptsDisagree(cells, facts),
    ),
};

/** One attempt that the service did not delay, and the request id of its last response. */
interface Try {
  fact: AttemptFact;
  requestId: string | null;
}

function draftAttemptsDisagree(cells: Group, facts: Facts): Draft {
  const first = cells.find((cell) => isOwnRole(cell, facts)) ?? cells[0];
  const tries = cells.flatMap(listTries);
  const failing = cells.flatMap((cell) => listFailing(cell, facts));
  const hasFailed = new Set(failing);
  const others = tries.filter((one) => !hasFailed.has(one));
  const path = formatRoute(getRouteAtFailure(first, facts));
  const attempts = formatAttemptCount(tries.map(({ fact }) => fact));
  const share = `${failing.length} of ${attempts}`;
  const answers = [...new Set(failing.map(({ fact }) => formatEnd(fact)))];
  const requestIds = failing.flatMap(({ requestId }) => requestId ?? []);
  const ofTheService = failing.every((one) => isOwnFault(one, facts));
  return {
    severity: cells.some((cell) => isOwnRole(cell, facts)) ? "medium" : "low",
    title: fillTitle(chooseTitles(others), { probe: first.probe.id, share, attempts }),
    deployment: findOnlyDeployment(cells),
    cells,
    pair: findNearest(first, facts),
    component: ofTheService ? "model-serving" : "unknown",
    facts: {
      path,
      failing: failing.length,
      attempts: tries.length,
      answers,
      otherwise: [...new Set(others.map(({ fact }) => (fact.completed ? "result" : formatEnd(fact))))],
      failedAt: failing.map(({ fact }) => fact.startedAt),
      requestIds,
    },
    explanation: joinSentences(
      fill(explanation.failing, { path, share, answers: formatList(answers, 3) }),
      explainOthers(others),
      explanation.conclusion,
    ),
    remedy: remedy.retry,
    ask: ofTheService ? formatAsk(requestIds) : null,
  };
}

function formatAsk(requestIds: string[]): string {
  return requestIds.length === 0 ? ask.withoutIds : fill(ask.withIds, { ids: formatList(requestIds, 6) });
}

function chooseTitles(others: Try[]) {
  if (others.length === 0) return [title.never, title.neverShort] as const;
  return others.some(({ fact }) => fact.completed)
    ? ([title.result, title.resultShort] as const)
    : ([title.answers, title.answersShort] as const);
}

function explainOthers(tries: Try[]): string {
  if (tries.length === 0) return explanation.never;
  const answers = [...new Set(tries.filter(({ fact }) => !fact.completed).map(({ fact }) => formatEnd(fact)))];
  if (answers.length === 0) return explanation.result;
  const others = formatList(answers, 3);
  const hasResults = tries.some(({ fact }) => fact.completed);
  return hasResults ? fill(explanation.mixed, { others }) : fill(explanation.answers, { others });
}

const TRIES = new WeakMap<CellFacts, Try[]>();

/** Attempts put off by a limit, or spoilt by their own machine, say nothing of the others, and are not counted. */
function listTries(cell: CellFacts): Try[] {
  const known = TRIES.get(cell);
  if (known !== undefined) return known;
  const tries = [cell.observation, ...cell.repetitions]
    .flatMap(({ attempts, requestIds }) =>
      attempts.map((fact, index) => ({ fact, requestId: requestIds[index] ?? null })),
    )
    .filter(({ fact }) => isConclusive(fact));
  TRIES.set(cell, tries);
  return tries;
}

/** The server faults. If there are none, the attempts that ended like the first incomplete one. */
function listFailing(cell: CellFacts, facts: Facts): Try[] {
  const tries = listTries(cell);
  const failed = tries.filter(({ fact }) => !fact.completed);
  const faults = failed.filter(({ fact }) => isFault(fact, facts));
  if (faults.length > 0) return faults;
  if (failed.length < tries.length) return failed;
  const [first] = failed;
  return failed.filter(({ fact }) => first !== undefined && formatEnd(fact) === formatEnd(first.fact));
}

function isFault({ answer }: AttemptFact, facts: Facts): boolean {
  const meaning = answer === null ? null : meaningOf(answer, facts.texts);
  return meaning !== null && verdictOf(meaning) === "server-fault";
}

/** A status without a request id may come from a gateway. Events and closes come over the service's socket. */
function isOwnFault({ fact, requestId }: Try, facts: Facts): boolean {
  return isFault(fact, facts) && (requestId !== null || fact.answer?.carrier.kind !== "status");
}

/** The route of the request that failed, or whose socket carried the failure. The last attempt may have passed it. */
function getRouteAtFailure(cell: CellFacts, facts: Facts): Route | null {
  const stage = listFailing(cell, facts)[0]?.fact.failedAt ?? null;
  const steps = cell.probe.steps.filter((step) => !step.finally);
  const end = steps.findIndex((step) => step.stage === stage);
  const step = steps.slice(0, end + 1).findLast(isRequest);
  return step === undefined ? null : getRouteOfStep(step, cell);
}
