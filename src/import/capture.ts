import type { CloseFrame, Frame, Hop } from "../model/recording.ts";
import { captureBody, captureHeaders, captureMessage, captureSent } from "../redaction/capture.ts";
import { isCredentialName } from "../redaction/credential-names.ts";
import { isStrong } from "../redaction/forms.ts";
import type { Vault } from "../redaction/secret.ts";
import { redactUrl } from "../redaction/url.ts";
import { DEFAULT_LIMITS } from "../wire/hop.ts";
import type { Exchange } from "./exchange.ts";

/** An exchange without its secrets. */
export interface Captured {
  exchange: Pick<Exchange, "place" | "startedAt" | "durationMs">;
  /** Null if the file does not hold the handshake. */
  hop: Hop | null;
  /** Null if the exchange is not a WebSocket. */
  frames: Frame[] | null;
  /** Whether the request carried a bearer token. */
  hasBearer: boolean;
}

/** Paths at which a mint returns its secret. */
const MINTED = ["value", "client_secret.value"];
/** A subprotocol of a browser that carries a key. */
const KEY_PROTOCOL = /openai-insecure-api-key\.([^\s,]+)/g;
const SHORTEST_SECRET = 8;
const CONTROL = /[\u0000-\u001f\u007f]/;

/** Registers every credential of the exchanges. All of them must be known before the first text is kept. */
export function registerSecrets(exchanges: Exchange[], vault: Vault): void {
  const register = (value: string) => {
    if (value.length < SHORTEST_SECRET || CONTROL.test(value)) return;
    // A weak value could be an ordinary word of the report, and must not prevent it.
    vault.register(value, isStrong(value) ? "apikey" : "ephemeral");
  };
  for (const one of exchanges) {
    for (const [name, value] of [...one.requestHeaders, ...one.responseHeaders]) {
      if (isCredentialName(name) && !/cookie/i.test(name)) register(value.replace(/^(?:Bearer|Basic)\s+/i, ""));
      for (const [, key = ""] of value.matchAll(KEY_PROTOCOL)) register(key);
    }
    for (const [name, value] of one.url === null ? [] : new URL(one.url).searchParams) {
      if (isCredentialName(name)) register(value.replace(/^Bearer\s+/i, ""));
    }
    if (one.responseBody !== null) captureBody(one.responseBody, false, MINTED, vault, DEFAULT_LIMITS.evidence);
  }
}

/** Returns an exchange as a run would have recorded it. */
export function captureExchange(exchange: Exchange, vault: Vault): Captured {
  const { place, startedAt, durationMs, messages, close } = exchange;
  const frames = messages?.map((message): Frame => {
    const { event, text } = captureMessage(message.text, vault, DEFAULT_LIMITS.evidence);
    const bytes = Buffer.byteLength(message.text);
    return { kind: "message", at: message.at, direction: message.direction, event, text, bytes };
  });
  if (frames !== undefined && close !== null) frames.push(closeFrame(close, durationMs, vault));
  const bearer = exchange.requestHeaders.find(([name]) => /^authorization$/i.test(name))?.[1] ?? "";
  return {
    exchange: { place, startedAt, durationMs },
    hop: exchange.url === null ? null : hopOf(exchange, exchange.url, vault),
    frames: frames ?? null,
    hasBearer: /^Bearer /i.test(bearer),
  };
}

function hopOf(exchange: Exchange, url: string, vault: Vault): Hop {
  const { requestBody, responseBody, status, durationMs } = exchange;
  const none = { dns: null, tcp: null, tls: null, sent: null, firstByte: null };
  return {
    at: 0,
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
    redirect: null,
  };
}

function closeFrame(close: NonNullable<Exchange["close"]>, at: number, vault: Vault): CloseFrame {
  return { kind: "close", at, ...close, reason: vault.redact(close.reason), transport: "open", failure: null };
}
