/** Longest duration of each phase, in ms of awake time; every one is absolute, none is reset by a byte. */
export interface Deadlines {
  dns: number;
  tcp: number;
  tls: number;
  /** Request line, headers and body written. */
  request: number;
  /** From the request's end to the end of the header block. */
  headers: number;
  body: number;
  /** The first event of a socket. */
  event: number;
  /** From our close frame to the end of the connection. */
  close: number;
}

export const DEFAULT_DEADLINES: Deadlines = {
  dns: 3_000,
  tcp: 5_000,
  tls: 5_000,
  request: 5_000,
  headers: 10_000,
  body: 10_000,
  event: 10_000,
  close: 2_000,
};

/** What a peer may make us read and keep; bytes unless said otherwise. */
export interface Limits {
  headers: number;
  /** Read of one body. */
  body: number;
  /** Kept of one unit (a body, a message) after redaction; characters. */
  evidence: number;
  /** One message: the loop must not be busy for longer than 50 ms with it. */
  message: number;
  /** All messages of one socket. */
  conversation: number;
  /** Messages of one socket, a count. */
  messages: number;
  /** Pings and pongs of one socket, a count. */
  controls: number;
  /** Informational responses before the real one, a count. */
  informational: number;
}

export const DEFAULT_LIMITS: Limits = {
  headers: 64 * 1024,
  body: 4 * 1024 * 1024,
  evidence: 64 * 1024,
  message: 2 * 1024 * 1024,
  conversation: 32 * 1024 * 1024,
  messages: 10_000,
  controls: 1_000,
  informational: 32,
};
