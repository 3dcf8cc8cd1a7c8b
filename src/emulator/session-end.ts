import type { OpenSocket } from "./responder.ts";
import type { Line } from "./session/line.ts";

/** Maximum ms of a session: 60 minutes (FR-095). */
export const SESSION_MS = 3_600_000;

/** The words of FR-095. They say 60 minutes for any configured limit. */
const WORDS = "Your session hit the maximum duration of 60 minutes";

/** Ends a session after its maximum time with an error event and a close. */
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
