import { formatWithin } from "../judge/attempt-span.ts";
import { oncePer } from "../model/once.ts";
import type { Report, Result } from "../model/report.ts";
import { digestOf } from "./digest.ts";
import { type Place, placeIn } from "./place.ts";

export { requestIdOf } from "./place.ts";

/**
 * The place that a result's first evidence pointer names, or the end of the last attempt if there is none. Each call
 * reads it again, so two readings are equal, but not the same objects.
 */
export function placeOf(result: Result): Place | null {
  return placeIn(result.recording?.attempts ?? [], result.evidence[0] ?? "");
}

/** Whether anything was asked for a result: whether it has such a place. */
export function hasPlace(result: Result): boolean {
  return digestOf(result).sent;
}

/** When the deciding answer came, or null if nothing was sent or the time is unknown. */
export function seenAt(result: Result): Date | null {
  const { seenAt: at } = digestOf(result);
  return at === null ? null : new Date(at);
}

/** The id that the service's own logs hold for the deciding request; null if it gave none. */
export function requestId(result: Result): string | null {
  return digestOf(result).requestId;
}

/** Ids of one name, as a list. */
export function idsNamed(result: Result, name: string): string[] {
  const value = result.ids[name];
  return value === undefined ? [] : typeof value === "string" ? [value] : value;
}

/** `302 → 404`: statuses of the deciding attempt, in order. Empty if none came. */
export function statuses(result: Result): string {
  return digestOf(result).statuses;
}

/** The code of the service's error. Null if there is none, or if it only repeats the status. */
export function codeBeyondStatus({ error, status }: Result): string | null {
  return error === null || error.code === String(status) ? null : error.code;
}

/**
 * The service's name for the failure, if it says more than the status: `OperationNotSupported`, `close 1011`. Null if
 * there is none. The code of a request without a response is among the statuses.
 */
export function codeOf(result: Result): string | null {
  if (result.error !== null) {
    const { code, type } = result.error;
    return code === null || code === String(result.status) ? type : code;
  }
  if (result.close?.by !== "peer") return null;
  return result.close.code === null ? "closed" : `close ${result.close.code}`;
}

/** Whether the plan left a cell in, and the run did not give it up because its host had failed before. */
export function wasAsked(result: Result): boolean {
  return result.verdict !== "skipped" && !wasGivenUp(result);
}

/** Whether a cell was not attempted because cells of its host had failed alike before. */
export function wasGivenUp(result: Result): boolean {
  return digestOf(result).givenUpAfter !== null;
}

/** How many of the attempts ended as the verdict says, and within which time: `3 of 3 attempts within 1 s`. */
export function attemptsInWords(result: Result): string {
  const { attempts: n, spanMs, inTurn } = digestOf(result);
  const within = formatWithin(n, spanMs);
  if (!result.unstable) return `${n} of ${n} attempt${n === 1 ? "" : "s"}${within}`;
  return `${n} attempts with different results${within}${inTurn === "" ? "" : ` (${inTurn})`}`;
}

/** The marks of a cell for the sources of an emulator's answers: `‹FR-006›`, `‹assumed›`. Empty for a real resource. */
export function provenance(result: Result): string[] {
  return result.sources.flatMap((source) => {
    const [id, elsewhere] = source.split(";");
    if (id === "inferred") return ["‹assumed›"];
    return elsewhere === "elsewhere" && id !== undefined ? [`‹${id}›`] : [];
  });
}

/** Proven paths, the best witnessed first: recorded before inferred, then the one of fewest requests. */
export function bestWitnessed(proven: Result[]): Result[] {
  const weight = (result: Result) => (result.sources.includes("inferred") ? 100 : 0) + digestOf(result).hops;
  return [...proven].sort((a, b) => weight(a) - weight(b));
}

/** How many results an emulator answered from elsewhere, and how many by inference. */
export function borrowed({ results }: Pick<Report, "results">): { asked: number; elsewhere: number; inferred: number } {
  return borrowedOf(results);
}

const borrowedOf = oncePer((results: Result[]) => {
  const asked = results.filter((result) => digestOf(result).attempts > 0);
  const isInferred = (result: Result) => result.sources.includes("inferred");
  return {
    asked: asked.length,
    inferred: asked.filter(isInferred).length,
    elsewhere: asked.filter((r) => !isInferred(r) && r.sources.some((s) => s.endsWith(";elsewhere"))).length,
  };
});
