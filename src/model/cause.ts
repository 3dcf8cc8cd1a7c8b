import type { VerdictKind } from "./verdict.ts";

/**
 * The closed list of causes. Each belongs to one verdict and says, in words for a reader, why it was given.
 * `why` completes the sentence "no evidence: …" or "refused: …".
 */
export const CAUSES = {
  "result.received": { verdict: "supported", why: "the result came back" },

  "result.unprovable": { verdict: "partial", why: "accepted as far as this probe can go" },
  "result.empty": { verdict: "partial", why: "the result came back empty" },
  "result.incomplete": { verdict: "partial", why: "the result began to come, and was cut short" },
  "result.unrelated": { verdict: "partial", why: "the transcript shares no word with the sample" },
  "app.setting-ignored": {
    verdict: "partial",
    why: "a requested setting is missing from the echo, and its effect never came",
  },

  "refused.operation": { verdict: "unsupported", why: "the service refuses this operation for this model" },
  "refused.unknown-code": {
    verdict: "unsupported",
    why: "refused in words not on record, while another deployment got further",
  },
  "refused.model-retired": { verdict: "unsupported", why: "the service says that the model is retired" },

  "deployment.not-found": { verdict: "not-deployed", why: "the service says the deployment does not exist" },
  "deployment.same-as-missing": {
    verdict: "not-deployed",
    why: "answered exactly like a deployment that cannot exist",
  },

  "route.not-found": { verdict: "no-route", why: "the service says the path does not exist" },
  "route.same-as-missing": { verdict: "no-route", why: "answered exactly like a path that cannot exist" },
  "route.api-version": { verdict: "no-route", why: "the service says the api-version is not served here" },

  "auth.key-invalid": { verdict: "auth", why: "the key was not accepted" },
  "auth.key-unread": { verdict: "auth", why: "the answer says that no key was sent" },
  "auth.key-disabled": { verdict: "auth", why: "key authentication is disabled on the resource" },
  "auth.token-audience": { verdict: "auth", why: "the token is for another audience" },
  "auth.token-expired": { verdict: "auth", why: "the token has expired" },
  "auth.token-host": { verdict: "auth", why: "a token is taken only at the resource's own host name" },
  "auth.token-unaccepted": {
    verdict: "auth",
    why: "no token, a wrong one, of another audience or expired, says the answer",
  },
  "auth.token-invalid": { verdict: "auth", why: "the token was not accepted" },
  "auth.role-missing": { verdict: "auth", why: "the identity lacks a role" },
  "auth.network-acl": { verdict: "auth", why: "network rules of the resource deny access" },
  "auth.ephemeral-required": { verdict: "auth", why: "an ephemeral token is required here" },
  "auth.ephemeral-expired": { verdict: "auth", why: "the ephemeral token had expired" },
  "auth.client-certificate": { verdict: "auth", why: "a client certificate is demanded" },
  "auth.proxy": { verdict: "auth", why: "the proxy demands credentials" },
  "auth.refused": { verdict: "auth", why: "for no reason on record" },

  "throttled.call-rate": { verdict: "throttled", why: "the call rate limit was reached" },
  "throttled.handshake-rate": { verdict: "throttled", why: "the rate limit of new connections was reached" },
  "throttled.token-rate": { verdict: "throttled", why: "the token rate limit was reached" },
  "throttled.quota": { verdict: "throttled", why: "the quota was used up" },

  "request.session-type-mismatch": {
    verdict: "rejected-request",
    why: "the update is of another session type than the connection",
  },
  "request.session-type-unknown": { verdict: "rejected-request", why: "the service does not know the session type" },
  "request.selector-missing": { verdict: "rejected-request", why: "neither a deployment nor an intent was named" },
  "request.selectors-exclusive": { verdict: "rejected-request", why: "two selectors were given where one works" },
  "request.shape": { verdict: "rejected-request", why: "a parameter is not known on this surface" },
  "request.parameter": { verdict: "rejected-request", why: "a parameter was refused" },
  "request.api-version": { verdict: "rejected-request", why: "the model is served with another api-version only" },
  "request.content-filter": { verdict: "rejected-request", why: "the content filter refused the prompt" },
  "ws.policy-close": { verdict: "rejected-request", why: "the peer closed because its policy forbids the session" },
  "ws.protocol-close": { verdict: "rejected-request", why: "the peer closed, and calls what we sent a protocol error" },
  "request.before-deployment": { verdict: "rejected-request", why: "refused before the deployment was named" },
  "request.refused": { verdict: "rejected-request", why: "our request was refused" },

  "server.5xx": { verdict: "server-fault", why: "the service answered with a server error" },
  "server.error-event": { verdict: "server-fault", why: "the service reported an error of its own" },
  "server.timeout": { verdict: "server-fault", why: "the service did not finish in time, and says so" },
  "server.close": { verdict: "server-fault", why: "the service closed with a server error code" },
  "server.gateway": { verdict: "server-fault", why: "a gateway answered in place of the service" },

  "http.not-http": { verdict: "protocol-violation", why: "the peer does not speak HTTP" },
  "http.bad-status": { verdict: "protocol-violation", why: "the status line is not valid" },
  "http.bad-redirect": { verdict: "protocol-violation", why: "a redirect without a Location that can be read" },
  "http.malformed-header": { verdict: "protocol-violation", why: "a header is not valid" },
  "http.headers.too-large": { verdict: "protocol-violation", why: "the headers exceed the limit" },
  "http.framing": { verdict: "protocol-violation", why: "the body's framing is not valid" },
  "http.encoding": { verdict: "protocol-violation", why: "the content encoding is not valid" },
  "http.informational-flood": { verdict: "protocol-violation", why: "informational responses without end" },
  "http.unexpected-101": { verdict: "protocol-violation", why: "a plain request was answered with 101" },
  "http.body.too-large": { verdict: "protocol-violation", why: "the body exceeds the limit" },
  "ws.bad-101": { verdict: "protocol-violation", why: "the 101 is not a valid WebSocket handshake" },
  "ws.bad-accept": { verdict: "protocol-violation", why: "Sec-WebSocket-Accept is missing or wrong" },
  "ws.frame": { verdict: "protocol-violation", why: "a WebSocket frame is not valid" },
  "ws.utf8": { verdict: "protocol-violation", why: "a text message is not valid UTF-8" },
  "ws.too-large": { verdict: "protocol-violation", why: "a message exceeds the limit" },
  "ws.flood": { verdict: "protocol-violation", why: "messages or pings without end" },
  "ws.bad-close": { verdict: "protocol-violation", why: "the close frame is not valid" },
  "app.bad-event": { verdict: "protocol-violation", why: "messages are not events of the protocol" },

  "redirect.dead-path": { verdict: "redirect", why: "redirected to a path not served" },
  "redirect.loop": { verdict: "redirect", why: "redirected in a loop" },
  "redirect.too-many": { verdict: "redirect", why: "redirected more than five times" },

  "dns.nxdomain": { verdict: "network", why: "the host name does not exist" },
  "dns.nodata": { verdict: "network", why: "the host name has no address" },
  "dns.servfail": { verdict: "network", why: "the resolver failed" },
  "dns.refused": { verdict: "network", why: "the resolver refused" },
  "dns.timeout": { verdict: "network", why: "the resolver did not answer in time" },
  "tcp.refused": { verdict: "network", why: "the connection was refused" },
  "tcp.timeout": { verdict: "network", why: "the connection was not made in time" },
  "tcp.unreachable": { verdict: "network", why: "the host is not reachable" },
  "tcp.prohibited": { verdict: "network", why: "a firewall or a route forbids connections to this address" },
  "tcp.reset.connect": { verdict: "network", why: "the connection was reset while it was made" },
  "tcp.reset.awaiting-headers": { verdict: "network", why: "the connection was reset before an answer" },
  "tcp.closed.awaiting-headers": { verdict: "network", why: "the connection was closed before an answer" },
  "tcp.reset.mid-headers": { verdict: "network", why: "the connection was reset within the headers" },
  "http.truncated.headers": { verdict: "network", why: "the connection was closed within the headers" },
  "http.truncated.body": { verdict: "network", why: "the connection was closed within the body" },
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
  "tls.version": { verdict: "network", why: "no TLS version in common" },
  "tls.not-tls": { verdict: "network", why: "the peer does not speak TLS on this port" },
  "tls.closed-in-handshake": { verdict: "network", why: "the connection ended within the TLS handshake" },
  "tls.timeout": { verdict: "network", why: "the TLS handshake did not end in time" },
  "http.on-tls-port": { verdict: "network", why: "plain HTTP was sent to a TLS port" },
  "http.request.timeout": { verdict: "network", why: "the request could not be sent in time" },
  "http.headers.timeout": { verdict: "network", why: "no complete header block came in time" },
  "ws.handshake.timeout": { verdict: "network", why: "the WebSocket handshake was not answered in time" },
  "proxy.refused": { verdict: "network", why: "the proxy did not make the tunnel" },

  "local.fd-exhausted": { verdict: "local-fault", why: "this machine has no file descriptors left" },
  "local.address": { verdict: "local-fault", why: "this machine has no usable network address" },
  "local.memory": { verdict: "local-fault", why: "this machine is out of memory" },
  "local.disk": { verdict: "local-fault", why: "this machine's disk is full or not writable" },
  "local.unsafe-request": { verdict: "local-fault", why: "not sent: its path, a header or its sample is not safe" },
  "local.internal": { verdict: "local-fault", why: "the prober itself failed" },

  "inconclusive.unrecognised": { verdict: "inconclusive", why: "an answer that nothing may be concluded from" },
  "run.interrupted": { verdict: "inconclusive", why: "the run was interrupted while this cell was asked" },
  "session.expired": { verdict: "inconclusive", why: "the session ended by its time limit" },
  "inconclusive.unstable": { verdict: "inconclusive", why: "attempts disagree" },
  // Given by version 0.1, whose HTTP client could not read past it.
  "http.unasked-100": {
    verdict: "inconclusive",
    why: "the answer began with an unasked 100 Continue, which the HTTP client does not read past",
  },
  "http.body.timeout": { verdict: "inconclusive", why: "the body did not end in time" },
  "app.not-json": { verdict: "inconclusive", why: "the answer is not JSON: a portal or proxy may have spoken" },
  "app.empty-body": { verdict: "inconclusive", why: "the answer is a success without the body that was due" },
  "app.unattributed": { verdict: "inconclusive", why: "the answer bears no mark of the service" },
  "app.unexpected-success": { verdict: "inconclusive", why: "a success of another shape than documented" },
  "control.unhealthy": { verdict: "inconclusive", why: "the control beside it gave no answer" },
  "control.missing-deployment-succeeds": {
    verdict: "inconclusive",
    why: "a deployment that cannot exist gets the same result",
  },
  "control.missing-path-succeeds": {
    verdict: "inconclusive",
    why: "a path that cannot exist is answered with success",
  },
  "control.look-alike": { verdict: "inconclusive", why: "a deployment that cannot exist is refused in the same words" },
  "redirect.not-followed": { verdict: "inconclusive", why: "the probe does not follow this redirect" },
  "ws.silent": { verdict: "inconclusive", why: "the expected event did not come in time" },
  "ws.closed.no-reason": { verdict: "inconclusive", why: "the peer went away without a reason" },
  "ws.closed.normal-early": { verdict: "inconclusive", why: "the peer closed before the result" },
  "ws.closed.unknown-code": { verdict: "inconclusive", why: "the peer closed with a code not on record" },
  "ws.reset": { verdict: "inconclusive", why: "the connection was reset before the result" },
  "cell.deadline": { verdict: "inconclusive", why: "the cell's time was used up" },
  "local.suspended": {
    verdict: "inconclusive",
    why: "this machine was suspended or too busy during the attempt, and again during its repetition",
  },

  "skipped.no-companion": { verdict: "skipped", why: "the target has no deployment of the role this probe also needs" },
  "skipped.host-not-named": { verdict: "skipped", why: "the host this probe needs is not named in the configuration" },
  "skipped.other-provider": { verdict: "skipped", why: "the target's provider has no such surface" },
  "skipped.credential-unset": {
    verdict: "skipped",
    why: "the variable that holds this target's credential is not set",
  },
  "skipped.interrupted": { verdict: "skipped", why: "the run ended before this cell" },
} as const satisfies Record<string, { verdict: VerdictKind; why: string }>;

export type Cause = keyof typeof CAUSES;

/** The one verdict that a cause belongs to. */
export function verdictOf(cause: Cause): VerdictKind {
  return CAUSES[cause].verdict;
}
