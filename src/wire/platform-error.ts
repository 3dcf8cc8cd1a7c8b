import type { Cause } from "../model/cause.ts";

/** Phases of a hop, in their order. */
export type Phase = "dns" | "tcp" | "tls" | "request" | "headers" | "body" | "event" | "close";

/** What listeners observed on the socket, because the platform's codes do not distinguish a FIN from a reset. */
export interface Sighting {
  phase: Phase;
  /** The peer sent a FIN. */
  ended: boolean;
  /** The connection was reset. */
  reset: boolean;
  /** Received bytes of the answer. */
  bytesRead: number;
  /** The socket's own error, other than a reset. Null if none. */
  error: PlainError | null;
  /** A tunnel through a proxy is being opened, and the origin has not answered anything yet. */
  tunnelling?: boolean;
}

/** The only parts of a platform error that are kept: never the object, its stack or its input. */
interface PlainError {
  code: string | null;
  message: string;
  /** The text that could not be parsed is a TLS alert. */
  tlsAlert: boolean;
}

/**
 * Returns code and message of any thrown value. For an AggregateError of several addresses, the first inner error
 * counts.
 */
export function plainError(error: unknown): PlainError {
  if (!(error instanceof Error)) return { code: null, message: "an unknown error", tlsAlert: false };
  const inner =
    "errors" in error && Array.isArray(error.errors) ? error.errors.find((e) => e instanceof Error) : undefined;
  const source: Error = inner ?? (error.cause instanceof Error && !("code" in error) ? error.cause : error);
  const code = "code" in source && typeof source.code === "string" ? source.code : null;
  return { code, message: source.message, tlsAlert: isTlsAlert(source) };
}

/** The parser returns the bytes that it could not read. A TLS port answers a plain request with an alert record. */
function isTlsAlert(error: Error): boolean {
  const bytes = "rawPacket" in error ? error.rawPacket : null;
  return Buffer.isBuffer(bytes) && bytes.toString("latin1", 0, 2) === "\u0015\u0003";
}

/** The only table from platform errors to causes. The first matching row counts. */
const TABLE: {
  code?: RegExp;
  message?: RegExp;
  phase?: Phase[];
  tunnelling?: true;
  cause: Cause | ((sighting: Sighting) => Cause);
}[] = [
  { code: /^WS_ERR_INVALID_UTF8$/, cause: "ws.utf8" },
  { code: /^WS_ERR_(UNSUPPORTED_MESSAGE_LENGTH|UNSUPPORTED_DATA_PAYLOAD_LENGTH)$/, cause: "ws.too-large" },
  { code: /^WS_ERR_TOO_MANY_BUFFERED_PARTS$/, cause: "ws.flood" },
  { code: /^WS_ERR_INVALID_CLOSE_CODE$/, cause: "ws.bad-close" },
  // Among control frames, only a close can be too short: its code takes two bytes.
  { code: /^WS_ERR_INVALID_CONTROL_PAYLOAD_LENGTH$/, message: /length 1$/, cause: "ws.bad-close" },
  { code: /^WS_ERR_/, cause: "ws.frame" },
  { code: /^(EMFILE|ENFILE)$/, cause: "local.fd-exhausted" },
  { code: /^(ENOMEM|ERR_MEMORY_ALLOCATION_FAILED)$/, cause: "local.memory" },
  { code: /^(EADDRNOTAVAIL|ENETDOWN|EAFNOSUPPORT)$/, phase: ["dns", "tcp"], cause: "local.address" },
  { code: /^EBUSY$/, phase: ["dns"], cause: "local.fd-exhausted" },
  // tinyproxy answers 407 to no credential and 401 to a wrong one. Before the tunnel is open, both are its own.
  { code: /^PROXY_40[17]$/, cause: "auth.proxy" },
  // A firewall rule or a `prohibit` route, on this machine or on its network, is not a fault of the prober.
  { code: /^(EACCES|EPERM)$/, cause: "tcp.prohibited" },
  { tunnelling: true, cause: "proxy.refused" },
  { code: /^ENOTFOUND$/, cause: "dns.nxdomain" },
  { code: /^ENODATA$/, cause: "dns.nodata" },
  { code: /^EREFUSED$/, cause: "dns.refused" },
  { code: /^(EAI_AGAIN|ESERVFAIL|EAI_FAIL)$/, cause: "dns.servfail" },
  { code: /^(ETIMEOUT|ETIMEDOUT)$/, phase: ["dns"], cause: "dns.timeout" },
  { code: /^ECONNREFUSED$/, cause: "tcp.refused" },
  { code: /^(EHOSTUNREACH|ENETUNREACH)$/, cause: "tcp.unreachable" },
  // Linux returns this for a `blackhole` route.
  { code: /^EINVAL$/, phase: ["dns", "tcp"], cause: "tcp.unreachable" },
  { code: /^ETIMEDOUT$/, cause: "tcp.timeout" },
  { code: /^CERT_HAS_EXPIRED$/, cause: "tls.cert.expired" },
  { code: /^CERT_NOT_YET_VALID$/, cause: "tls.cert.not-yet-valid" },
  { code: /^DEPTH_ZERO_SELF_SIGNED_CERT$/, cause: "tls.cert.self-signed" },
  {
    code: /^(SELF_SIGNED_CERT_IN_CHAIN|UNABLE_TO_GET_ISSUER_CERT(_LOCALLY)?|CERT_UNTRUSTED)$/,
    cause: "tls.cert.untrusted",
  },
  { code: /^UNABLE_TO_VERIFY_LEAF_SIGNATURE$/, cause: "tls.cert.incomplete-chain" },
  { code: /^ERR_TLS_CERT_ALTNAME_INVALID$/, cause: "tls.cert.wrong-host" },
  { message: /certificate required/i, cause: "auth.client-certificate" },
  { code: /CERTIFICATE_REQUIRED$/, cause: "auth.client-certificate" },
  { code: /UNRECOGNIZED_NAME/, cause: "tls.alert.unrecognized-name" },
  { message: /unrecogni[sz]ed name/i, cause: "tls.alert.unrecognized-name" },
  { message: /protocol version|unsupported protocol|no protocols available/i, cause: "tls.version" },
  { code: /PROTOCOL_VERSION|UNSUPPORTED_PROTOCOL/, cause: "tls.version" },
  { message: /alert internal error/i, cause: "tls.alert.internal-error" },
  { code: /ALERT_INTERNAL_ERROR/, cause: "tls.alert.internal-error" },
  { message: /wrong version number|packet length too long|http request|unknown protocol/i, cause: "tls.not-tls" },
  { code: /WRONG_VERSION_NUMBER|PACKET_LENGTH_TOO_LONG|HTTP_REQUEST/, cause: "tls.not-tls" },
  { message: /alert/i, phase: ["tls"], cause: "tls.alert" },
  { code: /^(ECONNRESET|EPIPE)$/, phase: ["tls"], cause: "tls.closed-in-handshake" },
  { code: /^EPROTO$|^ERR_SSL_/, phase: ["dns", "tcp", "tls"], cause: "tls.not-tls" },
  { code: /^ECONNRESET$/, phase: ["dns", "tcp"], cause: "tcp.reset.connect" },
  { code: /^HPE_HEADER_OVERFLOW$/, cause: "http.headers.too-large" },
  {
    code: /^HPE_INVALID_(CONSTANT|VERSION)$/,
    cause: (s) => (s.phase === "body" ? "http.framing" : "http.not-http"),
  },
  { code: /^HPE_INVALID_STATUS$/, cause: "http.bad-status" },
  {
    code: /^HPE_(INVALID_HEADER_TOKEN|CR_EXPECTED|LF_EXPECTED|INVALID_TOKEN|STRICT|UNEXPECTED_SPACE)$/,
    cause: (s) => (s.phase === "body" ? "http.framing" : "http.malformed-header"),
  },
  {
    code: /^HPE_(UNEXPECTED_CONTENT_LENGTH|INVALID_TRANSFER_ENCODING|INVALID_CONTENT_LENGTH|INVALID_CHUNK_SIZE|CHUNK_EXTENSIONS_OVERFLOW|CLOSED_CONNECTION)$/,
    cause: "http.framing",
  },
  { message: /Sec-WebSocket-Accept/i, cause: "ws.bad-accept" },
  { message: /Invalid Upgrade header|subprotocol|Sec-WebSocket-Extensions|extension/i, cause: "ws.bad-101" },
  { phase: ["body"], cause: (s) => (s.ended || s.reset ? "http.truncated.body" : "http.framing") },
  { phase: ["request", "headers"], cause: lostBeforeAnswer },
  { phase: ["tls"], cause: "tls.closed-in-handshake" },
];

/** Returns the cause of a platform error, from its code, its message, the phase, and the observations on the socket. */
export function causeOf(error: PlainError, sighting: Sighting): Cause {
  if (error.tlsAlert) return "http.on-tls-port";
  const row = TABLE.find(
    ({ code, message, phase, tunnelling }) =>
      (tunnelling === undefined || sighting.tunnelling === true) &&
      (code === undefined || (error.code !== null && code.test(error.code))) &&
      (message === undefined || message.test(error.message)) &&
      (phase === undefined || phase.includes(sighting.phase)),
  );
  if (row === undefined) return "local.internal";
  return typeof row.cause === "function" ? row.cause(sighting) : row.cause;
}

/** The cause of a timeout, by phase. */
export const TIMEOUTS = {
  dns: "dns.timeout",
  tcp: "tcp.timeout",
  tls: "tls.timeout",
  request: "http.request.timeout",
  headers: "http.headers.timeout",
  body: "http.body.timeout",
  event: "ws.silent",
  close: "ws.silent",
} as const satisfies Record<Phase, Cause>;

function lostBeforeAnswer({ reset, bytesRead }: Sighting): Cause {
  if (bytesRead > 0) return reset ? "tcp.reset.mid-headers" : "http.truncated.headers";
  return reset ? "tcp.reset.awaiting-headers" : "tcp.closed.awaiting-headers";
}
