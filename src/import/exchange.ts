/** One message of a captured WebSocket, as it is in the file. */
export interface CapturedMessage {
  direction: "sent" | "received";
  text: string;
  /** Milliseconds from the start of the exchange. 0 if the file has no times. */
  at: number;
}

/** One request and its answer, or one WebSocket, as a file holds it. It may contain secrets. */
export interface Exchange {
  /** File and line, for messages: `capture.har:12`. */
  place: string;
  /** UTC, ISO 8601. Null if the file has no times. */
  startedAt: string | null;
  durationMs: number;
  method: string;
  /** Null if the file does not hold the handshake of the WebSocket. */
  url: string | null;
  requestHeaders: [string, string][];
  requestBody: string | null;
  /** Null if the file has no answer. */
  status: number | null;
  responseHeaders: [string, string][];
  responseBody: Buffer | null;
  /** Null if the exchange is not a WebSocket. */
  messages: CapturedMessage[] | null;
  close: { by: "peer" | "us"; code: number | null; reason: string } | null;
}

/** An exchange of which only the place is known. */
export function emptyExchange(place: string): Exchange {
  return {
    place,
    startedAt: null,
    durationMs: 0,
    method: "GET",
    url: null,
    requestHeaders: [],
    requestBody: null,
    status: null,
    responseHeaders: [],
    responseBody: null,
    messages: null,
    close: null,
  };
}

/** A file that cannot be imported. The message names file, line and key. */
export class ImportError extends Error {
  override name = "ImportError";
}

/** Reads one format. Each format has one file. */
export interface Reader {
  /** The format, for a reader. */
  format: string;
  /** Whether a text has this format. It looks at the text only as far as needed. */
  recognises(text: string): boolean;
  /** @throws ImportError naming file, line and key */
  read(text: string, file: string): Exchange[];
}
