/**
 * Maximum duration of each phase, in milliseconds of awake time. Each one is absolute, so received bytes do not extend
 * it.
 */
export interface Deadlines {
  dns: number;
  tcp: number;
  tls: number;
  /** Request line, headers and body written. */
  request: number;
  /** From the end of the request to the end of the header block. */
  headers: number;
  body: number;
  /** The first event of a socket. */
  event: number;
  /** From the client's close frame to the end of the connection. */
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

/** Maximum amounts that a peer can make the client read and keep, in bytes unless stated otherwise. */
export interface Limits {
  headers: number;
  /** Read from one body. */
  body: number;
  /** Kept from one unit (a body, a message) after redaction, in characters. */
  evidence: number;
  /** One message. Processing it must not block the event loop for more than 50 ms. */
  message: number;
  /** All messages of one socket. */
  conversation: number;
  /** Number of messages of one socket. */
  messages: number;
  /** Number of pings and pongs of one socket. */
  controls: number;
  /** Number of informational responses before the real one. */
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
