import type { Catalog } from "../catalog/index.ts";
import type { AuthKind, Target } from "../model/target.ts";
import type { Plan } from "../plan/index.ts";
import type { Secret, Vault } from "../redaction/secret.ts";
import type { Proxies } from "../wire/proxy.ts";
import type { CapacityChange } from "./capacity.ts";
import type { ProgressEvent } from "./progress.ts";

/** What a run is made of, and with. */
export interface RunOptions {
  catalog: Catalog;
  plan: Plan;
  targets: Target[];
  /** By target name. */
  credentials: Map<string, Partial<Record<AuthKind, Secret>>>;
  vault: Vault;
  runId: string;
  userAgent: string;
  /** Cells at once per target. */
  concurrency: number;
  /** Ms on the wire per cell. */
  timeoutMs: number;
  /** Ms that a cell may wait for 429s in all. */
  maxWaitMs: number;
  /** Ms before each cell that tries a host which did not answer; absent: 1, 3 and 9 s. */
  retryHostAfterMs?: readonly number[];
  signal: AbortSignal;
  /** PEM of a further CA, or null. */
  trust: string | null;
  /** Absent: every host is asked directly. */
  proxies?: Proxies;
  /** Path of the journal; must not exist. */
  journal: string;
  onProgress(event: ProgressEvent): void;
  /** Told when the number of cells at once changes because this machine cannot keep up, or can again. */
  onCapacity?(change: CapacityChange): void;
}
