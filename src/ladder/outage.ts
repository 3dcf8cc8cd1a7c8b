import type { Cause } from "../model/cause.ts";
import type { Failure } from "../model/recording.ts";

/** How a host fails to answer: no connection to it is made, or it accepts connections and sends nothing. */
export type Outage = "unreachable" | "silent";

/** Stages at which nothing of a host was reached; a connection lost after the request says something of that path alone. */
const BELOW_HTTP = ["dns", "tcp", "tls", "proxy"];
const WITHOUT_ANSWER: readonly Cause[] = ["http.request.timeout", "http.headers.timeout", "ws.handshake.timeout"];

/** What the failure of a request to which no status line came says of its host; null: nothing. */
export function outageOf({ cause, stage }: Failure): Outage | null {
  if (cause.startsWith("proxy.")) return "unreachable";
  if (BELOW_HTTP.includes(stage)) {
    return /^(dns|tcp|tls)\./.test(cause) || cause === "cell.deadline" ? "unreachable" : null;
  }
  if (WITHOUT_ANSWER.includes(cause)) return "silent";
  return cause === "cell.deadline" && (stage === "request" || stage === "headers") ? "silent" : null;
}

/** Whether an outage of this cause will hardly pass while a run lasts: a name, a certificate, a rule. */
export function isLasting(cause: Cause): boolean {
  return /^(dns\.(nxdomain|nodata)|tcp\.prohibited|tls\.(cert\.|version|not-tls|alert))/.test(cause);
}
