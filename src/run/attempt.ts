import type { Cell } from "../model/cell.ts";
import { valueAt } from "../model/dotted.ts";
import { STEP_WAIT_MS } from "../model/effort.ts";
import type { Json } from "../model/json.ts";
import type { Probe, Step } from "../model/probe.ts";
import type { Attempt, Failure, Hop, StepRecord } from "../model/recording.ts";
import type { Target } from "../model/target.ts";
import type { Secret } from "../redaction/secret.ts";
import type { Match } from "../steps/expectation.ts";
import { matchHop } from "../steps/expectation.ts";
import { placeholdersIn } from "../steps/placeholder.ts";
import { isRequest, RequestError, renderRequest } from "../steps/request.ts";
import { type AttemptEnd, findNotableLoss } from "../steps/suspension.ts";
import type { Credential } from "../wire/credential.ts";
import type { HopRequest, WireContext } from "../wire/hop.ts";
import { encodeBody, type Files } from "./body.ts";
import { Conversation } from "./conversation.ts";
import { FrameLog } from "./frame-log.ts";
import type { ownCredential } from "./own-credential.ts";
import { type DecidedOutcome, followRedirects } from "./redirects.ts";

/** What an attempt needs from the run. */
export interface AttemptContext {
  cell: Cell;
  probe: Probe;
  target: Target;
  /** The target's own credential, of the kind that this cell uses. `unavailable`: no token could be fetched. */
  credential: Awaited<ReturnType<typeof ownCredential>>;
  /** Placeholders known before the first step. */
  values: Record<string, string>;
  speech: Uint8Array;
  files: Files;
  userAgent: string;
  wire: WireContext;
  clientRequestId(): string;
}

/** Milliseconds for a clean-up step, also after the run was interrupted. */
const FINAL_WAIT = 2_000;
const FINAL_WAIT_INTERRUPTED = 1_000;

/** One attempt, and what ended it. Both answer and failure are null if every step succeeded. */
export interface AttemptResult {
  attempt: Attempt;
  end: AttemptEnd;
}

const NO_END: AttemptEnd = { answer: null, failure: null };

interface State {
  context: AttemptContext;
  values: Record<string, string>;
  secrets: Record<string, Secret>;
  conversation: Conversation | null;
  records: StepRecord[];
}

/** Runs the steps of a probe until one fails. It then runs the clean-up steps in any case. */
export async function runAttempt(context: AttemptContext, waitedMs: number): Promise<AttemptResult> {
  const startedAt = new Date().toISOString();
  const started = performance.now();
  const mark = context.wire.clock.mark();
  const state: State = { context, values: { ...context.values }, secrets: {}, conversation: null, records: [] };
  let end: AttemptEnd = NO_END;
  for (const [index, step] of context.probe.steps.entries()) {
    if (step.finally) continue;
    // An earlier answer lacked a value that this step needs, so the attempt ends here.
    if (!isReady(step, state)) break;
    const match = await takeStep(
      step,
      index,
      state,
      step.stage === "session" ? context.wire.deadlines.event : STEP_WAIT_MS,
    );
    if (match.kind === "met") continue;
    end =
      match.kind === "refused"
        ? { answer: match.answer, failure: null }
        : { answer: null, failure: failureIn(state.records.at(-1)) };
    break;
  }
  const busy = findNotableLoss(context.wire.clock.lossSince(mark), performance.now() - started);
  await runCleanUpSteps(state);
  const durationMs = Math.round(performance.now() - started);
  const attempt = { startedAt, durationMs, waitedMs, ...(busy === null ? {} : { busy }), steps: state.records };
  return { attempt, end };
}

/** Returns the failure that ended a step without an answer. */
function failureIn(record: StepRecord | undefined): Failure | null {
  const frame = record?.frames.at(-1);
  const ofSocket = frame?.kind === "close" ? frame.failure : null;
  return record?.failure ?? ofSocket ?? record?.hops.at(-1)?.failure ?? null;
}

async function takeStep(step: Step, index: number, state: State, wait: number): Promise<Match> {
  const record: StepRecord = { index, stage: step.stage, hops: [], frames: [], failure: null };
  state.records.push(record);
  if (isRequest(step)) return request(step, record, state);
  if (state.conversation === null) return { kind: "ignored" };
  const match = await state.conversation.take(step, record, state.values, state.context.speech, wait);
  const last = record.frames.at(-1);
  if (match.kind === "met" && last?.kind === "message") keepFromEvent(step, last.event, state);
  return match;
}

function keepFromEvent(step: Step, event: Json, { values }: State): void {
  for (const [name, { from }] of Object.entries(step.keep ?? {})) {
    const value = valueAt(event, from ?? "");
    if (typeof value === "string") values[name] = value;
  }
}

async function request(step: Step, record: StepRecord, state: State): Promise<Match> {
  const { context } = state;
  if (step.websocket !== undefined) await closeConversation(state);
  const asGiven = context.cell.variant.redirectCredential === "as-given";
  const { clientRequestId } = context;
  const first = hopRequestOrFailure(step, state);
  if ("cause" in first) {
    record.failure = first;
    return { kind: "ignored" };
  }
  const policy = { asGiven, clientRequestId, trusted: trustedOf(context.target) };
  const { hops, outcome } = await followRedirects(first, context.wire, policy);
  record.hops.push(...hops);
  if (outcome.channel !== null) state.conversation = new Conversation(outcome.channel, context.wire);
  const match = matchHop(step, outcome.hop);
  if (match.kind === "met") keep(step, outcome, state);
  return outcome.hop.failure === null ? match : { kind: "ignored" };
}

/** Returns the request of a step, or why it cannot be sent. A peer's value may be part of it, so it is redacted. */
function hopRequestOrFailure(step: Step, state: State): HopRequest | Failure {
  const { probe, wire } = state.context;
  const failure = (cause: Failure["cause"], text: string) => ({
    cause,
    code: null,
    phase: "request",
    text: wire.vault.redact(text),
  });
  const credential = credentialOf(step, state);
  if (credential.kind === "unavailable") return failure("local.token", credential.why);
  try {
    return hopRequest(step, state, credential);
  } catch (error) {
    if (error instanceof RequestError) return failure("local.unsafe-request", `probe '${probe.id}', ${error.message}`);
    throw error;
  }
}

function hopRequest(step: Step, state: State, credential: Credential): HopRequest {
  const { context } = state;
  const rendered = renderRequest(step, state.values, context.target);
  const body = encodeBody(rendered.body, context.files);
  const accepts = rendered.headers.some(([name]) => name.toLowerCase() === "accept");
  return {
    transport: rendered.transport,
    method: rendered.method,
    url: rendered.url,
    headers: [
      ["User-Agent", context.userAgent],
      ...(rendered.transport === "http" && !accepts
        ? ([["Accept", "application/json"]] satisfies [string, string][])
        : []),
      ...(body === null ? [] : ([["Content-Type", body.type]] satisfies [string, string][])),
      ...rendered.headers,
    ],
    body: body === null ? null : { bytes: body.bytes, shown: body.shown },
    credential: { credential, origins: originsOf(context.target) },
    signed: true,
    secretsAt: Object.values(step.keep ?? {}).flatMap((source) =>
      source.secret && source.from !== undefined ? [source.from] : [],
    ),
  };
}

/** From a trusted origin, a redirect may lead back to the target's own. */
function trustedOf({ endpoint, trusted }: Target): string[] {
  return trusted === undefined ? [] : [endpoint, ...trusted];
}

/** Returns the origins that may receive the credential. */
function originsOf({ endpoint, hosts, trusted = [] }: Target): string[] {
  return [endpoint, ...Object.values(hosts), ...trusted];
}

function credentialOf(step: Step, { context, secrets }: State): AttemptContext["credential"] {
  const { cell, credential } = context;
  const asked = cell.control === "no-credential" ? "none" : step.credential;
  if (credential.kind === "unavailable") return chooseCredential(asked, credential, secrets);
  const { also = [], ...own } = credential;
  const chosen = chooseCredential(asked, own, secrets);
  // A gateway needs its header in every request, also if the service gets no credential or another one.
  const stepSets = Object.keys(step.headers ?? {}).map((name) => name.toLowerCase());
  const further = also.filter(([name]) => !stepSets.includes(name.toLowerCase()));
  return chosen.kind === "unavailable" || further.length === 0 ? chosen : { ...chosen, also: further };
}

/** Returns the credential for the service. */
function chooseCredential(
  asked: Step["credential"],
  own: AttemptContext["credential"],
  secrets: State["secrets"],
): AttemptContext["credential"] {
  if (asked === undefined) return own;
  if (asked === "none") return { kind: "none" };
  if (asked === "x-api-key") return own.kind === "api-key" ? { ...own, header: asked } : own;
  const secret = secrets[placeholdersIn(asked)[0] ?? ""];
  return secret === undefined ? { kind: "none" } : { kind: "bearer" in asked ? "bearer" : "api-key", secret };
}

function keep(step: Step, outcome: DecidedOutcome, state: State): void {
  for (const [name, source] of Object.entries(step.keep ?? {})) {
    const secret = source.from === undefined ? undefined : outcome.secrets[source.from];
    if (source.secret) {
      if (secret !== undefined) state.secrets[name] = secret;
      continue;
    }
    const value =
      source.header === undefined
        ? valueAt(outcome.hop.body?.json ?? null, source.from ?? "")
        : lastSegment(outcome.hop, source.header);
    if (typeof value === "string") state.values[name] = value;
  }
}

/** In a Location, the last path segment names the created object. */
function lastSegment(hop: Hop, name: string): string | null {
  const value = hop.responseHeaders.find(([n]) => n.toLowerCase() === name.toLowerCase())?.[1];
  return (
    value
      ?.split(/[?#]/)[0]
      ?.split("/")
      .findLast((segment) => segment !== "") ?? null
  );
}

/** An interruption or a used-up time limit must not prevent a hang-up, so these steps have their own time limit. */
async function runCleanUpSteps(state: State): Promise<void> {
  const { context } = state;
  const endings = context.probe.steps.filter((step) => step.finally);
  if (endings.length === 0 && state.conversation === null) return;
  const wait = context.wire.signal.aborted ? FINAL_WAIT_INTERRUPTED : FINAL_WAIT;
  const wire = { ...context.wire, signal: new AbortController().signal, cellDeadline: context.wire.clock.now() + wait };
  const ending: State = { ...state, context: { ...context, wire } };
  for (const [index, step] of context.probe.steps.entries()) {
    if (!step.finally || !isReady(step, state)) continue;
    if (!isRequest(step) && (state.conversation === null || state.conversation.ended)) continue;
    await takeStep(step, index, ending, wait);
  }
  await closeConversation(state);
}

/** Frames received while closing are recorded after the last step. */
async function closeConversation(state: State): Promise<void> {
  const frames = (await state.conversation?.close()) ?? [];
  state.conversation = null;
  if (frames.length === 0) return;
  const stage = state.records.at(-1)?.stage ?? "session";
  const record: StepRecord = { index: state.context.probe.steps.length, stage, hops: [], frames: [], failure: null };
  state.records.push(record);
  const log = new FrameLog(record);
  for (const frame of frames) log.add(frame);
  log.end();
}

function isReady(step: Step, state: State): boolean {
  const { credential, keep: _, ...open } = step;
  const secretsKnown = credential === undefined || placeholdersIn(credential).every((name) => name in state.secrets);
  return secretsKnown && placeholdersIn(open).every((name) => name in state.values);
}
