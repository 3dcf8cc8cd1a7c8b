import type { JsonObject } from "../model/json.ts";
import type { Frame, Hop } from "../model/recording.ts";
import type { Report } from "../model/report.ts";
import { hasAudio, keyOfEvent, keyOfHop, type RequestKey } from "./request-key.ts";

/** One attempt of a cell, in a form that can be replayed. */
export interface Story {
  cell: string;
  /** Its index among the cell's attempts, from 0. */
  attempt: number;
  /** Milliseconds since 1970. Null if unknown. */
  startedAt: number | null;
  exchanges: Exchange[];
}

/** A request and its answer, with the messages of the socket if it opened one. */
export interface Exchange {
  key: RequestKey;
  /** The origin of the request: `https://r.openai.azure.com`. */
  origin: string;
  hop: Hop;
  moments: Moment[];
}

/** One message or end of the socket, in order. */
export type Moment =
  | { kind: "sent"; key: string; audio: boolean; eventId: string | null }
  | { kind: "received"; event: JsonObject | null; text: string | null }
  /** The peer ended the socket. The code is null if it sent no close frame. */
  | { kind: "ended"; code: number | null; reason: string; how: "fin" | "reset" };

/** Returns every attempt of a target's cells, in the order in which the run first sent the cells. */
export function storiesOf(report: Report, target: string): Story[] {
  const recorded = report.results.filter(({ cell, recording }) => cell.target === target && recording !== null);
  const stories = recorded.flatMap(({ cell, recording }) =>
    (recording?.attempts ?? []).map((attempt, index): Story => {
      const frames: Frame[][] = [];
      const hops: Hop[] = [];
      for (const step of attempt.steps) {
        for (const hop of step.hops) {
          hops.push(hop);
          frames.push([]);
        }
        socketOf(hops, frames)?.push(...step.frames);
      }
      const exchanges = hops.map((hop, at) => exchangeOf(hop, frames[at] ?? []));
      return {
        cell: cell.id,
        attempt: index,
        startedAt: attempt.startedAt === null ? null : Date.parse(attempt.startedAt),
        exchanges,
      };
    }),
  );
  return stories.sort((a, b) => (a.startedAt ?? 0) - (b.startedAt ?? 0) || a.attempt - b.attempt);
}

/** Seconds from the recording until now. 0 if the recording has no times, so that recorded times are kept. */
export function secondsSince({ startedAt }: Story): number {
  return startedAt === null ? 0 : Math.round((Date.now() - startedAt) / 1000);
}

/** Returns the http or https origin of a URL, also for ws and wss. */
export function httpOrigin(url: string): string {
  const { protocol, host } = new URL(url);
  return `${protocol === "wss:" || protocol === "https:" ? "https" : "http"}://${host}`;
}

/** Returns the frames of the last socket that was opened, also if other requests followed it. */
function socketOf(hops: Hop[], frames: Frame[][]): Frame[] | undefined {
  return frames[hops.findLastIndex((hop) => hop.transport === "websocket")];
}

function exchangeOf(hop: Hop, frames: Frame[]): Exchange {
  // A step lists its sent frames before its received ones. The times restore the order on the wire.
  const ordered = [...frames].sort((a, b) => a.at - b.at);
  return { key: keyOfHop(hop), origin: httpOrigin(hop.url), hop, moments: ordered.flatMap(momentOf) };
}

function momentOf(frame: Frame): Moment[] {
  if (frame.kind === "close") {
    if (frame.by === "us") return [];
    const how = frame.transport === "reset" ? "reset" : "fin";
    return [{ kind: "ended", code: frame.code, reason: frame.reason, how }];
  }
  const { event, text } = frame;
  if (frame.direction === "received") return [{ kind: "received", event, text }];
  if (event === null) return [];
  const eventId = typeof event.event_id === "string" ? event.event_id : null;
  return [{ kind: "sent", key: keyOfEvent(event), audio: hasAudio(event), eventId }];
}
