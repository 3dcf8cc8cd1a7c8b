import type { z } from "zod";
import { findUnsourced } from "../catalog/sources.ts";
import { isJsonObject } from "../model/json.ts";
import type { Recording } from "../model/recording.ts";
import { REPORT_SCHEMA, type Report, type Result } from "../model/report.ts";
import { plain } from "../render/inert.ts";
import { withSides } from "./finding-sides.ts";
import { attachRecording } from "./lazy-recording.ts";
import { hasTokenKind, renameToken } from "./renamed-token.ts";
import { migrateReport, REPORT_SCHEMA_V1 } from "./report-v1.ts";
import { savedReport } from "./saved-schema.ts";

/** A saved file that is not a readable report. The message names the key and the problem, never a value. */
export class ReportError extends Error {
  override name = "ReportError";
}

const ADVICE = "use a report.json that `aoai-probe run` wrote";
const A_VERSION = /^aoai-probe\/report\/v([1-9]\d{0,5})$/;
/** A longer list of allowed values is not shown. */
const MOST_SHOWN = 10;

/** Names of the expected types, for a reader. */
const NOUNS: Partial<Record<z.core.$ZodInvalidTypeExpected, string>> = {
  array: "a list",
  boolean: "true or false",
  int: "a whole number",
  number: "a number",
  object: "an object",
  record: "an object",
  string: "text",
};

/** Parts that a saved report may omit and that get a default. */
const filledIn = savedReport.pick({ probes: true, claims: true });

/**
 * Reads a saved report. Keys of later versions and the order of all keys are kept.
 * @throws ReportError if it is not a report of this version, or a part is missing or of the wrong type
 */
export function parseReport(json: string): Report {
  return checked(partsOf(currentSchema(jsonOf(json))));
}

/** Converts a report of an older version to the current schema. */
function currentSchema(value: unknown): unknown {
  if (!isJsonObject(value)) return value;
  const report = value.schema === REPORT_SCHEMA_V1 ? migrateReport(value) : value;
  return hasTokenKind(report) ? renameToken(report) : report;
}

function partsOf(value: unknown): Report {
  refuseOtherSchemas(value);
  assertReport(value);
  return value;
}

function checked(report: Report): Report {
  refuseStrays(report);
  return {
    ...report,
    ...filledIn.parse({ probes: report.probes, claims: report.claims }),
    findings: report.findings.map((finding) =>
      Object.hasOwn(finding, "failing") ? finding : withSides(finding, report.results),
    ),
  };
}

/** A line of a saved report, with access to its recording. */
export interface SavedLine {
  text: string;
  again(): Recording | null;
}

/**
 * Reads a saved report line by line without keeping the recordings. Null if it lacks the layout of this version, with
 * one result per line, or the names of this version.
 * @throws ReportError as `parseReport` does
 */
export function readReportLines(lines: Iterable<SavedLine>): Report | null {
  const rest: string[] = [];
  const results: Result[] = [];
  let part: "before" | "results" | "after" = "before";
  for (const { text, again } of lines) {
    if (rest.length === 0) {
      if (!text.startsWith('{"schema":')) return null;
      const head = jsonOf(text.replace(/,$/, "}"));
      if (isJsonObject(head) && head.schema === REPORT_SCHEMA_V1) return null;
      refuseOtherSchemas(head);
    }
    if (part === "before" && /"auth":\[[^\]]*"token"/.test(text)) return null;
    if (part === "results" && !text.startsWith("]")) {
      results.push(resultIn(text.replace(/,$/, ""), results.length, again));
      continue;
    }
    if (part === "results") part = "after";
    if (text === '"results":[') part = "results";
    rest.push(text);
  }
  if (part !== "after") return null;
  return checked({ ...partsOf(jsonOf(rest.join("\n"))), results });
}

/** Returns the recording in a line that `readReportLines` has already checked. */
export function recordingIn(line: string): Recording | null {
  const value = jsonOf(line.replace(/,$/, ""));
  if (!holdsRecording(value)) throw new ReportError("the file changed during reading: read it again.");
  return value.recording;
}

/** All of it was checked before. The presence of a recording is enough to know that the line is still the same. */
function holdsRecording(value: unknown): value is Pick<Result, "recording"> {
  return isJsonObject(value) && isJsonObject(value.recording) && Array.isArray(value.recording.attempts);
}

function resultIn(line: string, index: number, again: () => Recording | null): Result {
  const value = jsonOf(line);
  assertResult(value, index);
  if (value.recording === null) return value;
  const { recording: _, ...result } = value;
  attachRecording(result, again);
  return result;
}

function assertResult(value: unknown, index: number): asserts value is Result {
  const issue = savedReport.shape.results.element.safeParse(value).error?.issues[0];
  if (issue !== undefined) throw damageError(["results", index, ...issue.path], reasonOf(issue));
}

function jsonOf(json: string): unknown {
  if (json.trim() === "") throw new ReportError(`the file is empty: ${ADVICE}.`);
  try {
    return JSON.parse(json);
  } catch {
    const reason = /^\s*\{/.test(json) ? "not complete JSON (cut off or damaged)" : "not JSON";
    throw new ReportError(`the file is ${reason}: ${ADVICE}.`);
  }
}

function refuseOtherSchemas(value: unknown): void {
  const schema = isJsonObject(value) ? value.schema : undefined;
  if (schema === REPORT_SCHEMA) return;
  if (typeof schema === "string" && A_VERSION.test(schema)) {
    throw new ReportError(
      `'schema' is ${schema}, but this version of aoai-probe reads ${REPORT_SCHEMA}: update aoai-probe.`,
    );
  }
  throw new ReportError(`the file is JSON, but not a report ('schema' is not ${REPORT_SCHEMA}): ${ADVICE}.`);
}

/** Asserts the type that the schema has checked. The compiler compares the two. */
function assertReport(value: unknown): asserts value is Report {
  const issue = issueOf(value);
  if (issue !== undefined) throw damageError(issue.path, reasonOf(issue));
}

function issueOf(value: unknown): z.core.$ZodIssue | undefined {
  try {
    return savedReport.safeParse(value).error?.issues[0];
  } catch (error) {
    if (error instanceof RangeError) throw new ReportError(`the file is nested too deep: ${ADVICE}.`);
    throw error;
  }
}

/** Refuses names and placeholders that refer to nothing within the report. */
export function refuseStrays({
  probes,
  targets,
  results,
}: Pick<Report, "probes"> & {
  targets: { name: string }[];
  results: { cell: Report["results"][number]["cell"] }[];
}): void {
  const known = { probe: new Set(probes.map(({ id }) => id)), target: new Set(targets.map(({ name }) => name)) };
  for (const [index, probe] of probes.entries()) {
    const unsourced = findUnsourced(probe);
    if (unsourced !== null) throw damageError(["probes", index, ...unsourced.path], `is not valid: ${unsourced.text}`);
  }
  for (const [index, { cell }] of results.entries()) {
    for (const key of ["probe", "target"] as const) {
      if (known[key].has(cell[key])) continue;
      throw damageError(["results", index, "cell", key], `names a ${key} that the report does not contain`);
    }
  }
}

function damageError(path: PropertyKey[], reason: string): ReportError {
  return new ReportError(
    `the file is not a valid ${REPORT_SCHEMA}: '${plain(path.map(String).join("."), 200)}' ${reason}: ${ADVICE}.`,
  );
}

/** What is wrong with a key of a saved file. It completes the sentence "'KEY' …". */
export function reasonOf(issue: z.core.$ZodIssue): string {
  switch (issue.code) {
    case "invalid_type":
      return `is missing, or is not ${NOUNS[issue.expected] ?? issue.expected}`;
    case "invalid_value":
      return issue.values.length > MOST_SHOWN
        ? "is not a value that this version of aoai-probe knows"
        : `must be ${issue.values.map((one) => JSON.stringify(one)).join(" or ")}`;
    case "unrecognized_keys":
      return "has a key that this version of aoai-probe does not know";
    case "invalid_union":
      return "has none of the allowed forms";
    case "invalid_key":
      return `is not valid: ${issue.issues[0]?.message ?? issue.message}`;
    default:
      return `is not valid: ${issue.message}`;
  }
}
