import type { Cause } from "../model/cause.ts";
import type { Failure } from "../model/recording.ts";

/** How a host fails to answer: no connection to it is made, or it accepts connections and sends nothing. */
export type Outage = "unreachable" | "silent";

/** A connection that was made and then lost says something of that path alone: it is not among these. */
const NO_CONNECTION = /^(dns|tls|proxy)\.|^tcp\.(refused|timeout|unreachable|prohibited|reset\.connect)$/;
const NO_RESPONSE = /^(http\.(request|headers)|ws\.handshake)\.timeout$/;
/** Phases before a request is on its way, and those in which it is. */
const CONNECTING = ["dns", "tcp", "tls", "proxy"];
const AWAITING = ["request", "headers"];

/** What the failure of a request to which no status line came says of its host; null: nothing. */
export function outageOf({ cause, phase }: Pick<Failure, "cause" | "phase">): Outage | null {
  if (NO_CONNECTION.test(cause)) return "unreachable";
  if (NO_RESPONSE.test(cause)) return "silent";
  if (cause !== "cell.deadline") return null;
  return CONNECTING.includes(phase) ? "unreachable" : AWAITING.includes(phase) ? "silent" : null;
}

/** Whether an outage of this cause will hardly pass while a run lasts: a name, a certificate, a rule. */
export function isLasting(cause: Cause): boolean {
  return /^(dns\.(nxdomain|nodata)|tcp\.prohibited|tls\.(cert\.|version|not-tls|alert))/.test(cause);
}
