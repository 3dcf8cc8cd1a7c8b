import { listHops } from "../judge/ids.ts";
import type { Attempt, Phases } from "../model/recording.ts";

/**
 * The parts of an attempt's time, with the names that blackbox_exporter gives to the phases of HTTP. `session` is the
 * rest: the messages of a WebSocket, and the time between requests.
 */
export const WIRE_PHASES = ["resolve", "connect", "tls", "processing", "transfer", "session"] as const;
type WirePhase = (typeof WIRE_PHASES)[number];

/** Milliseconds by phase, summed over all requests of an attempt. Together they are its duration. */
export type WireTime = Record<WirePhase, number>;

/** How an attempt spent its time. Null if its duration is unknown. */
export function wireTimeOf(attempt: Attempt): WireTime | null {
  if (attempt.durationMs === null) return null;
  const time: WireTime = { resolve: 0, connect: 0, tls: 0, processing: 0, transfer: 0, session: 0 };
  for (const { phases } of listHops(attempt)) addRequest(time, phases);
  const requests = WIRE_PHASES.reduce((sum, phase) => sum + time[phase], 0);
  return { ...time, session: Math.max(0, attempt.durationMs - requests) };
}

/** Each phase of a request begins when the last one before it ended. A phase that was not observed takes no time. */
function addRequest(time: WireTime, { dns, tcp, tls, firstByte, end }: Phases): void {
  let from = 0;
  for (const [phase, until] of [
    ["resolve", dns],
    ["connect", tcp],
    ["tls", tls],
    ["processing", firstByte],
    ["transfer", end],
  ] as const) {
    if (until === null || until < from) continue;
    time[phase] += until - from;
    from = until;
  }
}
