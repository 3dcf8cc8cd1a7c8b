import { valueAt } from "../model/dotted.ts";
import { isJsonObject, type JsonObject } from "../model/json.ts";
import type { Expectation, Step } from "../model/probe.ts";
import type { Frame, MessageFrame, StepRecord } from "../model/recording.ts";
import { clientEventId } from "../steps/expectation.ts";

/** A step as a probe file writes it. */
export type WrittenStep = Omit<Partial<Step>, "stage"> & Pick<Step, "stage">;

/** A step that was made from the frames of a capture, and those frames. */
interface Draft {
  step: WrittenStep;
  /** Index of the frame from which an answer counts. */
  from: number;
  sent: number[];
  /** Index of the frame that answers the step. Null if none does. */
  answer: number | null;
}

const CREATED = ["session.created", "transcription_session.created"];
const TRANSCRIBED = "conversation.item.input_audio_transcription.completed";
const FAILED = "conversation.item.input_audio_transcription.failed";
const APPEND = /^(session\.)?input_audio_buffer\.append$/;
const FINISHED: Expectation = { event: "response.done", where: { "response.status": "completed" } };

/** The expectation after an event of the client, by the event's type. */
const EXPECTED: Record<string, WrittenStep> = {
  "session.update": { stage: "configure", expect: { event: ["session.updated", "transcription_session.updated"] } },
  "transcription_session.update": {
    stage: "configure",
    expect: { event: ["transcription_session.updated", "session.updated"] },
  },
  "conversation.item.create": {
    stage: "input",
    expect: { event: ["conversation.item.added", "conversation.item.created", "conversation.item.done"] },
  },
  "response.create": { stage: "result", expect: FINISHED },
};

/**
 * Makes steps from the frames of a WebSocket, in the order of their answers. A frame of the client belongs to the step
 * that it is part of. A frame of the service belongs to the first step without an answer before it.
 */
export function readConversation(frames: Frame[]): { steps: WrittenStep[]; records: Omit<StepRecord, "index">[] } {
  const drafts = [...draftsOf(frames)];
  answerDrafts(drafts, frames);
  const place = (draft: Draft) => draft.answer ?? Number.POSITIVE_INFINITY;
  // The sort is stable, so steps without an answer keep the order of their requests.
  drafts.sort((a, b) => place(a) - place(b));
  const kept = new Map<Draft, number[]>(drafts.map((draft) => [draft, [...draft.sent]]));
  const own = new Set(drafts.flatMap(({ sent }) => sent));
  for (const index of frames.keys()) {
    if (own.has(index)) continue;
    const draft = drafts.find((one) => place(one) >= index) ?? drafts.at(-1);
    if (draft !== undefined) kept.get(draft)?.push(index);
  }
  return {
    steps: drafts.map(({ step }) => step),
    records: drafts.map((draft) => ({
      stage: draft.step.stage,
      hops: [],
      frames: (kept.get(draft) ?? []).sort((a, b) => a - b).flatMap((index) => frames[index] ?? []),
      failure: null,
    })),
  };
}

function* draftsOf(frames: Frame[]): Generator<Draft> {
  const messages = frames.map((frame) => (frame.kind === "message" ? frame : null));
  const types = messages.map((message) => typeOf(message));
  const received = (type: string) => messages.filter((m, i) => m?.direction === "received" && types[i] === type).length;
  const sent = (type: string) => messages.filter((m, i) => m?.direction === "sent" && types[i] === type).length;
  // The socket of a WebRTC call has no session.created, because the call created the session.
  if (messages[0]?.direction !== "sent") {
    const event = types.find((type) => CREATED.includes(type)) ?? "session.created";
    yield { step: { stage: "session", expect: { event } }, from: 0, sent: [], answer: null };
  }
  const audio: number[] = [];
  let transcribes = received(TRANSCRIBED) + received(FAILED) > 0;
  for (const [index, message] of messages.entries()) {
    if (message?.direction !== "sent" || message.event === null) continue;
    const type = types[index] ?? "";
    if (namesTranscriber(message.event)) transcribes = true;
    if (APPEND.test(type) || type === "input_audio_buffer.commit") audio.push(index);
    else {
      const known: WrittenStep = EXPECTED[type] ?? { stage: "input" };
      yield { step: { ...known, send: sentEvent(message.event) }, from: index, sent: [index], answer: null };
    }
  }
  const [firstAudio] = audio;
  if (firstAudio === undefined) return;
  const append =
    audio.map((index) => types[index] ?? "").find((type) => APPEND.test(type)) ?? "input_audio_buffer.append";
  const commit = sent("input_audio_buffer.commit") > 0;
  const isTranslation = append.startsWith("session.");
  const spoken: Step["audio"] = { sample: "speech", "append-event": append, commit };
  const expect = isTranslation ? {} : { expect: { event: "input_audio_buffer.committed" } };
  yield { step: { stage: "input", audio: spoken, ...expect }, from: firstAudio, sent: audio, answer: null };
  const last = { from: firstAudio, sent: [], answer: null };
  if (isTranslation) {
    yield {
      ...last,
      step: { stage: "result", expect: { event: "session.output_transcript.delta", nonempty: "delta" } },
    };
  }
  if (transcribes) {
    const expected: Expectation = { event: TRANSCRIBED, nonempty: "transcript", "refused-by": [FAILED] };
    yield { ...last, step: { stage: "result", expect: expected } };
  }
  // Voice detection starts a response without an event of the client.
  if (received("response.created") > sent("response.create"))
    yield { ...last, step: { stage: "result", expect: FINISHED } };
}

/** Gives each frame of the service to the first open step that expects it. */
function answerDrafts(drafts: Draft[], frames: Frame[]): void {
  for (const [index, frame] of frames.entries()) {
    if (frame.kind !== "message" || frame.direction !== "received") continue;
    const open = drafts.filter(
      (draft) => draft.answer === null && draft.from <= index && draft.step.expect !== undefined,
    );
    const type = typeOf(frame);
    const answered = type === "error" ? refusedDraft(open, frame, frames) : open.find((draft) => expects(draft, type));
    if (answered !== undefined) answered.answer = index;
  }
}

/** The step whose event an error names, else the oldest open one. */
function refusedDraft(open: Draft[], { event }: MessageFrame, frames: Frame[]): Draft | undefined {
  const id = clientEventId(event);
  const named = open.find(({ sent }) =>
    sent.some((index) => {
      const frame = frames[index];
      return id !== null && frame?.kind === "message" && frame.event?.event_id === id;
    }),
  );
  return named ?? open[0];
}

function expects({ step }: Draft, type: string): boolean {
  return [step.expect?.event ?? [], step.expect?.["refused-by"] ?? []].flat().includes(type);
}

function typeOf(message: MessageFrame | null): string {
  return typeof message?.event?.type === "string" ? message.event.type : "";
}

/** The tool adds an event_id itself. */
function sentEvent({ event_id: _, ...event }: JsonObject): JsonObject {
  return event;
}

/** The model that a session update names as the transcriber of its input. Null if none. */
export function transcriberIn(event: JsonObject): string | null {
  const session = event.session ?? null;
  if (!isJsonObject(session)) return null;
  const model =
    valueAt(session, "audio.input.transcription.model") ?? valueAt(session, "input_audio_transcription.model");
  return typeof model === "string" ? model : null;
}

function namesTranscriber(event: JsonObject): boolean {
  return transcriberIn(event) !== null;
}
