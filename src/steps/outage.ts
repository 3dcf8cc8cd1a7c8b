import type { Cause } from "../model/cause.ts";
import type { Failure } from "../model/recording.ts";

/** How a host fails to answer: it accepts no connection, or it accepts connections and sends nothing. */
export type Outage = "unreachable" | "silent";

/**
 * Failures before a connection exists. `auth.proxy` is one of them: the proxy opened no tunnel. A connection that was made and then lost proves something about one path only,
 * so it is not included.
 */
const NO_CONNECTION = /^(dns|tls|proxy)\.|^auth\.proxy$|^tcp\.(refused|timeout|unreachable|prohibited|reset\.connect)$/;
const NO_RESPONSE = /^(http\.(request|headers)|ws\.handshake)\.timeout$/;
/** Phases before the client sends a request, and the phases after that. */
const CONNECTING = ["dns", "tcp", "tls", "proxy"];
const AWAITING = ["request", "headers"];

/** Returns what a failed request without a status line proves about its host. Null if it proves nothing. */
export function outageOf({ cause, phase }: Pick<Failure, "cause" | "phase">): Outage | null {
  if (NO_CONNECTION.test(cause)) return "unreachable";
  if (NO_RESPONSE.test(cause)) return "silent";
  if (cause !== "cell.deadline") return null;
  return CONNECTING.includes(phase) ? "unreachable" : AWAITING.includes(phase) ? "silent" : null;
}

/** Whether the cause of an outage (a name, a certificate, a rule) will hardly disappear during a run. */
export function isLasting(cause: Cause): boolean {
  return /^(auth\.proxy|dns\.(nxdomain|nodata)|tcp\.prohibited|tls\.(cert\.|version|not-tls|alert))/.test(cause);
}
