import type { Report, Result } from "../model/report.ts";
import { safeJson } from "./inert.ts";
import type { Format } from "./view.ts";

/** The order of keys in the contract. The type proves that it is complete. */
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
  "modelNames",
  "baseline",
  "expect",
  "expectations",
  "skipped",
  "counts",
] as const satisfies (keyof Report)[];
const RESULT_KEYS = [
  "cell",
  "verdict",
  "cause",
  "stage",
  "status",
  "error",
  "close",
  "ids",
  "sources",
  "unstable",
  "restsOn",
  "evidence",
  "rate",
  "recording",
] as const satisfies (keyof Result)[];

/**
 * The whole report for every view, because a part of it could not be judged again. Keys are in the order of the contract,
 * evidence in the order of the wire. Each member of a list has a line of its own. A large report can therefore be written
 * and read a line at a time.
 */
export const format: Format = {
  extension: "json",
  render: (report) => [...piecesOf(report)].join(""),
  pieces: piecesOf,
};

function* piecesOf(report: Report): Generator<string> {
  let before = "{";
  for (const [key, value] of Object.entries(ordered(report, REPORT_KEYS))) {
    if (value === undefined) continue;
    const name = `${before}${safeJson(key)}:`;
    before = ",\n";
    if (!Array.isArray(value) || value.length === 0) {
      yield name + safeJson(value);
      continue;
    }
    yield `${name}[\n`;
    for (const [index, member] of value.entries()) {
      const text = safeJson(key === "results" ? ordered(member, RESULT_KEYS) : member);
      yield index < value.length - 1 ? `${text},\n` : `${text}\n`;
    }
    yield "]";
  }
  yield "}\n";
}

/** Known keys first, in their order, then those of a later version, by name. */
function ordered(value: object, keys: readonly string[]): object {
  const own = Object.keys(value);
  const later = own.filter((key) => !keys.includes(key)).sort();
  const present = keys.filter((key) => Object.hasOwn(value, key));
  return Object.fromEntries([...present, ...later].map((key) => [key, Reflect.get(value, key)]));
}
