import type { JsonObject } from "../../model/json.ts";
import type { Complaint } from "./line.ts";

/** Maximum bytes of one append. */
const APPEND_LIMIT = 15 * 1024 * 1024;

/** Minimum audio of a commit. */
const COMMIT_MINIMUM_MS = 100;

const BASE64 = /^[A-Za-z0-9+/]*={0,2}$/;

/** The base64 of an append event and the number of its bytes, or the reason for a refusal. */
export function appended(event: JsonObject): { base64: string; bytes: number } | { complaint: Complaint } {
  const { audio } = event;
  if (typeof audio !== "string") {
    return {
      complaint: {
        code: "missing_required_parameter",
        message: "Missing required parameter: 'audio'.",
        param: "audio",
      },
    };
  }
  if (audio.length % 4 !== 0 || !BASE64.test(audio)) return { complaint: notAudio("base64-encoded audio bytes") };
  const bytes = (audio.length / 4) * 3 - (audio.endsWith("==") ? 2 : audio.endsWith("=") ? 1 : 0);
  if (bytes > APPEND_LIMIT) return { complaint: notAudio("at most 15 MiB of audio") };
  return { base64: audio, bytes };
}

function notAudio(expected: string): Complaint {
  return { code: "invalid_value", message: `Invalid 'audio'. Expected ${expected}.`, param: "audio" };
}

/** True if the base64 contains anything but zeros. */
export function isSilent(base64: string): boolean {
  return !/[^A=]/.test(base64);
}

/** The amount of audio that a client appended and did not commit yet. The audio itself is not kept. */
export class AudioBuffer {
  #bytes = 0;
  #heard = false;

  append(audio: { base64: string; bytes: number }): void {
    this.#bytes += audio.bytes;
    this.#heard ||= !isSilent(audio.base64);
  }

  clear(): void {
    this.#bytes = 0;
    this.#heard = false;
  }

  /** Takes all of it, or returns the error of FR-106 if there is too little. */
  commit(bytesPerMs: number): { ms: number; heard: boolean } | { complaint: Complaint } {
    const ms = this.#bytes / bytesPerMs;
    if (ms < COMMIT_MINIMUM_MS) {
      const message = `Error committing input audio buffer: buffer too small. Expected at least ${COMMIT_MINIMUM_MS}ms of audio, but buffer only has ${ms.toFixed(2)}ms of audio.`;
      return { complaint: { code: "input_audio_buffer_commit_empty", message, param: null } };
    }
    const taken = { ms, heard: this.#heard };
    this.clear();
    return taken;
  }
}
