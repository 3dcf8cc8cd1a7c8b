import { z } from "zod";
import type { CapturedMessage, Exchange } from "./exchange.ts";

/** One frame of a WebSocket, as Chrome writes it. */
export const harMessage = z.object({
  /** `error` says that the socket ended without a close frame. */
  type: z.enum(["send", "receive", "error"]),
  /** Seconds since 1970. */
  time: z.number().nullish(),
  opcode: z.number().nullish(),
  /** Text, or base64 if the frame is not text. */
  data: z.string().default(""),
});
type HarMessage = z.output<typeof harMessage>;

const CONTINUATION = 0;
const TEXT = 1;
const CLOSE = 8;

/**
 * Reads the text messages of a socket, and how it ended. A message can be written in parts: a text frame, then
 * continuations of the same side.
 * @param start of the handshake, in milliseconds since 1970. Null if unknown.
 */
export function readMessages(
  written: HarMessage[],
  start: number | null,
): { messages: CapturedMessage[]; close: Exchange["close"] } {
  const messages: CapturedMessage[] = [];
  let close: Exchange["close"] = null;
  for (const { type, time, opcode, data } of written) {
    const direction = type === "send" ? "sent" : "received";
    if (type === "error") close ??= { by: "peer", code: null, reason: "" };
    else if (opcode === CLOSE) close ??= closeOf(direction, data);
    else if ((opcode ?? TEXT) === TEXT) {
      const at = time == null || start === null ? 0 : Math.max(0, Math.round(time * 1000 - start));
      messages.push({ direction, text: data, at });
    } else if (opcode === CONTINUATION) {
      const begun = messages.findLast((one) => one.direction === direction);
      if (begun !== undefined) begun.text += data;
    }
  }
  return { messages, close };
}

/** The payload of a close is its code in two bytes, then the reason. */
function closeOf(direction: CapturedMessage["direction"], data: string): NonNullable<Exchange["close"]> {
  const bytes = Buffer.from(data, "base64");
  const code = bytes.length >= 2 ? bytes.readUInt16BE(0) : null;
  const isCode = code !== null && code >= 1000 && code <= 4999;
  return {
    by: direction === "sent" ? "us" : "peer",
    code: isCode ? code : null,
    reason: isCode ? bytes.subarray(2).toString("utf8") : "",
  };
}
