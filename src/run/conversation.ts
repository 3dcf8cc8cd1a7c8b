import type { JsonObject } from "../model/json.ts";
import type { AudioStep, Step } from "../model/probe.ts";
import type { Failure, Frame, MessageFrame, StepRecord } from "../model/recording.ts";
import { type Match, matchFrame, waitsForEvent } from "../steps/expectation.ts";
import { fillJson, type Values } from "../steps/placeholder.ts";
import { ReceivedAudio } from "../steps/received-audio.ts";
import type { Channel } from "../wire/channel.ts";
import type { WireContext } from "../wire/hop.ts";
import { FrameLog } from "./frame-log.ts";
import { pause } from "./pause.ts";

/** 24 kHz mono PCM16 in frames of 200 ms, the length that the samples in the documentation use. */
const FRAME_MS = 200;
const FRAME_BYTES = 24 * 2 * FRAME_MS;

/** How a step on the socket ended: with an answer, or with a failure. */
interface StepEnd {
  match: Match;
  failure: Failure | null;
}

const NOTHING_AWAITED: StepEnd = { match: { kind: "met" }, failure: null };

/** An open socket, the frames that arrived but were not processed, and the ids of all sent events. */
export class Conversation {
  readonly channel: Channel;
  readonly #inbox: Frame[] = [];
  readonly #sentIds = new Set<string>();
  readonly #wire: Pick<WireContext, "clock" | "signal">;
  #sent = 0;
  #silence: AudioStep | null = null;
  #ended = false;

  constructor(channel: Channel, wire: Pick<WireContext, "clock" | "signal">) {
    this.channel = channel;
    this.#wire = wire;
  }

  /** Whether the end of the socket was observed. */
  get ended(): boolean {
    return this.#ended;
  }

  /**
   * Runs a step on the socket: sends its events, then waits for the expected answer.
   * @param wait milliseconds of awake time that the step may wait for its event
   */
  async take(step: Step, record: StepRecord, values: Values, speech: Uint8Array, wait: number): Promise<Match> {
    const log = new FrameLog(record);
    // Silence continues during steps that only wait, and ends with the next step that sends.
    if (step.send !== undefined || step.audio !== undefined) this.#silence = null;
    if (step.send !== undefined) log.add(await this.#send(fillJson(step.send, values), step["event-id"] !== "none"));
    if (step.audio !== undefined) await this.#speak(step.audio, log, speech);
    if (step.audio?.then === "silence") this.#silence = step.audio;
    const end = waitsForEvent(step) ? await this.#await(step, log, wait) : NOTHING_AWAITED;
    log.end();
    record.failure = end.failure;
    return end.match;
  }

  /** Closes the socket, and returns the frames that still arrived. */
  async close(): Promise<Frame[]> {
    this.#ended = true;
    return [...this.#inbox.splice(0), ...(await this.channel.close())];
  }

  async #send(event: JsonObject, withId = true): Promise<MessageFrame> {
    if (!withId) return this.channel.send(event);
    this.#sent += 1;
    const id = `aoai_probe_${this.#sent}`;
    this.#sentIds.add(id);
    return this.channel.send({ ...event, event_id: id });
  }

  async #speak(audio: AudioStep, log: FrameLog, speech: Uint8Array): Promise<void> {
    const { clock, signal } = this.#wire;
    const started = clock.now();
    for (let at = 0, n = 0; at < speech.byteLength; at += FRAME_BYTES, n += 1) {
      if (audio.pace !== undefined) {
        await pause(started + (n * FRAME_MS) / audio.pace - clock.now(), signal);
        this.#inbox.push(...this.channel.drain());
        if (this.#inbox.some((frame) => isEnd(frame)) || signal.aborted) return;
      }
      const chunk = Buffer.from(speech.subarray(at, at + FRAME_BYTES)).toString("base64");
      log.add(await this.#send({ type: audio["append-event"], audio: chunk }));
    }
    if (audio.commit) log.add(await this.#send({ type: "input_audio_buffer.commit" }));
  }

  async #await(step: Step, log: FrameLog, wait: number): Promise<StepEnd> {
    const deadline = this.#wire.clock.now() + wait;
    const audio = new ReceivedAudio(step.expect);
    for (;;) {
      const arrival = await this.#next(deadline, log);
      if (arrival.kind === "failure") return { match: { kind: "ignored" }, failure: arrival.failure };
      log.add(arrival.frame);
      const match = matchFrame(step, arrival.frame, this.#sentIds);
      if (arrival.frame.kind === "close") {
        this.#ended = true;
        return { match: arrival.frame.failure === null ? match : { kind: "ignored" }, failure: null };
      }
      if (match.kind === "refused" || (match.kind === "met" && audio.isEnoughWith(arrival.frame)))
        return { match, failure: null };
    }
  }

  async #next(
    deadline: number,
    log: FrameLog,
  ): Promise<{ kind: "frame"; frame: Frame } | { kind: "failure"; failure: Failure }> {
    const waiting = this.#inbox.shift();
    if (waiting !== undefined) return { kind: "frame", frame: waiting };
    for (;;) {
      const left = deadline - this.#wire.clock.now();
      const silence = this.#silence;
      if (silence === null || left <= FRAME_MS) return this.channel.next(Math.max(0, left));
      const arrival = await this.channel.next(FRAME_MS / (silence.pace ?? 1));
      if (arrival.kind === "frame" || arrival.failure.cause !== "ws.silent") return arrival;
      const chunk = Buffer.alloc(FRAME_BYTES).toString("base64");
      log.add(await this.#send({ type: silence["append-event"], audio: chunk }));
    }
  }
}

/** Whether further audio is pointless, because the socket ended or an error arrived. */
function isEnd(frame: Frame): boolean {
  return frame.kind === "close" || (frame.direction === "received" && frame.event?.type === "error");
}
