import { isJsonObject, type Json, type JsonObject } from "../model/json.ts";
import { REPORT_SCHEMA } from "../model/report.ts";

/** The schema of reports that version 0.1 wrote. */
export const REPORT_SCHEMA_V1 = "aoai-probe/report/v1";

/**
 * Converts a report of version 0.1 to the current schema. Only names changed: `rung` became `stage`, a failure's
 * `stage` became `phase`, `standIn` became `emulated`, and the emulator's header has another name. The conversion
 * renames keys only at the places at which version 0.1 wrote them, because a service may use the same words in its
 * responses. It returns a part of another form unchanged, so that the check of the schema can report it.
 */
export function migrateReport(report: JsonObject): JsonObject {
  return {
    ...report,
    schema: REPORT_SCHEMA,
    ...(report.run === undefined ? {} : { run: renameKey(report.run, "standIn", "emulated") }),
    ...(report.probes === undefined ? {} : { probes: mapList(report.probes, migrateProbe) }),
    ...(report.results === undefined ? {} : { results: mapList(report.results, migrateResult) }),
    ...(report.baseline === undefined
      ? {}
      : { baseline: mapKey(report.baseline, "run", (run) => renameKey(run, "standIn", "emulated")) }),
  };
}

function migrateProbe(probe: Json): Json {
  return mapKey(probe, "steps", (steps) => mapList(steps, (step) => renameKey(step, "rung", "stage")));
}

function migrateResult(result: Json): Json {
  return mapKey(renameKey(result, "rung", "stage"), "recording", (recording) =>
    mapKey(recording, "attempts", (attempts) =>
      mapList(attempts, (attempt) => mapKey(attempt, "steps", (steps) => mapList(steps, migrateStep))),
    ),
  );
}

function migrateStep(step: Json): Json {
  const renamed = mapKey(renameKey(step, "rung", "stage"), "failure", migrateFailure);
  const withHops = mapKey(renamed, "hops", (hops) => mapList(hops, migrateHop));
  return mapKey(withHops, "frames", (frames) => mapList(frames, (frame) => mapKey(frame, "failure", migrateFailure)));
}

function migrateHop(hop: Json): Json {
  return mapKey(mapKey(hop, "failure", migrateFailure), "responseHeaders", (headers) =>
    mapList(headers, (pair) =>
      Array.isArray(pair) && pair[0] === "x-aoai-probe-stand-in" ? ["x-aoai-probe-emulator", ...pair.slice(1)] : pair,
    ),
  );
}

function migrateFailure(failure: Json): Json {
  return renameKey(failure, "stage", "phase");
}

/** Renames a key in place, so that the order of the keys stays. */
function renameKey(value: Json, from: string, to: string): Json {
  if (!isJsonObject(value) || !(from in value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key === from ? to : key, item]));
}

function mapKey(value: Json, key: string, change: (item: Json) => Json): Json {
  const item = isJsonObject(value) ? value[key] : undefined;
  return isJsonObject(value) && item !== undefined ? { ...value, [key]: change(item) } : value;
}

function mapList(value: Json, change: (item: Json) => Json): Json {
  return Array.isArray(value) ? value.map(change) : value;
}
