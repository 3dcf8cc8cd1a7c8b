import { header, hopsOf } from "../judge/ids.ts";
import type { Attempt, Frame, Hop } from "../model/recording.ts";
import type { Report, Result } from "../model/report.ts";
import { moment } from "./clock.ts";

/** Where in a recording a verdict was decided. */
interface Place {
  attempt: Attempt;
  step: number;
  /** The hop that decided, or the handshake of the connection whose frame decided; null where none was made. */
  hop: Hop | null;
  frame: Frame | null;
}

/** The place that a result's first evidence pointer names; the end of the last attempt where it names none. */
export function placeOf(result: Result): Place | null {
  const attempts = result.recording?.attempts ?? [];
  const [, a, s, kind, n] =
    /^\/recording\/attempts\/(\d+)(?:\/steps\/(\d+))?(?:\/(hops|frames)\/(\d+))?/.exec(result.evidence[0] ?? "") ?? [];
  const attempt = attempts[a === undefined ? attempts.length - 1 : Number(a)];
  if (attempt === undefined) return null;
  const step = s === undefined ? attempt.steps.length - 1 : Number(s);
  const record = attempt.steps[step];
  const pointed = kind === "hops" ? record?.hops[Number(n)] : undefined;
  return {
    attempt,
    step,
    hop:
      pointed ??
      attempt.steps
        .slice(0, step + 1)
        .flatMap((r) => r.hops)
        .at(-1) ??
      null,
    frame: kind === "frames" ? (record?.frames[Number(n)] ?? null) : null,
  };
}

/** When the deciding answer came, or null where nothing was asked. */
export function seenAt(result: Result): Date | null {
  const place = placeOf(result);
  if (place === null) return null;
  const at = place.frame?.at ?? endOf(place.hop) ?? place.attempt.durationMs;
  return moment(place.attempt.startedAt, at);
}

/** The id that the service's own logs hold for the deciding request; null where it gave none. */
export function requestId(result: Result): string | null {
  const hop = placeOf(result)?.hop ?? null;
  return hop === null ? null : requestIdOf(hop);
}

/** The service's id of one request, and the header that bore it. */
export function requestIdOf(hop: Hop): string | null {
  return header(hop, "apim-request-id") ?? header(hop, "x-request-id") ?? header(hop, "x-ms-request-id");
}

/** Ids of one name, as a list. */
export function idsNamed(result: Result, name: string): string[] {
  const value = result.ids[name];
  return value === undefined ? [] : typeof value === "string" ? [value] : value;
}

/** `302 → 404`: statuses of the deciding attempt, in order; empty where none came. */
export function statuses(result: Result): string {
  const place = placeOf(result);
  if (place === null) return "";
  return hopsOf(place.attempt)
    .map((hop) => (hop.status === null ? (hop.failure?.code ?? "no answer") : String(hop.status)))
    .join(" → ");
}

/**
 * What the service called it, where that says more than the status: `OperationNotSupported`, `close 1011`; null where
 * nothing did. The code of a request that was not answered stands among the statuses.
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
export function wasAsked({ verdict, recording }: Result): boolean {
  return verdict !== "skipped" && !wasGivenUp({ recording });
}

/** Whether a cell was not attempted because cells of its host had failed alike before. */
export function wasGivenUp({ recording }: Pick<Result, "recording">): boolean {
  return (recording?.notAttempted ?? null) !== null;
}

/** How many of the attempts ended as the verdict says. */
export function attemptsInWords(result: Result): string {
  const n = result.recording?.attempts.length ?? 0;
  if (result.unstable) return `${n} attempts, which disagree${inTurn(result)}`;
  return `${n} of ${n} attempt${n === 1 ? "" : "s"}`;
}

/** What each attempt's last request was answered with: ` (500, then 200)`; empty where all were alike. */
function inTurn(result: Result): string {
  const ends = (result.recording?.attempts ?? []).map((attempt) => hopsOf(attempt).at(-1)?.status ?? "no answer");
  return new Set(ends).size < 2 ? "" : ` (${ends.join(", then ")})`;
}

/** Where a stand-in's answers come from, as it is marked beside a cell: `‹FR-006›`, `‹inferred›`; empty for a real one. */
export function provenance(result: Result): string[] {
  return result.sources.flatMap((source) => {
    const [id, elsewhere] = source.split(";");
    if (id === "inferred") return ["‹inferred›"];
    return elsewhere === "elsewhere" && id !== undefined ? [`‹${id}›`] : [];
  });
}

/** Proven paths, the best witnessed first: recorded before inferred, then the one of fewest requests. */
export function bestWitnessed(proven: Result[]): Result[] {
  const weight = (result: Result) => {
    const attempt = placeOf(result)?.attempt;
    return (result.sources.includes("inferred") ? 100 : 0) + (attempt === undefined ? 0 : hopsOf(attempt).length);
  };
  return [...proven].sort((a, b) => weight(a) - weight(b));
}

/** How many results a stand-in answered from elsewhere, and how many by inference. */
export function borrowed(report: Pick<Report, "results">): { asked: number; elsewhere: number; inferred: number } {
  const asked = report.results.filter(({ recording }) => (recording?.attempts.length ?? 0) > 0);
  const isInferred = (result: Result) => result.sources.includes("inferred");
  return {
    asked: asked.length,
    inferred: asked.filter(isInferred).length,
    elsewhere: asked.filter((r) => !isInferred(r) && r.sources.some((s) => s.endsWith(";elsewhere"))).length,
  };
}

function endOf(hop: Hop | null): number | null {
  if (hop === null) return null;
  return hop.at + (hop.phases.end ?? hop.phases.firstByte ?? hop.phases.sent ?? 0);
}
