import type { Vault } from "../redaction/secret.ts";
import type { AwakeClock } from "./awake-clock.ts";
import type { Deadlines, Limits } from "./limits.ts";
import type { Network } from "./network.ts";

/** What a hop needs from the run. */
export interface WireContext {
  vault: Vault;
  /** performance.now() at the start of the attempt. Times in the record count from it. */
  origin: number;
  /** The clock of the deadlines. */
  clock: AwakeClock;
  /** Value of clock.now() at which the cell must have ended. */
  cellDeadline: number;
  deadlines: Deadlines;
  limits: Limits;
  /** Aborts if the run is interrupted. */
  signal: AbortSignal;
  network: Network;
  /**
   * Certificates whose chain was recorded, by fingerprint, and whether the root is public. Absent: each hop has its chain.
   */
  certificates?: Map<string, boolean>;
}
