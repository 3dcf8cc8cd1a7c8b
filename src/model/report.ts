import type { Baseline } from "./baseline.ts";
import type { Verdict } from "./cause.ts";
import type { Cell } from "./cell.ts";
import type { LedgerEntry } from "./claim.ts";
import type { ErrorText } from "./error-text.ts";
import type { Finding } from "./finding.ts";
import type { Irregularity } from "./irregularity.ts";
import type { Probe } from "./probe.ts";
import type { Recording, Stall } from "./recording.ts";
import type { Target } from "./target.ts";
import type { VerdictKind } from "./verdict.ts";

/** The version of the report's contract. */
export const REPORT_SCHEMA = "aoai-probe/report/v2";

export interface ReportTarget extends Target {
  /** x-ms-region values met; a Global deployment may infer elsewhere. */
  answeredRegions: string[];
}

/** One planned cell and all that is known of it. */
export interface Result extends Verdict {
  cell: Cell;
  /** Last HTTP status, or null. */
  status: number | null;
  error: { code: string | null; message: string | null; type: string | null; param: string | null } | null;
  close: { code: number | null; reason: string; by: "peer" | "us" } | null;
  /** Ids support can search for: `apim-request-id`, `x-ms-client-request-id`, `session`, `response`, `items`, … */
  ids: Record<string, string | string[]>;
  /** Source of each emulator answer; empty for a real service. */
  sources: string[];
  /** What was odd and decided nothing. Absent: nothing was. */
  irregularities?: Irregularity[];
  /** null for a skipped cell. */
  recording: Recording | null;
}

/** How far a machine did not keep up with the run that was made on it. */
export interface MachineAccount {
  /** Ms of the run in which the process did not run: stopped, starved of CPU, or busy with its own work. */
  lostMs: number;
  /** Pauses of 250 ms and more; `at` is in ms from the run's start. At most the last 64. */
  stalls: Stall[];
  /** Each change of the number of cells at once, over all targets; `why` is null if it rose again. */
  concurrency: { at: string; cells: number; why: "event-loop-delay" | "file-descriptors" | null }[];
}

/** All of it: self-contained; every format is a view of it. */
export interface Report {
  schema: typeof REPORT_SCHEMA;
  tool: { name: string; version: string; node: string; catalog: string };
  run: {
    id: string;
    startedAt: string;
    finishedAt: string;
    /** False where the run was interrupted. */
    complete: boolean;
    /** Scenarios of the emulator that answered; absent from a run on a real resource. */
    emulated?: string[];
    /** Local offset of the machine that ran it, in minutes east of UTC, and its zone's name. */
    timezone: { offsetMinutes: number; name: string };
    /** What the machine that ran it did to the measurements. Absent: it kept up. */
    machine?: MachineAccount;
  };
  targets: ReportTarget[];
  /** The definitions used, as read, so that the report can be re-judged anywhere. */
  probes: Probe[];
  errorTexts: ErrorText[];
  results: Result[];
  findings: Finding[];
  /** What documentation and vendors say, set beside the cells that test it. */
  claims: LedgerEntry[];
  /** Model names on record when the run was made. Absent from older reports. */
  knownModels?: string[];
  /** An earlier run, and what has changed since; absent where none was given. */
  baseline?: Baseline;
  skipped: { cell: string; reason: string }[];
  counts: Partial<Record<VerdictKind, number>>;
}
