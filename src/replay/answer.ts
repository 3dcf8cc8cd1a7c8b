import type { Question } from "../emulator/question.ts";
import type { Given } from "../emulator/responder.ts";
import { EMULATOR_HEADER } from "../emulator/service.ts";
import { isJsonObject } from "../model/json.ts";
import type { Hop } from "../model/recording.ts";
import type { ClientState } from "./client-state.ts";
import { httpOrigin, secondsSince } from "./story.ts";

/** What every replayed answer needs. */
export interface Place {
  /** Recorded origin → origin of the listener that replaces it. */
  origins: Map<string, string>;
  /** The replay's own credentials. */
  key: string;
  token: string;
  /** The name for answers that do not name an emulator themselves. */
  name: string;
}

/** Headers of the connection instead of the answer. The listener writes its own. */
const MADE_ANEW =
  /^(connection|content-encoding|content-length|date|keep-alive|sec-websocket-.*|trailer|transfer-encoding|upgrade|x-ms-client-request-id)$/i;

/** Returns the recorded answer with fresh ids for this client. The caller handles what follows a 101. */
export function replayAnswer(
  hop: Hop,
  question: Question,
  state: ClientState,
  place: Place,
): Exclude<Given, { kind: "open" }> {
  if (hop.status === null || !isWritable(hop.status) || hop.failure?.cause === "ws.bad-101") return replayFailure(hop);
  const seconds = secondsSince(state.leader.story);
  return {
    kind: "reply",
    status: hop.status,
    headers: headersOf(hop, question, state, place),
    bytes: bytesOf(hop, state, seconds),
  };
}

/** Returns the answer for a request that no recording contains. It has no mark of the service. */
export function makeNotRecorded(question: Question, { name }: Pick<Place, "name">): Given {
  const what = question.transport === "websocket" ? "handshake" : `${question.method} request`;
  const text = `The replayed report contains no ${what} of ${question.path} with this query, credential and body.`;
  return ownReply(501, text, name);
}

/** Returns the answer for a body that exceeds the limit. */
export function makeTooLarge({ name }: Pick<Place, "name">): Given {
  return ownReply(413, "The request body is too large for this caller. Authenticate first, or send less.", name);
}

function ownReply(status: number, text: string, name: string): Given {
  const headers: [string, string][] = [
    [EMULATOR_HEADER, name],
    ["content-type", "text/plain; charset=utf-8"],
  ];
  return { kind: "reply", status, headers, bytes: Buffer.from(`${text}\n`) };
}

/** Whether a listener may write the status. It sends no status line that a client could not read as a final one. */
function isWritable(status: number): boolean {
  return status === 101 || (status >= 200 && status <= 999);
}

function replayFailure({ failure }: Hop): Exclude<Given, { kind: "open" }> {
  if (failure !== null && /timeout|deadline/.test(failure.cause)) return { kind: "stall" };
  return { kind: "drop", how: failure?.code === "ECONNRESET" ? "reset" : "fin" };
}

function headersOf(hop: Hop, question: Question, { names }: ClientState, place: Place): [string, string][] {
  const own = hop.responseHeaders
    .filter(([name]) => !MADE_ANEW.test(name))
    .map(([name, value]): [string, string] => {
      return [
        name,
        name.toLowerCase() === "location" ? locationOf(hop, value, names.text(value), place) : names.text(value),
      ];
    });
  const requestId = question.headers["x-ms-client-request-id"];
  const marked = own.some(([name]) => name.toLowerCase() === EMULATOR_HEADER);
  return [
    ...(marked ? [] : [[EMULATOR_HEADER, place.name] satisfies [string, string]]),
    ...own,
    ...(typeof requestId === "string" ? [["x-ms-client-request-id", requestId] satisfies [string, string]] : []),
  ];
}

/** Rewrites a Location that leads to the recorded host, so that it leads to the listener. Others stay unchanged. */
function locationOf(hop: Hop, recorded: string, fresh: string, place: Place): string {
  const credential = hop.redirect?.credential ?? null;
  const own = credential?.sameAsSent === true ? encodeURIComponent(place.key) : "a-credential-that-was-not-sent";
  const text = fresh
    .replace(/REDACTED-(apikey|unknown)-\d+/g, own)
    .replace(/REDACTED-token-\d+/g, encodeURIComponent(place.token));
  if (!/^[a-z][a-z0-9+.-]*:\/\//i.test(recorded) || !URL.canParse(recorded)) return text;
  const target = new URL(recorded);
  const from = place.origins.get(httpOrigin(recorded)) ?? null;
  const listener = place.origins.get(httpOrigin(hop.url)) ?? null;
  if (from !== null) return moveOrigin(text, target.protocol, new URL(from).protocol, new URL(from).host);
  if (listener === null || target.hostname !== new URL(hop.url).hostname) return text;
  const { hostname, host } = new URL(listener);
  // A downgrade to a weaker scheme or another port of the same host stays one.
  const weaker = hop.redirect?.relation === "downgrade";
  return moveOrigin(text, target.protocol, target.protocol, weaker ? host : `${hostname}:${target.port || "443"}`);
}

function moveOrigin(text: string, was: string, as: string, host: string): string {
  const webSocket = was === "ws:" || was === "wss:";
  const secure = as === "https:" || as === "wss:";
  const scheme = webSocket ? (secure ? "wss" : "ws") : secure ? "https" : "http";
  return text.replace(/^[a-z][a-z0-9+.-]*:\/\/[^/?#]*/i, `${scheme}://${host}`);
}

function bytesOf({ body }: Hop, { names }: ClientState, seconds: number): Buffer {
  if (body === null) return Buffer.alloc(0);
  if (isJsonObject(body.json)) return Buffer.from(JSON.stringify(names.json(body.json, seconds)));
  return Buffer.from(names.text(body.cut && body.json !== null ? JSON.stringify(body.json) : (body.text ?? "")));
}
