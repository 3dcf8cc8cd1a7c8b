import { UsageError } from "../usage-error.ts";

/** Parts of Node that print headers, keys included, when NODE_DEBUG names them. */
const TALKATIVE = /(^|,)\s*(\*|http|https|tls|net|undici|fetch|websocket)\s*(,|$)/i;

/**
 * Refuses to go on where this process would show a real key to others: before anything is sent.
 * @throws UsageError naming the variable
 */
export function refuseHazards(variables: Record<string, string | undefined>): void {
  if (TALKATIVE.test(variables.NODE_DEBUG ?? "")) {
    throw new UsageError("NODE_DEBUG makes Node print request headers, the key among them; unset it.");
  }
  if (variables.NODE_TLS_REJECT_UNAUTHORIZED === "0") {
    throw new UsageError(
      "NODE_TLS_REJECT_UNAUTHORIZED=0 would send the key to anybody who answers; unset it, and name a further CA in NODE_EXTRA_CA_CERTS.",
    );
  }
  if ((variables.SSLKEYLOGFILE ?? "") !== "" || /--tls-keylog/.test(variables.NODE_OPTIONS ?? "")) {
    throw new UsageError("SSLKEYLOGFILE or --tls-keylog would let others read the connection; unset it.");
  }
}
