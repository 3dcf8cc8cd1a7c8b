import type { Question } from "../emulator/question.ts";
import { canonicalJson } from "../model/canonical-json.ts";
import { isJsonObject, type Json, type JsonObject } from "../model/json.ts";
import type { Hop } from "../model/recording.ts";
import { isCredentialName, isOpenQueryName } from "../redaction/credential-names.ts";

/*
 * Requests in a form that can be compared: a recorded request and a client's request give the same text. Ids are
 * masked, because a replay returns fresh ones. Audio is one word, because clients send their own. Secrets are their
 * kind.
 */

/** The kind of credential of a request. `own`: the resource's key. `minted`: a client secret. */
export type CredentialKind = "none" | "own" | "token" | "minted" | "unknown";

/** A request in two forms: exactly as recorded, and without the parts in which other clients differ. */
export interface RequestKey {
  exact: string;
  loose: string;
}

interface Parts {
  transport: string;
  method: string;
  path: string;
  query: URLSearchParams;
  credential: CredentialKind;
  body: string;
  /** The beta header, which changes the meaning of a path. */
  beta: string;
}

/** Returns the key of a recorded hop. */
export function keyOfHop(hop: Hop): RequestKey {
  const url = new URL(hop.url);
  return keyOf({
    transport: hop.transport,
    method: hop.method,
    path: url.pathname,
    query: url.searchParams,
    credential: credentialOfHop(hop, url),
    body: bodyOfHop(hop),
    beta: headerOf(hop, "openai-beta"),
  });
}

/** Returns the key of a client's request, given the kind of its credential. */
export function keyOfClientRequest(question: Question, credential: CredentialKind): RequestKey {
  return keyOf({
    transport: question.transport,
    method: question.method,
    path: question.path,
    query: question.query,
    credential,
    body: bodyOfClient(question),
    beta: String(question.headers["openai-beta"] ?? ""),
  });
}

function keyOf(parts: Parts): RequestKey {
  const pairs = [...parts.query].map(([name, value]) => [name, isOpenQueryName(name) ? withoutIds(value) : "·"]);
  const queries = (kept: string[][]) => kept.map((pair) => pair.join("=")).sort();
  const where = [parts.transport, parts.method, withoutIds(parts.path)];
  const open = pairs.filter(([name]) => !isCredentialName(name ?? ""));
  const who = parts.credential === "token" ? "own" : parts.credential;
  return {
    exact: JSON.stringify([...where, queries(pairs), parts.credential, parts.body, parts.beta]),
    loose: JSON.stringify([...where, queries(open), who, parts.body]),
  };
}

/** Returns the key of a client event, without the event's own id. */
export function keyOfEvent(event: JsonObject): string {
  const { event_id: _, ...rest } = event;
  return canonicalize(rest);
}

/** Whether an event carries audio. Clients send varying numbers of such events. */
export function hasAudio(event: JsonObject): boolean {
  return typeof event.type === "string" && event.type.endsWith("input_audio_buffer.append");
}

const LABEL = /REDACTED-(apikey|token|ephemeral|unknown)-\d+/;
const KINDS: Record<string, CredentialKind> = {
  apikey: "own",
  token: "token",
  ephemeral: "minted",
  unknown: "unknown",
};

function credentialOfHop(hop: Hop, url: URL): CredentialKind {
  const inQuery = [...url.searchParams].find(([name]) => isCredentialName(name))?.[1] ?? "";
  const shown = [headerOf(hop, "api-key"), headerOf(hop, "x-api-key"), headerOf(hop, "authorization"), inQuery].find(
    (value) => value !== "",
  );
  if (shown === undefined) return "none";
  return KINDS[LABEL.exec(shown)?.[1] ?? ""] ?? "unknown";
}

function bodyOfHop(hop: Hop): string {
  const { requestBody } = hop;
  if (requestBody === null || requestBody.bytes === 0) return "";
  if (isJsonObject(requestBody.json)) return canonicalize(requestBody.json);
  const text = requestBody.text ?? "";
  return headerOf(hop, "content-type").startsWith("multipart/") ? formOf(text.split("\n")) : textOf(text);
}

function bodyOfClient({ body }: Question): string {
  switch (body.kind) {
    case "none":
      return "";
    case "json":
      return canonicalize(body.value);
    case "form": {
      const file = body.file === null ? [] : [`file=@${body.file.name} (`];
      const fields = [...body.fields].map(([name, value]) => `${name}=${value.startsWith("v=0") ? SDP_FIELD : value}`);
      return formOf([...fields, ...file]);
    }
    case "text":
      return textOf(body.text);
    case "unreadable":
    case "too-large":
      return "unreadable";
  }
}

/** An offer that a client sends as a field. The record names its sample. */
const SDP_FIELD = "@offer.sdp (";

/** Returns the fields of a form. A file counts by its format alone. */
function formOf(lines: string[]): string {
  const parts = lines.map((line) => {
    const file = /^[^=]*=@(.*?) \(/.exec(line)?.[1];
    return file === undefined ? line : `@${/\.\w+$/.exec(file)?.[0] ?? ""}`;
  });
  return parts.sort().join("\n");
}

function textOf(text: string): string {
  return text.startsWith("v=0") ? "an SDP offer" : withoutIds(text);
}

const ID = /\b(event|item|sess|resp|conv|rtc|call|msg|part)_[A-Za-z0-9]{14,}\b/g;

function withoutIds(text: string): string {
  return text.replace(ID, "$1_·");
}

function canonicalize(value: Json): string {
  return canonicalJson(value, (name, member) => {
    if (name === "audio" && typeof member === "string") return "·";
    if (name === "audio" && isJsonObject(member) && "sha256" in member) return "·";
    return typeof member === "string" ? withoutIds(member) : member;
  });
}

function headerOf(hop: Hop, name: string): string {
  return hop.requestHeaders.find(([other]) => other.toLowerCase() === name)?.[1] ?? "";
}
