import type { Cause } from "../model/cause.ts";

/** Failures that may pass. */
export const PASSING: readonly Cause[] = [
  "server.5xx",
  "server.error-event",
  "server.close",
  "server.timeout",
  "ws.closed.no-reason",
  "ws.closed.normal-early",
  "ws.reset",
  "inconclusive.unstable",
];

/** Claims from unknown words. */
export const CLAIMS: readonly Cause[] = ["refused.unknown-code"];
/** A path may report a deployment as missing that others find, for example while it is new. */
export const MISSING: readonly Cause[] = ["deployment.not-found", "deployment.same-as-missing"];
