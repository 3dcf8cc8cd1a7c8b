import type { Answer } from "../model/answer.ts";
import type { Cause } from "../model/cause.ts";
import type { Attempt, Failure } from "../model/recording.ts";

/*
 * Decides whether the probing machine caused a failure. Deadlines count only the time in which the process runs, so a
 * pause does not use them up. During a pause a peer, proxy or router may still give up a silent connection. That
 * failure is real but proves nothing about the service.
 */

/** How an attempt ended: with an answer, or with a failure. Both are null if every step succeeded. */
export interface AttemptEnd {
  answer: Answer | null;
  failure: Failure | null;
}

type Busy = NonNullable<Attempt["busy"]>;

/** A pause of this length can make a peer give up. No known service or proxy drops a connection sooner. */
const LONG_PAUSE_MS = 1_000;
/** The platform tries each address of a host for 250 ms. A pause of that length can make it skip a working address. */
const ADDRESS_PAUSE_MS = 250;
/** A shorter loss is not recorded, nor is a small share of a long attempt. */
const LEAST_LOSS_MS = 250;
const LEAST_SHARE = 0.1;

/**
 * Failures that a local pause can cause: a closed connection, or a wait without an answer. A refusal is not one of
 * them.
 */
const CAUSED_BY_PAUSE: readonly Cause[] = [
  "cell.deadline",
  "dns.servfail",
  "dns.timeout",
  "http.body.timeout",
  "http.headers.timeout",
  "http.request.timeout",
  "http.truncated.body",
  "http.truncated.headers",
  "proxy.refused",
  "tcp.closed.awaiting-headers",
  "tcp.reset.awaiting-headers",
  "tcp.reset.connect",
  "tcp.reset.mid-headers",
  "tcp.timeout",
  "tls.closed-in-handshake",
  "tls.timeout",
  "ws.handshake.timeout",
  "ws.silent",
];

/** Close codes with which a peer gives up a silent connection: none, normal end, going away, missed keepalive. */
const CLOSES_OF_A_SILENT_PEER: readonly (number | null)[] = [null, 1000, 1001, 1005, 1006, 1011];

/** Whether a pause of the probing machine explains how an attempt ended. It then proves nothing about the peer. */
export function isExplainedByPause(busy: Attempt["busy"], { answer, failure }: AttemptEnd): boolean {
  if (busy === undefined) return false;
  const longest = Math.max(0, ...busy.stalls.map(({ ms }) => ms));
  if (failure !== null) {
    const passedOver = failure.cause === "tcp.timeout" && failure.code !== null;
    return CAUSED_BY_PAUSE.includes(failure.cause) && longest >= (passedOver ? ADDRESS_PAUSE_MS : LONG_PAUSE_MS);
  }
  if (answer === null || longest < LONG_PAUSE_MS) return false;
  const { carrier } = answer;
  if (carrier.kind === "close") return CLOSES_OF_A_SILENT_PEER.includes(carrier.code);
  return carrier.kind === "status" && [408, 504].includes(carrier.status);
}

/** Returns the loss to record. Null unless it is large enough to make the times of an attempt doubtful. */
export function findNotableLoss(loss: Busy, durationMs: number): Busy | null {
  if (loss.stalls.length > 0) return loss;
  return loss.lostMs >= LEAST_LOSS_MS && loss.lostMs >= durationMs * LEAST_SHARE ? loss : null;
}
