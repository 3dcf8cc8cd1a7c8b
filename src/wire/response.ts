import type { ClientRequest, IncomingMessage } from "node:http";
import type { Socket } from "node:net";
import type { Failure } from "../model/recording.ts";
import { captureBody, captureHeaders } from "../redaction/capture.ts";
import type { WireContext } from "./context.ts";
import type { Exchange } from "./exchange.ts";
import { failure, type HopClock } from "./phases.ts";

/* Reads the response to a plain request or to a refused handshake in the same way, so that both are judged alike. */

/** A response before its capture. */
export interface ReadResponse {
  /** Null if no status line arrived. */
  response: IncomingMessage | null;
  body: Buffer;
  /** Whether the peer had more to send. */
  more: boolean;
  failed: Failure | null;
}

export function noResponse(failed: Failure | null, response: IncomingMessage | null = null): ReadResponse {
  return { response, body: Buffer.alloc(0), more: false, failed };
}

/** A body may take this multiple of its size on the wire. Chunks of one byte take six times. */
const MOST_FRAMING = 8;

const TRUNCATED = failure("http.truncated.body", "body", null, "the body ended early");
const EXCESS = failure("http.framing", "body", null, "the peer sent more than its stated length");
const PADDED = failure("http.framing", "body", null, "the framing of the body exceeds the limit of the body");

/**
 * Reads the body of a response, within the limits.
 * @param socket the socket of the response
 * @param done called once
 * @returns ends the reading with the received data, and the failure that ended it
 */
export function readResponse(
  response: IncomingMessage,
  socket: Socket | null,
  clock: HopClock,
  { limits, vault }: Pick<WireContext, "limits" | "vault">,
  done: (read: ReadResponse) => void,
): (failed: Failure | null) => void {
  const parts: Buffer[] = [];
  const mostOnWire = (socket?.bytesRead ?? 0) + MOST_FRAMING * limits.body;
  let size = 0;
  let ended = false;
  const end = (more: boolean, failed: Failure | null) => {
    if (ended) return;
    ended = true;
    // The last parsed data may not have been delivered yet.
    for (let part = response.read(); Buffer.isBuffer(part); part = response.read()) parts.push(part);
    done({ response, body: Buffer.concat(parts), more, failed });
  };
  response.on("data", (part: Buffer) => {
    if (ended) return;
    parts.push(part);
    size += part.length;
    if (size > limits.body) {
      end(true, failure("http.body.too-large", "body", null, `the body exceeds ${limits.body} bytes`));
    } else if ((socket?.bytesRead ?? 0) > mostOnWire) end(true, PADDED);
  });
  response.on("end", () => {
    clock.mark("end");
    end(false, response.complete ? excessOn(socket, clock) : TRUNCATED);
  });
  response.on("error", (error) => end(true, clock.failureOf(error, vault)));
  return (failed) => end(true, failed);
}

/**
 * If a second response begins, node:http destroys the connection without an error. Neither the peer nor the client
 * ended it.
 */
function excessOn(socket: Socket | null, { seen, expired }: HopClock): Failure | null {
  return socket?.destroyed === true && !seen.ended && !seen.reset && expired === null ? EXCESS : null;
}

/** Calls `exceeded` if a peer sends more informational responses than the limit allows. */
export function limitInformational(sent: ClientRequest, most: number, exceeded: (failed: Failure) => void): void {
  let informational = 0;
  sent.on("information", () => {
    informational += 1;
    if (informational <= most) return;
    exceeded(failure("http.informational-flood", "headers", null, `more than ${most} informational responses`));
  });
}

/** Captures a response for the record. */
export function captureResponse(
  { response, body, more, failed }: ReadResponse,
  secretsAt: string[],
  clock: HopClock,
  { limits, vault }: Pick<WireContext, "limits" | "vault">,
): Omit<Exchange, "channel"> {
  const raw = response === null ? [] : pairsOf(response.rawHeaders);
  const valuesOf = (name: string) => raw.flatMap(([n, value]) => (n.toLowerCase() === name ? [value] : []));
  const captured = captureBody(body, more, secretsAt, vault, limits.evidence);
  const isEncoded = valuesOf("content-encoding").some((coding) => !/^\s*(identity)?\s*$/i.test(coding));
  return {
    status: response?.statusCode ?? null,
    responseHeaders: captureHeaders(raw, vault),
    body:
      response === null ? null : isEncoded ? { text: null, json: null, bytes: body.length, cut: more } : captured.body,
    phases: clock.phases,
    remote: clock.remote,
    ...(clock.connection === null ? {} : { connection: clock.connection }),
    failure: failed ?? (isEncoded ? failure("http.encoding", "body", null, ENCODED) : null),
    secrets: captured.secrets,
    locations: [...new Set(valuesOf("location"))],
  };
}

const ENCODED = "the body is encoded, although the request allows only identity";

function pairsOf(raw: string[]): [string, string][] {
  return raw.flatMap((name, index) =>
    index % 2 === 0 ? [[name, raw[index + 1] ?? ""] satisfies [string, string]] : [],
  );
}
