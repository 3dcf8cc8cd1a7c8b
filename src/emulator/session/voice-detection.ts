import type { JsonObject } from "../../model/json.ts";

/** Mean amplitude, of 32767, above which a frame is speech at the documented threshold of 0.5. */
const LOUD = 400;

/** The event that a frame caused. Times are ms from the first audio of the session. */
type Heard = { kind: "started"; at: number } | { kind: "stopped"; at: number } | { kind: "nothing" };

/** Detects the begin and the end of speech in frames of 16 bit PCM, by loudness only. */
export class VoiceDetection {
  #elapsedMs = 0;
  #speaking = false;
  #quietMs = 0;

  /** Takes the next frame of base64 audio. */
  hear(base64: string, bytesPerMs: number, settings: JsonObject): Heard {
    const frame = Buffer.from(base64, "base64");
    const begins = this.#elapsedMs;
    const ms = frame.length / bytesPerMs;
    this.#elapsedMs += ms;
    const threshold = typeof settings.threshold === "number" ? settings.threshold : 0.5;
    if (loudness(frame) > LOUD * 2 * threshold) return this.#loud(begins, settings);
    return this.#quiet(ms, settings);
  }

  #loud(begins: number, settings: JsonObject): Heard {
    this.#quietMs = 0;
    if (this.#speaking) return { kind: "nothing" };
    this.#speaking = true;
    const padding = typeof settings.prefix_padding_ms === "number" ? settings.prefix_padding_ms : 0;
    return { kind: "started", at: Math.max(0, Math.round(begins - padding)) };
  }

  #quiet(ms: number, settings: JsonObject): Heard {
    if (!this.#speaking) return { kind: "nothing" };
    this.#quietMs += ms;
    const patience = typeof settings.silence_duration_ms === "number" ? settings.silence_duration_ms : 500;
    if (this.#quietMs < patience) return { kind: "nothing" };
    this.#speaking = false;
    this.#quietMs = 0;
    return { kind: "stopped", at: Math.round(this.#elapsedMs) };
  }
}

function loudness(frame: Buffer): number {
  const samples = Math.floor(frame.length / 2);
  let sum = 0;
  for (let index = 0; index < samples; index++) sum += Math.abs(frame.readInt16LE(index * 2));
  return samples === 0 ? 0 : sum / samples;
}
