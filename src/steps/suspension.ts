import type { Answer } from "../model/answer.ts";
import type { Cause } from "../model/cause.ts";
import type { Attempt, Failure } from "../model/recording.ts";

/*
 * When a failure is our own machine's. Deadlines count awake time, so a pause alone uses none of them up. What remains
 * is what a peer, a proxy or a router does while we are gone: it gives up a connection that is silent for seconds, and
 * the failure that we then see is real and still says nothing of the service.
 */

/** What ended an attempt: an answer, or a failure instead of one. Both null: every step was met. */
export interface AttemptEnd {
  answer: Answer | null;
  failure: Failure | null;
}

type Busy = NonNullable<Attempt["busy"]>;

/** A pause of this length can make a peer give up. No service or proxy in use drops a connection sooner. */
const LONG_PAUSE_MS = 1_000;
/** The platform gives each address of a host 250 ms: a pause of that length makes it pass over an address that answers. */
const ADDRESS_PAUSE_MS = 250;
/** Less lost time than this is not worth telling, and neither is a small share of a long attempt. */
const LEAST_LOSS_MS = 250;
const LEAST_SHARE = 0.1;

/** Failures that a pause of ours can cause: an end of a connection, or a wait in vain. A refusal is not among them. */
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

/** Closes by which a peer gives up a silent connection: no code, a normal end, going away, a keepalive that was missed. */
const CLOSES_OF_A_SILENT_PEER: readonly (number | null)[] = [null, 1000, 1001, 1005, 1006, 1011];

/** Whether an attempt ended as it did because the machine that ran it had stopped: then it shows nothing of the peer. */
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

/** The loss as it is recorded; null unless it is large enough to make the times of an attempt doubtful. */
export function lossWorthTelling(loss: Busy, durationMs: number): Busy | null {
  if (loss.stalls.length > 0) return loss;
  return loss.lostMs >= LEAST_LOSS_MS && loss.lostMs >= durationMs * LEAST_SHARE ? loss : null;
}
