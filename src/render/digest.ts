import { header, hopsOf } from "../judge/ids.ts";
import { oncePer } from "../model/once.ts";
import type { Hop } from "../model/recording.ts";
import type { Result } from "../model/report.ts";
import { moment } from "./clock.ts";
import { endOf, type Place, placeIn, requestIdOf } from "./place.ts";
import { eventsWaited } from "./waiting.ts";

/** What the views read off the recordings of all cells. A recording itself is read back from the disk each time. */
export interface Digest {
  attempts: number;
  /** The status that each attempt ended with, in order; `no answer` where none came. */
  ends: (number | "no answer")[];
  /** How many cells of the host had failed alike before, so that this one was not attempted; null: it was. */
  givenUpAfter: number | null;
  /** Hops with a status, and how many of these bear a mark of the service's gateway. */
  answered: number;
  marked: number;
  /** Whether a mint was answered 200. */
  minted: boolean;
  /** Bounds of the clock's offset that its answers give, ms; null where none bore a `Date`. */
  clock: ClockBounds | null;
  /** Of the deciding attempt; null where nothing was asked. */
  decided: Decided | null;
}

export interface ClockBounds {
  answers: number;
  /** Each answer says that the offset lies between a low and a high number: the extremes of both. */
  low: [least: number, most: number];
  high: [least: number, most: number];
}

export interface Decided {
  seenAt: Date;
  requestId: string | null;
  /** Of each hop in order, its code where there was no status. */
  statuses: string[];
  /** Types of the events that came while another was waited for; null: it was not waited for in vain, or none came. */
  meanwhile: string | null;
  /** Paths that were answered with success. */
  served: { url: string; status: number }[];
}

/** The digest of a result's recording, made once. */
export const digestOf = oncePer((result: Result): Digest => {
  const { recording } = result;
  const attempts = recording?.attempts ?? [];
  const hops = attempts.flatMap(hopsOf);
  const answered = hops.filter(({ status }) => status !== null);
  const place = placeIn(attempts, result.evidence[0] ?? "");
  return {
    attempts: attempts.length,
    ends: attempts.map((attempt) => hopsOf(attempt).at(-1)?.status ?? "no answer"),
    givenUpAfter: recording?.notAttempted?.because.length ?? null,
    answered: answered.length,
    marked: answered.filter((hop) => header(hop, "apim-request-id") !== null || header(hop, "x-ms-region") !== null)
      .length,
    minted: attempts.some(({ steps }) =>
      steps.some(({ rung, hops: own }) => rung === "mint" && own.some(({ status }) => status === 200)),
    ),
    clock: clockOf(attempts.flatMap((attempt) => hopsOf(attempt).flatMap((hop) => boundsOf(attempt.startedAt, hop)))),
    decided: place === null ? null : decidedAt(place),
  };
});

function decidedAt(place: Place): Decided {
  const hops = hopsOf(place.attempt);
  return {
    seenAt: moment(place.attempt.startedAt, place.frame?.at ?? endOf(place.hop) ?? place.attempt.durationMs),
    requestId: place.hop === null ? null : requestIdOf(place.hop),
    statuses: hops.map((hop) => (hop.status === null ? (hop.failure?.code ?? "no answer") : String(hop.status))),
    meanwhile: eventsWaited(place),
    served: hops.flatMap(({ url, status }) =>
      status !== null && (status === 101 || (status >= 200 && status < 300)) ? [{ url, status }] : [],
    ),
  };
}

/** A `Date` counts whole seconds. */
const RESOLUTION_MS = 1000;

/** A `Date` was written between the request's last byte and the answer's first, and says the second it was written in. */
function boundsOf(startedAt: string, hop: Hop): [low: number, high: number][] {
  const { sent, firstByte } = hop.phases;
  if (firstByte === null) return [];
  const served = Date.parse(header(hop, "date") ?? "");
  const answered = moment(startedAt, hop.at + firstByte).getTime();
  if (Number.isNaN(served) || Number.isNaN(answered)) return [];
  const asked = moment(startedAt, hop.at + (sent ?? 0)).getTime();
  return [[Math.floor(asked - served - RESOLUTION_MS), Math.ceil(answered - served)]];
}

function clockOf(bounds: [low: number, high: number][]): ClockBounds | null {
  if (bounds.length === 0) return null;
  const [lows, highs] = [bounds.map(([low]) => low), bounds.map(([, high]) => high)];
  return {
    answers: bounds.length,
    low: [Math.min(...lows), Math.max(...lows)],
    high: [Math.min(...highs), Math.max(...highs)],
  };
}
