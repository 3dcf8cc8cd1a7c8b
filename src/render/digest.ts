import { spanOf } from "../judge/attempt-span.ts";
import { findServiceMarks, marksOfHop } from "../judge/attribution.ts";
import { listHops, readHeader } from "../judge/ids.ts";
import { intern } from "../model/interned.ts";
import type { Attempt, Hop, Recording } from "../model/recording.ts";
import type { Result } from "../model/report.ts";
import { moment } from "./clock.ts";
import { eventsWaited } from "./events-waited.ts";
import { endOf, type Place, placeIn, requestIdOf } from "./place.ts";
import { type WireTime, wireTimeOf } from "./wire-time.ts";

/** What the views read off the recordings of all cells. A recording itself is read back from the disk each time. */
export interface Digest {
  attempts: number;
  /** Milliseconds from the start of the first attempt to the start of the last. Null if a time is unknown. */
  spanMs: number | null;
  /** Whether this machine did not keep up during one of them. */
  busy: boolean;
  /** What the attempts ended with: `500, then 200`; empty if all ended in the same way. */
  inTurn: string;
  /** How many cells of the host had failed alike before, so that this one was not attempted; null: it was. */
  givenUpAfter: number | null;
  /** Hops with a status, and how many of these bear a mark of the service. */
  answered: number;
  marked: number;
  /** Whether a mint was answered 200. */
  minted: boolean;
  /** Bounds of the clock's offset that its answers give; null if none had a `Date`. */
  clock: ClockBounds | null;
  /** Whether a request was sent. */
  sent: boolean;
  /** When the deciding answer came, ms since 1970; null if nothing was sent, or if the time is unknown. */
  seenAt: number | null;
  /** Milliseconds that all attempts took on the wire. Null if unknown. */
  tookMs: number | null;
  /** How the deciding attempt spent its time. Null if nothing was sent, or if the time is unknown. */
  wireTime: WireTime | null;
  /** Of the deciding request. */
  requestId: string | null;
  /** Whether the answers up to the deciding one identify the service. */
  attributed: boolean;
  /** Of each hop of the deciding attempt, in order: its status, or its code if there was none. */
  statuses: string;
  hops: number;
  /** The events that came while another was waited for; null: the awaited event came, or no event did. */
  meanwhile: string | null;
  /** URLs that the deciding attempt asked with success. */
  served: { url: string; status: number }[];
}

/** Each answer says that the offset lies between a low and a high number of ms: the extremes of both. */
interface ClockBounds {
  answers: number;
  leastLow: number;
  mostLow: number;
  leastHigh: number;
  mostHigh: number;
}

const DIGESTS = new WeakMap<Result, Digest>();

/** The digest of a result's recording; made once, unless it was kept when the recording was at hand. */
export function digestOf(result: Result): Digest {
  const known = DIGESTS.get(result);
  if (known !== undefined) return known;
  const digest = digestIn(result.recording, result.evidence[0] ?? "");
  DIGESTS.set(result, digest);
  return digest;
}

/** Keeps a digest that was made when the recording was at hand. */
export function keepDigest(result: Result, digest: Digest): void {
  DIGESTS.set(result, digest);
}

/** @param pointer the evidence that the verdict rests on first */
export function digestIn(recording: Recording | null, pointer: string): Digest {
  const attempts = recording?.attempts ?? [];
  const answered = attempts.flatMap(listHops).filter(({ status }) => status !== null);
  const ends = attempts.map((attempt) => listHops(attempt).at(-1)?.status ?? "no answer");
  return {
    attempts: attempts.length,
    spanMs: spanOf(attempts),
    busy: attempts.some((attempt) => attempt.busy !== undefined),
    inTurn: new Set(ends).size < 2 ? "" : ends.join(", then "),
    givenUpAfter: recording?.notAttempted?.because.length ?? null,
    answered: answered.length,
    marked: answered.filter((hop) => marksOfHop(hop).length > 0).length,
    minted: attempts.some(isMinted),
    tookMs: sumOfKnown(attempts.map(({ durationMs }) => durationMs)),
    clock: clockOf(attempts.flatMap((attempt) => listHops(attempt).flatMap((hop) => boundsOf(attempt.startedAt, hop)))),
    ...decidedAt(placeIn(attempts, pointer)),
  };
}

type Decided = Pick<
  Digest,
  "sent" | "seenAt" | "wireTime" | "requestId" | "attributed" | "statuses" | "hops" | "meanwhile" | "served"
>;

const NOTHING_SENT: Decided = {
  sent: false,
  seenAt: null,
  wireTime: null,
  requestId: null,
  attributed: false,
  statuses: "",
  hops: 0,
  meanwhile: null,
  served: [],
};

function decidedAt(place: Place | null): Decided {
  if (place === null) return NOTHING_SENT;
  const hops = listHops(place.attempt);
  const statuses = hops.map((hop) => (hop.status === null ? (hop.failure?.code ?? "no answer") : String(hop.status)));
  const { startedAt, durationMs } = place.attempt;
  const at = place.frame?.at ?? endOf(place.hop) ?? durationMs ?? 0;
  return {
    sent: true,
    seenAt: startedAt === null ? null : moment(startedAt, at).getTime(),
    wireTime: wireTimeOf(place.attempt),
    requestId: place.hop === null ? null : requestIdOf(place.hop),
    attributed: findServiceMarks({ ...place.attempt, steps: place.attempt.steps.slice(0, place.step + 1) }).length > 0,
    statuses: intern(statuses.join(" → ")),
    hops: hops.length,
    meanwhile: intern(eventsWaited(place)),
    served: hops.flatMap(({ url, status }) =>
      status !== null && (status === 101 || (status >= 200 && status < 300)) ? [{ url: intern(url), status }] : [],
    ),
  };
}

function sumOfKnown(times: (number | null)[]): number | null {
  const known = times.filter((ms) => ms !== null);
  return known.length === 0 ? null : known.reduce((sum, ms) => sum + ms, 0);
}

function isMinted({ steps }: Attempt): boolean {
  return steps.some(({ stage, hops }) => stage === "mint" && hops.some(({ status }) => status === 200));
}

/** A `Date` counts whole seconds. */
const RESOLUTION_MS = 1000;

/** A `Date` was written between the request's last byte and the answer's first, and says the second it was written in. */
function boundsOf(startedAt: string | null, hop: Hop): [low: number, high: number][] {
  const { sent, firstByte } = hop.phases;
  if (firstByte === null) return [];
  const served = Date.parse(readHeader(hop, "date") ?? "");
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
    leastLow: Math.min(...lows),
    mostLow: Math.max(...lows),
    leastHigh: Math.min(...highs),
    mostHigh: Math.max(...highs),
  };
}
