import { randomBytes, randomUUID } from "node:crypto";
import { isJsonObject, type Json, type JsonObject } from "../model/json.ts";

/** Ids of the service and labels of client secrets, which differ in each playback. */
const NAMES =
  /\b(?:event|item|sess|resp|conv|rtc|call|msg|part)_[A-Za-z0-9]{14,}\b|\bchatcmpl-[A-Za-z0-9]{14,}\b|\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b|\bREDACTED-ephemeral-\d+\b/g;

/**
 * Maximum bytes of silence in one message, for any length of audio that the report states. A client may send no more.
 */
const MOST_AUDIO = 15 << 20;

const TIMES: readonly string[] = ["expires_at", "created_at", "created"];

/** Gives each recorded id one fresh id of the same form, for one playback. */
export class FreshNames {
  readonly #names = new Map<string, string>();
  readonly #clientIds = new Map<string, string | null>();
  readonly #onNew: (fresh: string) => void;

  /** @param onNew called with each fresh secret or call id, with which a client may return */
  constructor(onNew: (fresh: string) => void) {
    this.#onNew = onNew;
  }

  /** Replaces every recorded name in a text. */
  text(recorded: string): string {
    return recorded.replace(NAMES, (name) => this.#nameOf(name));
  }

  /** Returns an event or body with fresh names, times moved by a number of seconds, and silence instead of audio. */
  json(recorded: JsonObject, seconds: number): JsonObject {
    let left = MOST_AUDIO;
    return JSON.parse(
      this.text(
        JSON.stringify(recorded, (name: string, value: Json) => {
          if (TIMES.includes(name) && typeof value === "number" && value > 1e9) return value + seconds;
          if (name === "event_id" && typeof value === "string")
            return this.#clientIds.has(value) ? this.#clientIds.get(value) : value;
          if (!isElidedAudio(value)) return value;
          const bytes = Math.min(value.bytes, left);
          left -= bytes;
          return Buffer.alloc(bytes).toString("base64");
        }),
      ),
    );
  }

  /** Records the id that the client gave to a recorded event. Null if it gave none. */
  learnEvent(recorded: string, actual: string | null): void {
    this.#clientIds.set(recorded, actual);
  }

  /** Takes over the names when another recording of the same exchange continues the playback. */
  adopt(before: string, after: string): void {
    const old = before.match(NAMES) ?? [];
    const taken = after.match(NAMES) ?? [];
    if (old.length !== taken.length) return;
    for (const [index, name] of taken.entries()) {
      const fresh = this.#names.get(old[index] ?? "");
      if (fresh !== undefined) this.#names.set(name, fresh);
    }
  }

  #nameOf(recorded: string): string {
    const known = this.#names.get(recorded);
    if (known !== undefined) return known;
    const fresh = freshLike(recorded);
    this.#names.set(recorded, fresh);
    if (/^(ek_|rtc_)/.test(fresh)) this.#onNew(fresh);
    return fresh;
  }
}

function isElidedAudio(value: Json): value is { bytes: number; sha256: string } {
  return isJsonObject(value) && isLength(value.bytes) && typeof value.sha256 === "string";
}

function isLength(value: Json | undefined): boolean {
  return typeof value === "number" && Number.isSafeInteger(value) && value >= 0;
}

function freshLike(recorded: string): string {
  if (recorded.startsWith("REDACTED-")) return `ek_${letters(40)}`;
  const prefix = /^(chatcmpl-|[a-z]+_)/.exec(recorded)?.[0];
  return prefix === undefined ? randomUUID() : prefix + letters(recorded.length - prefix.length);
}

const ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

function letters(length: number): string {
  return [...randomBytes(length)].map((byte) => ALPHABET[byte % ALPHABET.length]).join("");
}
