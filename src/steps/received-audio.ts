import { isJsonObject, type JsonObject } from "../model/json.ts";
import type { Expectation } from "../model/probe.ts";
import type { ElidedFrames, Frame, Hop } from "../model/recording.ts";

/** 24 kHz mono PCM16, the format of all audio that probes request. */
const BYTES_PER_MS = 48;

/** Members of an event that hold audio. A capture replaces the audio by its digest. */
const MEMBERS = ["delta", "audio"];

/** Returns the bytes of audio in an event that are not silence. */
export function audioBytesIn(event: JsonObject): number {
  return MEMBERS.reduce((total, name) => {
    const digest = event[name] ?? null;
    if (!isJsonObject(digest) || typeof digest.bytes !== "number" || typeof digest.sha256 !== "string") return total;
    return digest.silent === true ? total : total + digest.bytes;
  }, 0);
}

/** Returns the least audio that an expectation needs, in bytes. Null if it needs none. */
function leastBytes(expect: Expectation | undefined): number | null {
  const least = expect?.["audio-at-least"];
  return least === undefined ? null : Number.parseInt(least, 10) * BYTES_PER_MS;
}

/** Adds up the audio of the events that meet one step. Run and judge count alike, so they agree when it is enough. */
export class ReceivedAudio {
  readonly #needed: number | null;
  #bytes = 0;

  constructor(expect: Expectation | undefined) {
    this.#needed = leastBytes(expect);
  }

  /** Adds a frame that meets the step in all other respects, and returns whether the step has enough audio. */
  isEnoughWith(frame: Frame): boolean {
    if (this.#needed === null) return true;
    if (frame.kind === "message" && frame.event !== null) this.#bytes += audioBytesIn(frame.event);
    return this.#bytes >= this.#needed;
  }

  /** Adds the audio of events that the record does not keep. */
  addElided({ audio }: ElidedFrames, types: readonly string[]): void {
    for (const type of types) this.#bytes += audio?.[type] ?? 0;
  }
}

/** Whether the body of a response is the audio that an expectation needs. Text is no audio. */
export function isAudioEnough(expect: Expectation, { body }: Hop): boolean {
  const needed = leastBytes(expect);
  return needed === null || (body !== null && body.text === null && body.bytes >= needed);
}
