import type { OpenSocket } from "./responder.ts";
import type { Line } from "./session/line.ts";

/** Ms a session may last: 60 minutes (FR-095). */
export const SESSION_MS = 3_600_000;

/** The words of FR-095, whatever the emulator was told to take for its 60 minutes. */
const WORDS = "Your session hit the maximum duration of 60 minutes";

/** Ends a session when its time is over: an error event, then the close. */
export function endAfter(ms: number, line: Line, socket: OpenSocket): void {
  const timer = setTimeout(() => {
    line.send("error", {
      error: {
        type: "invalid_request_error",
        code: "session_expired",
        message: `${WORDS}.`,
        param: null,
        event_id: null,
      },
    });
    line.close(1001, WORDS);
  }, ms);
  timer.unref();
  socket.onClosed(() => clearTimeout(timer));
}
