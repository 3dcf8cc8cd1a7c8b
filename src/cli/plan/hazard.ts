import { UsageError } from "../usage-error.ts";

/** Parts of Node that print request headers with their keys if NODE_DEBUG names them. */
const TALKATIVE = /(^|,)\s*(\*|http|https|tls|net|undici|fetch|websocket)\s*(,|$)/i;

/**
 * Refuses to go on if this process would show a real key to others, before anything is sent.
 * @throws UsageError naming the variable
 */
export function refuseHazards(variables: Record<string, string | undefined>): void {
  if (TALKATIVE.test(variables.NODE_DEBUG ?? "")) {
    throw new UsageError("NODE_DEBUG makes Node print request headers with the key: unset it.");
  }
  if (variables.NODE_TLS_REJECT_UNAUTHORIZED === "0") {
    throw new UsageError(
      "NODE_TLS_REJECT_UNAUTHORIZED=0 would send the key to any server: unset it, and name your CA in NODE_EXTRA_CA_CERTS.",
    );
  }
  if ((variables.SSLKEYLOGFILE ?? "") !== "" || /--tls-keylog/.test(variables.NODE_OPTIONS ?? "")) {
    throw new UsageError("SSLKEYLOGFILE or --tls-keylog would let others read the connection: unset it.");
  }
}
