import type { Question } from "../emulator/question.ts";
import { isJsonObject, type Json, type JsonObject } from "../model/json.ts";
import type { Hop } from "../model/recording.ts";
import { isCredentialName, isOpenQueryName } from "../redaction/credential-names.ts";

/*
 * A question as it is compared: what a recording keeps of one and what a client asks come to the same text. Ids are
 * masked, for a replay gives fresh ones; audio is a word, for a client says its own; secrets are their kind.
 */

/** How a question shows who asks. `own`: the resource's key; `minted`: an ephemeral secret. */
export type CredentialKind = "none" | "own" | "token" | "minted" | "unknown";

/** The same question, as exactly as it was recorded, and without what a client of another make does differently. */
export interface AskedKey {
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
  /** The beta header, which changes what a path means. */
  beta: string;
}

/** A recorded hop as a question. */
export function askedByHop(hop: Hop): AskedKey {
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

/** What a client asks, once it is known whose credential it shows. */
export function askedByClient(question: Question, credential: CredentialKind): AskedKey {
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

function keyOf(parts: Parts): AskedKey {
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

/** A client event as it is compared: its own id is not part of the question. */
export function askedByEvent(event: JsonObject): string {
  const { event_id: _, ...rest } = event;
  return canonical(rest);
}

/** True for an event that brings audio: how many of them a client sends is of the moment. */
export function bringsAudio(event: JsonObject): boolean {
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
  const shown = [headerOf(hop, "api-key"), headerOf(hop, "authorization"), inQuery].find((value) => value !== "");
  if (shown === undefined) return "none";
  return KINDS[LABEL.exec(shown)?.[1] ?? ""] ?? "unknown";
}

function bodyOfHop(hop: Hop): string {
  const { requestBody } = hop;
  if (requestBody === null || requestBody.bytes === 0) return "";
  if (isJsonObject(requestBody.json)) return canonical(requestBody.json);
  const text = requestBody.text ?? "";
  return headerOf(hop, "content-type").startsWith("multipart/") ? formOf(text.split("\n")) : textOf(text);
}

function bodyOfClient({ body }: Question): string {
  switch (body.kind) {
    case "none":
      return "";
    case "json":
      return canonical(body.value);
    case "form": {
      const file = body.file === null ? [] : [`file=@${body.file.name} (`];
      return formOf([...[...body.fields].map(([name, value]) => `${name}=${value}`), ...file]);
    }
    case "text":
      return textOf(body.text);
    case "unreadable":
    case "too-large":
      return "unreadable";
  }
}

/** Fields as they are; of a file its format alone. */
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

function canonical(value: Json): string {
  return JSON.stringify(value, (name: string, member: Json) => {
    if (name === "audio" && typeof member === "string") return "·";
    if (name === "audio" && isJsonObject(member) && "sha256" in member) return "·";
    if (typeof member === "string") return withoutIds(member);
    if (!isJsonObject(member)) return member;
    return Object.fromEntries(Object.entries(member).sort(([a], [b]) => (a < b ? -1 : 1)));
  });
}

function headerOf(hop: Hop, name: string): string {
  return hop.requestHeaders.find(([other]) => other.toLowerCase() === name)?.[1] ?? "";
}
