import type { Vault } from "../redaction/secret.ts";
import type { AwakeClock } from "./awake-clock.ts";
import type { Deadlines, Limits } from "./limits.ts";
import type { Proxies } from "./proxy.ts";

/** What a hop needs of the run. */
export interface WireContext {
  vault: Vault;
  /** performance.now() at the attempt's start: times in the record count from it. */
  origin: number;
  /** The clock that deadlines go by. */
  clock: AwakeClock;
  /** clock.now() by which the cell must have ended. */
  cellDeadline: number;
  deadlines: Deadlines;
  limits: Limits;
  /** Aborts when the run is interrupted. */
  signal: AbortSignal;
  /** PEM of a further CA, or null. */
  trust: string | null;
  /** Absent: every host is asked directly. */
  proxies?: Proxies;
}
