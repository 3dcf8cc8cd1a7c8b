import type { CloseFrame, Frame } from "../model/recording.ts";
import { captureBody, captureHeaders, captureMessage, captureSent } from "../redaction/capture.ts";
import { isStrong } from "../redaction/forms.ts";
import type { Vault } from "../redaction/secret.ts";
import { redactUrl } from "../redaction/url.ts";
import { type CapturedHop, DEFAULT_LIMITS } from "../wire/hop.ts";
import { parseLocations, REDIRECTS } from "../wire/location.ts";
import { listCredentials } from "./credentials.ts";
import type { Exchange } from "./exchange.ts";
import { MINTED } from "./journey.ts";
import { locationsOf } from "./redirect-chain.ts";

/** An exchange without its secrets. */
export interface Captured {
  /** Null if the file does not hold the handshake. */
  hop: CapturedHop | null;
  /** Null if the exchange is not a WebSocket. */
  frames: Frame[] | null;
  /** Whether the request carried a bearer token. */
  hasBearer: boolean;
}

const SHORTEST_SECRET = 8;
const CONTROL = /[\u0000-\u001f\u007f]/;

/** Registers every credential of the exchanges. All of them must be known before the first text is kept. */
export function registerSecrets(exchanges: Exchange[], vault: Vault): void {
  for (const one of exchanges) {
    for (const value of listCredentials(one)) {
      if (value.length < SHORTEST_SECRET || CONTROL.test(value)) continue;
      // A weak value could be an ordinary word of the report, and must not prevent it.
      vault.register(value, isStrong(value) ? "apikey" : "ephemeral");
    }
    if (one.url !== null) redirectOf(one, one.url, vault);
    if (one.responseBody !== null) captureBody(one.responseBody, false, MINTED, vault, DEFAULT_LIMITS.evidence);
  }
}

/**
 * Returns an exchange as a run would have recorded it.
 * @param from milliseconds from the start of the attempt to that of the exchange
 */
export function captureExchange(exchange: Exchange, from: number, vault: Vault): Captured {
  const { durationMs, messages, close } = exchange;
  const frames = messages?.map((message): Frame => {
    const { event, text } = captureMessage(message.text, vault, DEFAULT_LIMITS.evidence);
    const bytes = Buffer.byteLength(message.text);
    return { kind: "message", at: from + message.at, direction: message.direction, event, text, bytes };
  });
  if (frames !== undefined && close !== null) frames.push(closeFrame(close, from + durationMs, vault));
  const bearer = exchange.requestHeaders.find(([name]) => /^authorization$/i.test(name))?.[1] ?? "";
  return {
    hop: exchange.url === null ? null : hopOf(exchange, exchange.url, from, vault),
    frames: frames ?? null,
    hasBearer: /^Bearer /i.test(bearer),
  };
}

function hopOf(exchange: Exchange, url: string, at: number, vault: Vault): CapturedHop {
  const { requestBody, responseBody, status, durationMs } = exchange;
  const none = { dns: null, tcp: null, tls: null, sent: null, firstByte: null };
  return {
    at,
    transport: exchange.messages === null ? "http" : "websocket",
    method: exchange.method,
    url: redactUrl(exchange.messages === null ? url : url.replace(/^http/i, "ws"), vault),
    requestHeaders: captureHeaders(exchange.requestHeaders, vault),
    requestBody:
      requestBody === null
        ? null
        : captureSent(requestBody, Buffer.byteLength(requestBody), vault, DEFAULT_LIMITS.evidence),
    status,
    responseHeaders: captureHeaders(exchange.responseHeaders, vault),
    body: responseBody === null ? null : captureBody(responseBody, false, MINTED, vault, DEFAULT_LIMITS.evidence).body,
    phases: { ...none, end: exchange.messages === null && durationMs > 0 ? durationMs : null },
    remote: null,
    failure: null,
    redirect: redirectOf(exchange, url, vault),
  };
}

function redirectOf(exchange: Exchange, url: string, vault: Vault): CapturedHop["redirect"] {
  if (exchange.status === null || !REDIRECTS.includes(exchange.status)) return null;
  const sent = listCredentials(exchange).flatMap((value) => vault.known(value) ?? [])[0] ?? null;
  return parseLocations([...new Set(locationsOf(exchange))], new URL(url), sent, vault).redirect;
}

function closeFrame(close: NonNullable<Exchange["close"]>, at: number, vault: Vault): CloseFrame {
  return { kind: "close", at, ...close, reason: vault.redact(close.reason), transport: "open", failure: null };
}
