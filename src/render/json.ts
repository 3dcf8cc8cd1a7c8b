import type { Report, Result } from "../model/report.ts";
import { safeJson } from "./inert.ts";
import type { Format } from "./view.ts";

/** The contract's order of keys; proven complete by the type. */
const REPORT_KEYS = [
  "schema",
  "tool",
  "run",
  "targets",
  "probes",
  "errorTexts",
  "results",
  "findings",
  "claims",
  "knownModels",
  "baseline",
  "skipped",
  "counts",
] as const satisfies (keyof Report)[];
const RESULT_KEYS = [
  "cell",
  "verdict",
  "cause",
  "rung",
  "status",
  "error",
  "close",
  "ids",
  "sources",
  "unstable",
  "restsOn",
  "evidence",
  "recording",
] as const satisfies (keyof Result)[];

/**
 * The report itself, whole whatever the view: a part of it could not be judged again. Keys stand in the contract's
 * order, evidence in the order of the wire.
 */
export const format: Format = {
  extension: "json",
  render(report) {
    const results = report.results.map((result) => ordered(result, RESULT_KEYS));
    return `${safeJson(ordered({ ...report, results }, REPORT_KEYS), 2)}\n`;
  },
};

/** Known keys first, in their order; then those of a later version, by name. */
function ordered(value: object, keys: readonly string[]): object {
  const known = new Set(keys);
  const entries = Object.entries(value);
  const rank = (key: string) => (known.has(key) ? keys.indexOf(key) : keys.length);
  return Object.fromEntries(entries.sort(([a], [b]) => rank(a) - rank(b) || (a < b ? -1 : a > b ? 1 : 0)));
}
