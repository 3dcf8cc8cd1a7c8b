import type { IncomingHttpHeaders, IncomingMessage } from "node:http";
import { isJsonObject, type JsonObject } from "../model/json.ts";

/** The body of a request. */
type AskedBody =
  | { kind: "none" }
  | { kind: "json"; value: JsonObject }
  | { kind: "form"; fields: Map<string, string>; file: { name: string; bytes: number } | null }
  | { kind: "text"; type: string; text: string }
  | { kind: "unreadable" }
  /** More than this caller may send. The received bytes were dropped. */
  | { kind: "too-large" };

/** One request or handshake, read. */
export interface Question {
  transport: "http" | "websocket";
  method: string;
  path: string;
  query: URLSearchParams;
  /** The query as received, without `?`. */
  search: string;
  headers: IncomingHttpHeaders;
  /** Subprotocols a handshake offers. */
  protocols: string[];
  body: AskedBody;
}

/** Maximum bytes of a body: the limit of the audio routes, and a reserve. */
const BODY_LIMIT = 26 * 1024 * 1024;

/**
 * Maximum for a caller without a valid credential, so that it cannot fill the memory. The spoken sample fits, so that a
 * client with a wrong key gets the refusal of the service.
 */
const STRANGERS_LIMIT = 256 * 1024;

/**
 * Reads a request to the end of its body, or to the limit for its caller.
 * @param isKnown whether the head of the request has a credential of this resource
 */
export async function readQuestion(request: IncomingMessage, isKnown: (head: Question) => boolean): Promise<Question> {
  const asked: Question = { ...head(request), transport: "http", body: { kind: "none" } };
  const body = await readBody(request, isKnown(asked) ? BODY_LIMIT : STRANGERS_LIMIT);
  if (body === null) return { ...asked, body: { kind: "too-large" } };
  return { ...asked, body: await parseBody(body, request.headers["content-type"] ?? "") };
}

/** Reads a handshake, which has no body. */
export function readHandshake(request: IncomingMessage): Question {
  return { ...head(request), transport: "websocket", body: { kind: "none" } };
}

function head(request: IncomingMessage): Omit<Question, "transport" | "body"> {
  const target = request.url ?? "/";
  const cut = target.indexOf("?");
  const search = cut < 0 ? "" : target.slice(cut + 1);
  const offered = request.headers["sec-websocket-protocol"] ?? "";
  return {
    method: request.method ?? "GET",
    path: cut < 0 ? target : target.slice(0, cut),
    query: new URLSearchParams(search),
    search,
    headers: request.headers,
    protocols: offered === "" ? [] : offered.split(",").map((name) => name.trim()),
  };
}

/** Returns null as soon as the body exceeds the limit. Later bytes are dropped. */
function readBody(request: IncomingMessage, limit: number): Promise<Buffer | null> {
  return new Promise((resolve, reject) => {
    const parts: Buffer[] = [];
    let size = 0;
    if (Number(request.headers["content-length"] ?? 0) > limit) resolve(null);
    request.on("data", (part: Buffer) => {
      size += part.length;
      if (size <= limit) parts.push(part);
      else {
        parts.length = 0;
        resolve(null);
      }
    });
    request.on("end", () => resolve(Buffer.concat(parts)));
    request.on("error", reject);
    request.on("close", () => reject(new Error("the caller went away")));
  });
}

async function parseBody(body: Buffer, type: string): Promise<AskedBody> {
  if (type.startsWith("multipart/form-data")) return await parseForm(body, type);
  if (body.length === 0) return { kind: "none" };
  const text = body.toString("utf8");
  if (type.startsWith("application/sdp")) return { kind: "text", type, text };
  try {
    const value: unknown = JSON.parse(text);
    return isJsonObject(value) ? { kind: "json", value } : { kind: "unreadable" };
  } catch {
    return { kind: "unreadable" };
  }
}

async function parseForm(body: Buffer, type: string): Promise<AskedBody> {
  const fields = new Map<string, string>();
  let file: { name: string; bytes: number } | null = null;
  try {
    const form = await new Response(new Uint8Array(body), { headers: { "content-type": type } }).formData();
    for (const [name, value] of form) {
      if (typeof value === "string") fields.set(name, value);
      else file = { name: value.name, bytes: value.size };
    }
  } catch {
    return { kind: "unreadable" };
  }
  return { kind: "form", fields, file };
}

/** The JSON body, or an empty object if there is none. */
export function jsonOf(question: Question): JsonObject {
  return question.body.kind === "json" ? question.body.value : {};
}
