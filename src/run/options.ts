import type { Catalog } from "../catalog/index.ts";
import type { Target } from "../model/target.ts";
import type { Plan } from "../plan/index.ts";
import type { Vault } from "../redaction/secret.ts";
import type { Network } from "../wire/network.ts";
import type { CapacityChange } from "./capacity.ts";
import type { JournalLead } from "./journal.ts";
import type { TargetCredentials } from "./own-credential.ts";
import type { ProgressEvent } from "./progress.ts";
import type { WaitEvent } from "./waits.ts";

/** The inputs and settings of a run. */
export interface RunOptions {
  catalog: Catalog;
  plan: Plan;
  targets: Target[];
  /** By target name. */
  credentials: Map<string, TargetCredentials>;
  vault: Vault;
  runId: string;
  userAgent: string;
  /** Concurrent cells per target. */
  concurrency: number;
  /** Milliseconds on the wire per cell. */
  timeoutMs: number;
  /** Milliseconds in total that a cell may wait after 429 responses. */
  maxWaitMs: number;
  /** Milliseconds before each cell that tests a host which did not answer. If absent: 1, 3 and 9 s. */
  retryHostAfterMs?: readonly number[];
  /** Ends the run at once. */
  signal: AbortSignal;
  /** No cell begins or waits after this aborts. Absent: the run has no deadline. */
  deadline?: AbortSignal;
  /** How to connect to the hosts of a target, by its name. Absent: directly. */
  networkOf?(target: string): Network;
  /** Path of the journal, which must not exist unless `lead` continues it. */
  journal: string;
  /** What the journal says before the cells. Absent: it is new and has only the ID of the run. */
  lead?: JournalLead;
  /** Called when no request is in flight any more. The journal may still be written. */
  onQuiet?(): void;
  onProgress(event: ProgressEvent): void;
  /** Called when a target waits for long, or if no cell has finished for a while. */
  onWait?(event: WaitEvent): void;
  /** Called when the number of concurrent cells changes, because this machine cannot keep up or can again. */
  onCapacity?(change: CapacityChange): void;
}
