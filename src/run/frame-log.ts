import type { ElidedFrames, Frame, MessageFrame, StepRecord } from "../model/recording.ts";
import { audioBytesIn } from "../steps/received-audio.ts";

/** Maximum received messages per step to keep: the first and the last ones. */
const KEPT_FIRST = 100;
const KEPT_LAST = 100;
/** Maximum event types of elided messages to count by name. The names come from the peer, in any number and length. */
const MOST_TYPES = 20;
const LONGEST_TYPE = 80;
/** Counts the further types. The next constant counts messages that are not text. */
const OTHER_TYPES = "…";
const BINARY = "(binary)";

/**
 * The frames of one step, as its record keeps them. A peer that floods may send ten thousand messages, of which a
 * reader needs the beginning and the end. A step ends with the frame that met or refused it. That frame is always kept,
 * so the judge sees what the run saw. All sent frames are kept, because an error event names the event that it answers.
 */
export class FrameLog {
  readonly #record: StepRecord;
  readonly #last: Frame[] = [];
  #received = 0;
  #receivedLast = 0;
  readonly #types = new Map<string, number>();
  readonly #audio = new Map<string, number>();
  #elided: Omit<ElidedFrames, "before" | "types" | "audio"> | null = null;

  /** @param record the record to write the frames to */
  constructor(record: StepRecord) {
    this.#record = record;
  }

  add(frame: Frame): void {
    const received = isReceived(frame);
    if (received) this.#received += 1;
    if (this.#received <= KEPT_FIRST) {
      this.#record.frames.push(frame);
      return;
    }
    this.#last.push(frame);
    if (received) this.#receivedLast += 1;
    if (this.#receivedLast > KEPT_LAST) this.#elideOldest();
  }

  /** Writes the frames that are still held into the record. Nothing may be added afterwards. */
  end(): void {
    const before = this.#record.frames.length;
    this.#record.frames.push(...this.#last.splice(0));
    if (this.#elided !== null) {
      const audio = this.#audio.size === 0 ? {} : { audio: Object.fromEntries(this.#audio) };
      this.#record.elided = { before, ...this.#elided, types: Object.fromEntries(this.#types), ...audio };
    }
  }

  #elideOldest(): void {
    const index = this.#last.findIndex(isReceived);
    const [frame] = this.#last.splice(index, 1);
    this.#receivedLast -= 1;
    if (frame === undefined || !isReceived(frame)) return;
    this.#elided ??= { count: 0, bytes: 0, from: frame.at, to: frame.at };
    this.#elided.count += 1;
    this.#elided.bytes += frame.bytes;
    this.#elided.to = frame.at;
    const type = typeof frame.event?.type === "string" ? frame.event.type : frame.text === null ? BINARY : "";
    const isEvent = type !== "" && type !== BINARY;
    const isNamed = !isEvent || this.#types.has(type) || (this.#types.size < MOST_TYPES && type.length <= LONGEST_TYPE);
    const name = isNamed ? type : OTHER_TYPES;
    this.#types.set(name, (this.#types.get(name) ?? 0) + 1);
    const audio = frame.event === null ? 0 : audioBytesIn(frame.event);
    if (audio > 0) this.#audio.set(name, (this.#audio.get(name) ?? 0) + audio);
  }
}

function isReceived(frame: Frame): frame is MessageFrame {
  return frame.kind === "message" && frame.direction === "received";
}
