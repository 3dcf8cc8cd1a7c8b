import type { Failure, Hop, Location } from "../model/recording.ts";
import { captureSent } from "../redaction/capture.ts";
import type { Secret, Vault } from "../redaction/secret.ts";
import { redactUrl } from "../redaction/url.ts";
import type { Channel } from "./channel.ts";
import type { WireContext } from "./context.ts";
import { addressWith, type Credential, claimsOf, credentialFor, shownHeadersOf } from "./credential.ts";
import type { HopRequest, SignedRequest } from "./exchange.ts";
import { httpHop } from "./http.ts";
import { type ParsedLocation, parseLocations, REDIRECTS, WireUrl } from "./location.ts";
import { failure } from "./phases.ts";
import { proxyFor } from "./proxy.ts";
import { webSocketHop } from "./websocket.ts";

export type { WireContext } from "./context.ts";
export type { HopRequest } from "./exchange.ts";
export { DEFAULT_DEADLINES, DEFAULT_LIMITS, type Deadlines, type Limits } from "./limits.ts";

/** A hop as the wire captures it. Whether to follow its `Location` is decided by the caller. */
export interface CapturedHop extends Omit<Hop, "redirect"> {
  redirect: Location | null;
}

export interface HopOutcome {
  hop: CapturedHop;
  /** The values at `secretsAt`. */
  secrets: Record<string, Secret>;
  /** The destination of a redirect. Null if there is none, or if it cannot be requested. */
  next: ParsedLocation["next"];
  /** The open socket after a 101. */
  channel: Channel | null;
}

/**
 * Makes one request, once, and captures its one outcome. It follows no redirect, and never rejects because of a peer.
 */
export async function openHop(request: HopRequest, context: WireContext): Promise<HopOutcome> {
  const at = Math.round((performance.now() - context.origin) * 10) / 10;
  const given = request.url instanceof WireUrl ? WireUrl.open(request.url) : request.url;
  const chosen: Credential = request.signed ? credentialFor(request.credential, given) : { kind: "none" };
  const address = addressWith(chosen, given);
  const shown = address === given ? request.url : address;
  const claims = claimsOf(chosen);
  const signed: SignedRequest = { ...request, address, chosen };
  const { secrets, channel, locations, ...exchange } =
    request.transport === "http" ? await httpHop(signed, context) : await webSocketHop(signed, context);
  const sent = chosen.kind === "none" ? null : chosen.secret;
  const redirects = exchange.status !== null && REDIRECTS.includes(exchange.status);
  const parsed = redirects ? parseLocations(locations, address, sent, context.vault) : null;
  const proxy = proxyFor(address, context.network.proxies);
  const hop: CapturedHop = {
    at,
    ...(proxy === null ? {} : { proxy: proxy.origin }),
    transport: request.transport,
    method: request.method,
    url: shown instanceof WireUrl ? shown.toString() : redactUrl(shown.href, context.vault),
    requestHeaders: shownHeaders(signed, context.vault),
    ...(claims === null ? {} : { token: claims }),
    requestBody:
      request.body === null
        ? null
        : captureSent(request.body.shown, request.body.bytes.byteLength, context.vault, context.limits.evidence),
    ...exchange,
    failure: statusFault(exchange.status) ?? exchange.failure,
    redirect: parsed?.redirect ?? null,
  };
  return { hop, secrets, next: parsed?.next ?? null, channel };
}

/** Checks the status, because the parsers accept values outside the classes of RFC 9110. */
function statusFault(status: number | null): Failure | null {
  if (status === null || (status >= 100 && status <= 599)) return null;
  return failure("http.bad-status", "headers", null, `the status ${status} is outside the classes 1xx to 5xx`);
}

function shownHeaders(request: SignedRequest, vault: Vault): [string, string][] {
  const own = request.headers.map(([name, value]): [string, string] => [name, vault.redact(value)]);
  return [...own, ...shownHeadersOf(request.chosen)];
}
