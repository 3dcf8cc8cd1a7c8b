import type { Answer } from "../model/answer.ts";
import { CAUSES, verdictOf } from "../model/cause.ts";
import { intern } from "../model/interned.ts";
import type { JsonObject } from "../model/json.ts";
import type { AttemptFact, Observation } from "../model/observation.ts";
import type { Probe, Step } from "../model/probe.ts";
import type { Attempt, Failure, Frame, Hop, StepRecord } from "../model/recording.ts";
import { type Stage, stageIndex } from "../model/stage.ts";
import {
  eventsOf,
  findIgnoredSettings,
  type Match,
  matchFrame,
  matchHop,
  readResultText,
  waitsForEvent,
} from "../steps/expectation.ts";
import { ReceivedAudio } from "../steps/received-audio.ts";
import { isRequest, namesDeployment } from "../steps/request.ts";
import { isExplainedByPause } from "../steps/suspension.ts";

/** The facts of one attempt, beyond its end. */
export interface AttemptReading {
  fact: AttemptFact;
  minted: boolean;
  deploymentNamed: boolean;
  decidingStep: number | null;
  eventsSent: number;
  succeeded: boolean;
  result: Observation["result"];
  settingsIgnored: string[];
}

type StepEnd = { match: Match; failure: Failure | null; pointer: string; event: JsonObject | null };

/** Whether a status decides even if the body did not end well, because the status alone is conclusive. */
const DECISIVE_WITHOUT_BODY = (status: number) => [401, 403, 407, 429].includes(status) || status >= 500;

/** Reads one attempt of a probe. `pointer` is the JSON pointer of the attempt within the result. */
export function readAttempt(probe: Probe, attempt: Attempt, pointer: string): AttemptReading {
  const reading = readSteps(probe, attempt, pointer);
  reading.fact.spoilt = spoiltBy(attempt, reading.fact);
  return reading;
}

function spoiltBy({ busy }: Attempt, fact: AttemptFact): AttemptFact["spoilt"] {
  if (fact.completed) return null;
  if (fact.failure !== null && verdictOf(fact.failure.cause) === "local-fault") return "local-fault";
  return isExplainedByPause(busy, fact) ? "suspended" : null;
}

function readSteps(probe: Probe, attempt: Attempt, pointer: string): AttemptReading {
  const sentIds = new Set<string>();
  const reading: AttemptReading = {
    fact: emptyFact(attempt),
    minted: false,
    deploymentNamed: false,
    decidingStep: null,
    eventsSent: 0,
    succeeded: false,
    result: null,
    settingsIgnored: [],
  };
  let met = 0;
  for (const [position, record] of attempt.steps.entries()) {
    const step = probe.steps[record.index];
    if (step === undefined || step.finally) continue;
    for (const id of idsSent(record.frames)) sentIds.add(id);
    reading.decidingStep = record.index;
    reading.eventsSent = (isRequest(step) ? 0 : reading.eventsSent) + countSent(record.frames);
    noteConnection(reading, record);
    if (namesDeployment(step)) reading.deploymentNamed = true;
    const end = readStepEnd(step, record, `${pointer}/steps/${position}`, sentIds);
    if (end.match.kind !== "met") {
      reading.fact.failedAt = step.stage;
      reading.fact.answer = end.match.kind === "refused" ? end.match.answer : null;
      reading.fact.failure = end.match.kind === "refused" ? null : end.failure;
      reading.fact.evidence = [intern(end.pointer)];
      reading.fact.endedFrom = record.hops.at(-1)?.at ?? 0;
      return reading;
    }
    met += 1;
    noteSuccess(reading, step, record, end);
    reading.fact.evidence = [intern(end.pointer)];
  }
  reading.fact.completed = met === probe.steps.filter((step) => !step.finally).length;
  if (!reading.fact.completed) reading.fact.failedAt = nextStage(probe, met);
  return reading;
}

function readStepEnd(step: Step, record: StepRecord, pointer: string, sentIds: ReadonlySet<string>): StepEnd {
  if (isRequest(step)) return endOfRequest(step, record, pointer);
  const audio = new ReceivedAudio(step.expect);
  for (const [index, frame] of record.frames.entries()) {
    if (record.elided?.before === index) audio.addElided(record.elided, eventsOf(step.expect));
    const at = `${pointer}/frames/${index}`;
    if (frame.kind === "close" && frame.failure !== null) {
      return { match: { kind: "ignored" }, failure: frame.failure, pointer: at, event: null };
    }
    const match = matchFrame(step, frame, sentIds);
    if (match.kind === "met" && !audio.isEnoughWith(frame)) continue;
    if (match.kind === "met" && frame.kind === "message")
      return { match, failure: null, pointer: at, event: frame.event };
    if (match.kind !== "ignored") return { match, failure: null, pointer: at, event: null };
  }
  if (record.failure !== null)
    return { match: { kind: "ignored" }, failure: badEventIn(record) ?? record.failure, pointer, event: null };
  return { match: { kind: waitsForEvent(step) ? "ignored" : "met" }, failure: null, pointer, event: null };
}

/**
 * Returns a failure if a step waited without result and received messages that are not events. The peer then broke the
 * protocol.
 */
function badEventIn({ frames, elided, failure }: StepRecord): Failure | null {
  if (failure === null || (failure.cause !== "ws.silent" && failure.cause !== "cell.deadline")) return null;
  const isBad = (frame: Frame) =>
    frame.kind === "message" &&
    frame.direction === "received" &&
    (frame.event === null ? frame.text !== null : typeof frame.event.type !== "string");
  if (!frames.some(isBad) && (elided?.types[""] ?? 0) === 0) return null;
  return { ...failure, cause: "app.bad-event", text: CAUSES["app.bad-event"].why };
}

function endOfRequest(step: Step, record: StepRecord, pointer: string): StepEnd {
  const index = record.hops.length - 1;
  const hop = record.hops[index];
  if (hop === undefined) return { match: { kind: "ignored" }, failure: record.failure, pointer, event: null };
  const at = `${pointer}/hops/${index}`;
  const undecided = hop.failure !== null && (hop.status === null || !DECISIVE_WITHOUT_BODY(hop.status));
  if (undecided) return { match: { kind: "ignored" }, failure: hop.failure, pointer: at, event: null };
  return { match: matchHop(step, hop), failure: record.failure, pointer: at, event: null };
}

function noteConnection(reading: AttemptReading, record: StepRecord): void {
  // If the proxy opened no tunnel, the client did not reach the service.
  const connected = record.hops.some(
    (hop) => hop.failure?.phase !== "proxy" && (hop.status !== null || hop.phases.tcp !== null || hop.remote !== null),
  );
  if (connected) raise(reading, "connect");
  if (record.hops.some(isSuccess)) reading.succeeded = true;
}

function noteSuccess(reading: AttemptReading, step: Step, record: StepRecord, end: StepEnd): void {
  raise(reading, step.stage);
  if (step.stage === "mint") reading.minted = true;
  const received = end.event ?? record.hops.at(-1)?.body?.json ?? null;
  const sent = record.frames.findLast((frame) => frame.kind === "message" && frame.direction === "sent");
  if (sent?.kind === "message") reading.settingsIgnored.push(...findIgnoredSettings(step.expect, sent.event, received));
  const result = readResultText(step.expect, received, record.hops.at(-1) ?? null);
  if (result !== null) reading.result = weakerResult(reading.result, result);
}

function raise(reading: AttemptReading, stage: Stage): void {
  if (stageIndex(stage) > stageIndex(reading.fact.reached)) reading.fact.reached = stage;
}

/** Returns the weaker of two results of one attempt. */
function weakerResult(
  a: Observation["result"],
  b: NonNullable<Observation["result"]>,
): NonNullable<Observation["result"]> {
  if (a === null) return b;
  return {
    text: b.text ?? a.text,
    empty: a.empty || b.empty,
    sharesWord: a.sharesWord === false ? false : (b.sharesWord ?? a.sharesWord),
    otherForm: b.otherForm ?? a.otherForm,
    reason: b.reason ?? a.reason,
  };
}

function isSuccess(hop: Hop): boolean {
  return hop.status === 101 || (hop.status !== null && hop.status >= 200 && hop.status < 300);
}

function countSent(frames: Frame[]): number {
  return frames.filter((frame) => frame.kind === "message" && frame.direction === "sent").length;
}

function idsSent(frames: Frame[]): string[] {
  return frames.flatMap((frame) => {
    if (frame.kind !== "message" || frame.direction !== "sent") return [];
    const id = frame.event?.event_id;
    return typeof id === "string" ? [id] : [];
  });
}

function nextStage(probe: Probe, met: number): Stage | null {
  return probe.steps.filter((step) => !step.finally)[met]?.stage ?? null;
}

function emptyFact(attempt: Attempt): AttemptFact {
  const answer: Answer | null = null;
  return {
    reached: null,
    failedAt: null,
    answer,
    failure: null,
    spoilt: null,
    completed: false,
    evidence: [],
    startedAt: attempt.startedAt,
    durationMs: attempt.durationMs,
    endedFrom: 0,
  };
}
