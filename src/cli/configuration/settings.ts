import { DURATION_FORM, parseDuration } from "../text/duration.ts";
import { didYouMean } from "../text/nearest-name.ts";
import { UsageError } from "../usage-error.ts";
import { VARIABLES, type VariableReader } from "./environment.ts";
import { API_VERSION, CONCURRENCY, type ConfigurationFile } from "./schema.ts";

/** The flags of a verb that plans, as typed; absent ones are undefined, lists are empty. */
export interface PlanFlags {
  config?: string | undefined;
  endpoint?: string | undefined;
  deployment: string[];
  probe: string[];
  skip: string[];
  probes?: string | undefined;
  "api-version"?: string | undefined;
  scope?: string | undefined;
  "redirect-credential"?: string | undefined;
  "trust-origin": string[];
  concurrency?: string | undefined;
  timeout?: string | undefined;
  "max-wait"?: string | undefined;
  "max-paid"?: string | undefined;
  dotenv?: string | undefined;
}

/** How the run is to be done: flags over the configuration file over the defaults. */
export interface Settings {
  probe: string[];
  skip: string[];
  /** Directory of the user's own probes, or null. */
  probes: string | null;
  /** Replaces what a probe varies over; null: nothing does. */
  apiVersion: string | null;
  /** OPENAI_API_VERSION: adds a variant; null: nothing does. */
  addApiVersion: string | null;
  scope: "all" | "documented";
  redirectCredential: "clean" | "both";
  /** Cells at once per target. */
  concurrency: number;
  /** Time on the wire of one cell, in ms. */
  timeoutMs: number;
  /** The longest wait that a 429 may ask for, in ms. */
  maxWaitMs: number;
  /** Paid cells allowed without a question; null: the default limit. */
  maxPaid: number | null;
  notes: string[];
}

export const DEFAULTS = { concurrency: 4, timeoutMs: 30_000, maxWaitMs: 120_000 } as const;

type File = Partial<ConfigurationFile>;

/**
 * Merges the settings. Where a flag and the file disagree, a note names the winner, the flag.
 * @throws UsageError naming the flag or variable whose value cannot be used
 */
export function mergeSettings(flags: PlanFlags, file: File, environment: VariableReader): Settings {
  const notes: string[] = [];
  const pick = <T>(name: string, flag: T | undefined, inFile: T | undefined): T | undefined => {
    if (flag === undefined) return inFile;
    if (inFile !== undefined && JSON.stringify(inFile) !== JSON.stringify(flag)) {
      notes.push(`--${name} differs from \`${name}\` in the configuration: the flag wins.`);
    }
    return flag;
  };
  const apiVersion = pick("api-version", apiVersionOf(flags["api-version"], "--api-version"), file["api-version"]);
  const added = apiVersionOf(environment.get(VARIABLES.apiVersion) || undefined, VARIABLES.apiVersion);
  if (apiVersion !== undefined && added !== undefined && added !== apiVersion) {
    notes.push(`${VARIABLES.apiVersion} adds nothing: the api-version given for the whole run wins.`);
  }
  return {
    probe: pick("probe", listOf(flags.probe), file.probe) ?? [],
    skip: pick("skip", listOf(flags.skip), file.skip) ?? [],
    probes: pick("probes", flags.probes, file.probes) ?? null,
    apiVersion: apiVersion ?? null,
    addApiVersion: apiVersion === undefined ? (added ?? null) : null,
    scope: pick("scope", oneOf("scope", flags.scope, ["all", "documented"]), file.scope) ?? "all",
    redirectCredential:
      pick(
        "redirect-credential",
        oneOf("redirect-credential", flags["redirect-credential"], ["clean", "both"]),
        file["redirect-credential"],
      ) ?? "clean",
    concurrency:
      pick("concurrency", numberOf("concurrency", flags.concurrency, CONCURRENCY), file.concurrency) ??
      DEFAULTS.concurrency,
    timeoutMs: pick("timeout", durationOf("timeout", flags.timeout), file.timeout) ?? DEFAULTS.timeoutMs,
    maxWaitMs: pick("max-wait", durationOf("max-wait", flags["max-wait"]), file["max-wait"]) ?? DEFAULTS.maxWaitMs,
    maxPaid:
      pick("max-paid", numberOf("max-paid", flags["max-paid"], { least: 0, most: 1_000_000 }), file["max-paid"]) ??
      null,
    notes,
  };
}

function listOf(values: string[]): string[] | undefined {
  return values.length === 0 ? undefined : values;
}

function apiVersionOf(text: string | undefined, source: string): string | undefined {
  if (text === undefined || API_VERSION.test(text)) return text;
  throw new UsageError(`${source}: is not an api-version; write one such as 2025-04-01-preview.`);
}

/** One of a closed list of values. */
export function oneOf<T extends string>(flag: string, text: string | undefined, known: readonly T[]): T | undefined {
  if (text === undefined) return undefined;
  const found = known.find((value) => value === text);
  if (found !== undefined) return found;
  throw new UsageError(`--${flag}: expects one of ${known.join(", ")}${didYouMean(text, known) || "."}`);
}

function numberOf(flag: string, text: string | undefined, range: { least: number; most: number }): number | undefined {
  if (text === undefined) return undefined;
  const value = /^\d{1,9}$/.test(text) ? Number(text) : Number.NaN;
  if (value >= range.least && value <= range.most) return value;
  throw new UsageError(`--${flag}: expects a whole number from ${range.least} to ${range.most}.`);
}

function durationOf(flag: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const ms = parseDuration(text);
  if (ms !== null) return ms;
  throw new UsageError(`--${flag}: expects ${DURATION_FORM}.`);
}
