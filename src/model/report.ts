import type { ApiVersion, VersionResult } from "./api-version.ts";
import type { Baseline } from "./baseline.ts";
import type { Verdict } from "./cause.ts";
import type { Cell } from "./cell.ts";
import type { LedgerEntry } from "./claim.ts";
import type { ErrorText } from "./error-text.ts";
import type { RunExit } from "./exit.ts";
import type { Expectation, ExpectEntry } from "./expectation.ts";
import type { Finding } from "./finding.ts";
import type { Irregularity } from "./irregularity.ts";
import type { ModelNames } from "./model-name.ts";
import type { Probe } from "./probe.ts";
import type { Recording, Stall } from "./recording.ts";
import type { SettingResult } from "./setting.ts";
import type { Target } from "./target.ts";
import type { VerdictKind } from "./verdict.ts";

/** The version of the report's contract. */
export const REPORT_SCHEMA = "aoai-probe/report/v2";

export interface ReportTarget extends Target {
  /** Regions that the headers of the answers name: x-ms-region, or azureml-served-by-cluster. A Global deployment may process requests in another region. */
  answeredRegions: string[];
}

/** One planned cell and everything known about it. */
export interface Result extends Verdict {
  cell: Cell;
  /** Last HTTP status. Null if none. */
  status: number | null;
  error: { code: string | null; message: string | null; type: string | null; param: string | null } | null;
  close: { code: number | null; reason: string; by: "peer" | "us" } | null;
  /**
   * Ids that support can search for: `apim-request-id`, `x-ms-client-request-id`, `session`, `response`, `items`, ….
   */
  ids: Record<string, string | string[]>;
  /** Source of each emulated answer. Empty for a real service. */
  sources: string[];
  /** Unusual behaviour that does not change the verdict. Absent if none. */
  irregularities?: Irregularity[];
  /** How often the same request worked, if the run repeated it. */
  rate?: Rate;
  /** Null for a skipped cell. */
  recording: Recording | null;
}

/** How often a repeated request worked. Requests without evidence are not counted, but `unknown` has their number. */
export interface Rate {
  worked: number;
  of: number;
  unknown: number;
  /** The 95 % confidence interval of the share that works (Wilson), from 0 to 1. Null if nothing was counted. */
  interval: [low: number, high: number] | null;
}

/** The time in which the probing machine did not keep up with the run. */
export interface MachineAccount {
  /** Milliseconds of the run in which the process did not run: stopped, starved of CPU, or busy with its own work. */
  lostMs: number;
  /** Pauses of 250 ms and more, at most the last 64. `at` is in milliseconds from the start of the run. */
  stalls: Stall[];
  /** Each change of the number of concurrent cells, over all targets. `why` is null if the number rose again. */
  concurrency: { at: string; cells: number; why: "event-loop-delay" | "file-descriptors" | null }[];
}

/** The whole report. It is self-contained, and every format is a view of it. */
export interface Report {
  schema: typeof REPORT_SCHEMA;
  tool: { name: string; version: string; node: string; catalog: string };
  run: {
    id: string;
    /** UTC, ISO 8601 with milliseconds. Null if unknown: an imported capture has no times. */
    startedAt: string | null;
    finishedAt: string | null;
    /** False if the run was interrupted. */
    complete: boolean;
    /** Names of the emulator scenarios that answered. Absent for a run on a real resource. */
    emulated?: string[];
    /** The part of a plan that this run had. `plan` is equal for all parts of one plan. Absent: it had the whole plan. */
    part?: { index: number; of: number; plan: string };
    /** Formats of the captures that were imported. Absent if this tool made the requests. */
    imported?: string[];
    /** Time zone of the probing machine: its name, and its offset in minutes east of UTC. */
    timezone: { offsetMinutes: number; name: string };
    /** Built-in probes, models and claims that the directory of --probes replaced. Absent: none. */
    replaced?: string[];
    /** How the probing machine affected the measurements. Absent if it kept up. */
    machine?: MachineAccount;
    /** The exit code and its reason. Absent from older reports, and if no command line made the report. */
    exit?: RunExit;
  };
  targets: ReportTarget[];
  /** The probe definitions that the run used, so that the report can be judged again anywhere. */
  probes: Probe[];
  errorTexts: ErrorText[];
  results: Result[];
  findings: Finding[];
  /** Statements of documentation and vendors, with the cells that test them. */
  claims: LedgerEntry[];
  /** Known model names at the time of the run. Absent from older reports. */
  knownModels?: string[];
  /** Families of models, and names of no model. Absent from older reports. */
  modelNames?: ModelNames;
  /** An earlier run, and what has changed since. Absent if none was given. */
  baseline?: Baseline;
  /** The entries of `expect:` in the configuration. Absent if it has none. */
  expect?: ExpectEntry[];
  /** How the run met what was expected of it. Absent if nothing was expected. */
  expectations?: Expectation[];
  /** Settings of sessions that the run tried. Absent if it tried none. */
  settings?: SettingResult[];
  /** Api-versions that the run tried on dated paths. Absent if it tried none. */
  versions?: VersionResult[];
  /** What pages say about these versions. Absent without `versions`. */
  apiVersions?: ApiVersion[];
  skipped: { cell: string; reason: string }[];
  counts: Partial<Record<VerdictKind, number>>;
}
