import type { Stage } from "./stage.ts";
import type { VerdictKind } from "./verdict.ts";

/**
 * The closed list of causes. Each belongs to one verdict. `why` explains it to a reader and completes the sentence "no
 * evidence: …" or "access denied: …".
 */
export const CAUSES = {
  "result.received": { verdict: "supported", why: "the service returned the result" },

  "result.unprovable": { verdict: "partial", why: "accepted, and this probe cannot prove more" },
  "result.empty": { verdict: "partial", why: "the service returned an empty result" },
  "result.incomplete": { verdict: "partial", why: "the service started the result but did not finish it" },
  "result.filtered": { verdict: "partial", why: "the content filter cut the result short" },
  "result.token-cap": { verdict: "partial", why: "the limit of output tokens cut the result short" },
  "result.other-form": { verdict: "partial", why: "the result arrived in another form than requested" },
  "result.unrelated": { verdict: "partial", why: "the transcript and the spoken sample have no word in common" },
  "app.setting-ignored": {
    verdict: "partial",
    why: "the service did not repeat a requested setting, and the setting had no effect",
  },

  "refused.operation": { verdict: "unsupported", why: "the service does not support this operation for this model" },
  "refused.unknown-code": {
    verdict: "unsupported",
    why: "refused with an unknown error, while another deployment succeeded at this step",
  },
  "refused.by-experiment": {
    verdict: "unsupported",
    why: "refused without any optional field too, which works for another deployment",
  },
  "refused.model-retired": { verdict: "unsupported", why: "the service reports that the model is retired" },

  "deployment.not-found": { verdict: "not-deployed", why: "the service reports that the deployment does not exist" },
  "deployment.same-as-missing": {
    verdict: "not-deployed",
    why: "the response equals that for a nonexistent deployment",
  },

  "route.not-found": { verdict: "no-route", why: "the service reports that the path does not exist" },
  "route.same-as-missing": { verdict: "no-route", why: "the response equals that for a nonexistent path" },
  "route.api-version": { verdict: "no-route", why: "the service does not support this api-version here" },

  "auth.key-invalid": { verdict: "auth", why: "the service rejected the key" },
  "auth.key-unread": { verdict: "auth", why: "the service found no key in the request" },
  "auth.key-disabled": { verdict: "auth", why: "the resource has key authentication disabled" },
  "auth.token-audience": { verdict: "auth", why: "the token has the wrong audience" },
  "auth.token-expired": { verdict: "auth", why: "the token has expired" },
  "auth.token-host": { verdict: "auth", why: "the service accepts a token only at the resource's own host name" },
  "auth.token-unaccepted": {
    verdict: "auth",
    why: "the token is missing, invalid, expired or has the wrong audience",
  },
  "auth.token-invalid": { verdict: "auth", why: "the service rejected the token" },
  "auth.role-missing": { verdict: "auth", why: "the identity lacks a role" },
  "auth.network-acl": { verdict: "auth", why: "the network rules of the resource deny access" },
  "auth.ephemeral-required": { verdict: "auth", why: "the service requires an ephemeral token here" },
  "auth.ephemeral-expired": { verdict: "auth", why: "the ephemeral token had expired" },
  "auth.client-certificate": { verdict: "auth", why: "the service requires a client certificate" },
  "auth.proxy": { verdict: "auth", why: "the proxy requires credentials" },
  "auth.refused": { verdict: "auth", why: "no known reason was given" },

  "throttled.call-rate": { verdict: "throttled", why: "the request rate limit was reached" },
  "throttled.handshake-rate": { verdict: "throttled", why: "the rate limit for new connections was reached" },
  "throttled.token-rate": { verdict: "throttled", why: "the token rate limit was reached" },
  "throttled.quota": { verdict: "throttled", why: "the quota is used up" },

  "request.session-type-mismatch": {
    verdict: "rejected-request",
    why: "the session type of the update differs from that of the connection",
  },
  "request.session-type-unknown": { verdict: "rejected-request", why: "the service does not know the session type" },
  "request.selector-missing": {
    verdict: "rejected-request",
    why: "the request names neither a deployment nor an intent",
  },
  "request.selectors-exclusive": {
    verdict: "rejected-request",
    why: "the request has two selectors, and the service accepts only one",
  },
  "request.shape": { verdict: "rejected-request", why: "the service does not know a parameter on this path" },
  "request.field": { verdict: "rejected-request", why: "the service refused a field of our request" },
  "request.parameter": { verdict: "rejected-request", why: "the service rejected a parameter" },
  "request.api-version": {
    verdict: "rejected-request",
    why: "the service supports this model with another api-version only",
  },
  "request.content-filter": { verdict: "rejected-request", why: "the content filter blocked the prompt" },
  "ws.policy-close": { verdict: "rejected-request", why: "the peer closed the session because of its policy" },
  "ws.protocol-close": { verdict: "rejected-request", why: "the peer closed the session with a protocol error" },
  "request.before-deployment": {
    verdict: "rejected-request",
    why: "the service rejected the request before it looked up the deployment",
  },
  "request.refused": { verdict: "rejected-request", why: "the service rejected the request" },

  "server.5xx": { verdict: "server-fault", why: "the service returned a server error" },
  "server.error-event": { verdict: "server-fault", why: "the service reported an internal error" },
  "server.timeout": { verdict: "server-fault", why: "the service reported its own timeout" },
  "server.close": { verdict: "server-fault", why: "the service closed the session with a server error code" },
  "server.gateway": { verdict: "server-fault", why: "a gateway answered instead of the service" },

  "http.not-http": { verdict: "protocol-violation", why: "the peer does not speak HTTP" },
  "http.bad-status": { verdict: "protocol-violation", why: "the status line is invalid" },
  "http.bad-redirect": { verdict: "protocol-violation", why: "the redirect has no readable Location" },
  "http.malformed-header": { verdict: "protocol-violation", why: "a response header is invalid" },
  "http.headers.too-large": { verdict: "protocol-violation", why: "the response headers exceed the size limit" },
  "http.framing": { verdict: "protocol-violation", why: "the framing of the response body is invalid" },
  "http.encoding": { verdict: "protocol-violation", why: "the content encoding is invalid" },
  "http.informational-flood": {
    verdict: "protocol-violation",
    why: "the peer sent informational responses without end",
  },
  "http.unexpected-101": { verdict: "protocol-violation", why: "the peer answered a plain request with 101" },
  "http.body.too-large": { verdict: "protocol-violation", why: "the response body exceeds the size limit" },
  "ws.bad-101": { verdict: "protocol-violation", why: "the 101 response is not a valid WebSocket handshake" },
  "ws.bad-accept": { verdict: "protocol-violation", why: "Sec-WebSocket-Accept is missing or wrong" },
  "ws.frame": { verdict: "protocol-violation", why: "a WebSocket frame is invalid" },
  "ws.utf8": { verdict: "protocol-violation", why: "a text message is not valid UTF-8" },
  "ws.too-large": { verdict: "protocol-violation", why: "a message exceeds the size limit" },
  "ws.flood": { verdict: "protocol-violation", why: "the peer sent messages or pings without end" },
  "ws.bad-close": { verdict: "protocol-violation", why: "the close frame is invalid" },
  "app.bad-event": { verdict: "protocol-violation", why: "the messages are not events of the protocol" },

  "redirect.dead-path": { verdict: "redirect", why: "the redirect leads to an endpoint that does not exist" },
  "redirect.loop": { verdict: "redirect", why: "the redirects form a loop" },
  "redirect.too-many": { verdict: "redirect", why: "there were more than five redirects" },

  "dns.nxdomain": { verdict: "network", why: "the host name does not exist" },
  "dns.nodata": { verdict: "network", why: "the host name has no address" },
  "dns.servfail": { verdict: "network", why: "the DNS resolver failed" },
  "dns.refused": { verdict: "network", why: "the DNS resolver refused the query" },
  "dns.timeout": { verdict: "network", why: "the DNS resolver did not answer in time" },
  "tcp.refused": { verdict: "network", why: "the connection was refused" },
  "tcp.timeout": { verdict: "network", why: "the connection timed out" },
  "tcp.unreachable": { verdict: "network", why: "the host is unreachable" },
  "tcp.prohibited": { verdict: "network", why: "a firewall or a route blocks connections to this address" },
  "tcp.reset.connect": { verdict: "network", why: "the connection was reset during setup" },
  "tcp.reset.awaiting-headers": { verdict: "network", why: "the connection was reset before a response" },
  "tcp.closed.awaiting-headers": { verdict: "network", why: "the connection was closed before a response" },
  "tcp.reset.mid-headers": { verdict: "network", why: "the connection was reset within the response headers" },
  "http.truncated.headers": { verdict: "network", why: "the connection was closed within the response headers" },
  "http.truncated.body": { verdict: "network", why: "the connection was closed within the response body" },
  "tls.cert.expired": { verdict: "network", why: "the certificate has expired" },
  "tls.cert.not-yet-valid": { verdict: "network", why: "the certificate is not valid yet" },
  "tls.cert.self-signed": { verdict: "network", why: "the certificate is self-signed" },
  "tls.cert.untrusted": {
    verdict: "network",
    why: "the certificate's issuer is not trusted (a TLS-inspecting proxy?)",
  },
  "tls.cert.incomplete-chain": { verdict: "network", why: "the certificate chain is incomplete" },
  "tls.cert.wrong-host": { verdict: "network", why: "the certificate is for another host" },
  "tls.alert.unrecognized-name": { verdict: "network", why: "the peer does not know the host name" },
  "tls.alert.internal-error": { verdict: "network", why: "the peer reported an internal TLS error" },
  "tls.alert": { verdict: "network", why: "the peer ended the TLS handshake with an alert" },
  "tls.version": { verdict: "network", why: "client and peer have no TLS version in common" },
  "tls.not-tls": { verdict: "network", why: "the peer does not speak TLS on this port" },
  "tls.closed-in-handshake": { verdict: "network", why: "the connection ended within the TLS handshake" },
  "tls.timeout": { verdict: "network", why: "the TLS handshake timed out" },
  "http.on-tls-port": { verdict: "network", why: "the client sent plain HTTP to a TLS port" },
  "http.request.timeout": { verdict: "network", why: "the request could not be sent in time" },
  "http.headers.timeout": { verdict: "network", why: "the response headers did not arrive in time" },
  "ws.handshake.timeout": { verdict: "network", why: "the WebSocket handshake timed out" },
  "proxy.refused": { verdict: "network", why: "the proxy did not open the tunnel" },

  "local.fd-exhausted": { verdict: "local-fault", why: "this machine has no free file descriptors" },
  "local.address": { verdict: "local-fault", why: "this machine has no usable network address" },
  "local.memory": { verdict: "local-fault", why: "this machine is out of memory" },
  "local.unsafe-request": { verdict: "local-fault", why: "not sent: its path, a header or its sample is not safe" },
  "local.token": { verdict: "local-fault", why: "not sent: no Entra token could be obtained" },
  "local.internal": { verdict: "local-fault", why: "the prober failed with an internal error" },

  "inconclusive.unrecognised": { verdict: "inconclusive", why: "the response does not allow a conclusion" },
  "run.interrupted": { verdict: "inconclusive", why: "the run was interrupted during this cell" },
  "session.expired": { verdict: "inconclusive", why: "the session reached its time limit" },
  "inconclusive.unstable": { verdict: "inconclusive", why: "the attempts disagree" },
  // Only version 0.1 produces this cause: its HTTP client could not read past such a response.
  "http.unasked-100": {
    verdict: "inconclusive",
    why: "the response began with an unexpected 100 Continue, which the HTTP client cannot read past",
  },
  "http.body.timeout": { verdict: "inconclusive", why: "the response body did not end in time" },
  "app.not-json": { verdict: "inconclusive", why: "the response is not JSON: a portal or proxy may have answered" },
  "app.empty-body": { verdict: "inconclusive", why: "the response reports success without the expected body" },
  "app.unattributed": { verdict: "inconclusive", why: "no response header or body identifies the service" },
  "app.unexpected-success": { verdict: "inconclusive", why: "the response reports success in an undocumented form" },
  "control.unhealthy": { verdict: "inconclusive", why: "its control returned no response" },
  "control.missing-deployment-succeeds": {
    verdict: "inconclusive",
    why: "a nonexistent deployment returns the same result",
  },
  "control.missing-path-succeeds": {
    verdict: "inconclusive",
    why: "a nonexistent path returns success",
  },
  "control.look-alike": { verdict: "inconclusive", why: "a nonexistent deployment returns the same error" },
  "redirect.not-followed": {
    verdict: "inconclusive",
    why: "the client did not follow the redirect (rule of this tool)",
  },
  "ws.silent": { verdict: "inconclusive", why: "the expected event did not arrive in time" },
  "result.failed": {
    verdict: "inconclusive",
    why: "the service ended the response as failed and gave no known reason",
  },
  "session.unprompted-error": {
    verdict: "inconclusive",
    why: "the service reported an error before the client sent any event",
  },
  "ws.closed.no-reason": { verdict: "inconclusive", why: "the peer closed the connection without a reason" },
  "ws.closed.normal-early": { verdict: "inconclusive", why: "the peer closed the session before the result" },
  "ws.closed.unknown-code": { verdict: "inconclusive", why: "the peer closed the session with an unknown code" },
  "ws.reset": { verdict: "inconclusive", why: "the connection was reset before the result" },
  "cell.deadline": { verdict: "inconclusive", why: "the time limit of the cell was reached" },
  "local.suspended": {
    verdict: "inconclusive",
    why: "this machine was suspended or too busy during the attempt and its repetition",
  },

  "skipped.no-companion": {
    verdict: "skipped",
    why: "the target has no second deployment for this probe",
  },
  "skipped.host-not-named": {
    verdict: "skipped",
    why: "the configuration does not name the host that this probe needs",
  },
  "skipped.other-provider": { verdict: "skipped", why: "the provider of the target has no such API" },
  "skipped.credential-unset": {
    verdict: "skipped",
    why: "the environment variable for this target's credential is not set",
  },
  "skipped.deadline": { verdict: "skipped", why: "the deadline of the run passed before this cell began" },
  "skipped.interrupted": { verdict: "skipped", why: "the run ended before this cell" },
} as const satisfies Record<string, { verdict: VerdictKind; why: string }>;

export type Cause = keyof typeof CAUSES;

/** Returns the one verdict that a cause belongs to. */
export function verdictOf(cause: Cause): VerdictKind {
  return CAUSES[cause].verdict;
}

/** What a verdict names, as data. */
export interface VerdictFacts {
  /** The field of our request that the service refused: `body max_tokens`, `event session.turn_detection`. */
  field?: string;
  /** A field of our request that the words of a refusal mention, perhaps by chance. */
  mentions?: string;
  /** The service's word for the end of a response: `content_filter`, `max_output_tokens`. */
  reason?: string;
  /** The kind of credential with which the same request works. */
  credential?: string;
  /** The api-version with which the same request works. */
  apiVersion?: string;
  /** The type of content that arrived instead of the requested one: `output_text`. */
  form?: string;
}

/** The conclusion about one cell, and its evidence. */
export interface Verdict {
  verdict: VerdictKind;
  cause: Cause;
  stage: { reached: Stage | null; failedAt: Stage | null };
  /** JSON pointers into the result: `/recording/attempts/0/steps/1/hops/0`. */
  evidence: string[];
  /** True if the attempts disagreed. */
  unstable: boolean;
  /** Ids of the control and sibling cells that the verdict rests on. */
  restsOn: string[];
  /** Ids of the extra cells that settled the verdict. Absent: none were needed. */
  settledBy?: string[];
  /** Absent: the verdict names nothing more. */
  facts?: VerdictFacts;
}
