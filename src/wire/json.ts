import { createHash } from "node:crypto";
import { isJsonObject } from "../model/json.ts";
import type { Failure } from "../model/recording.ts";
import { captureHeaders } from "../redaction/capture.ts";
import type { WireContext } from "./context.ts";
import { type BoundCredential, credentialFor } from "./credential.ts";
import { readHttp } from "./http.ts";
import { WireUrl } from "./location.ts";
import { originOf } from "./origin.ts";
import { failure } from "./phases.ts";

/*
 * Lists of a JSON API that are no evidence, such as those of Azure Resource Manager. No recording has them, and a page may
 * be larger than what a recording keeps. Only what `read` takes out of a body leaves this folder, with known secrets
 * masked.
 */

/** Every answer of the emulator has this header. */
const EMULATOR = "x-aoai-probe-emulator";
/** Maximum bytes of a page. The models of one region take about one MiB. */
const LARGEST_PAGE = 16 * 1024 * 1024;

/** One request for a page of a list. */
interface JsonRequest {
  url: URL | WireUrl;
  /** Without any credential. */
  headers: [string, string][];
  credential: BoundCredential;
}

/** The page after this one. Its URL holds a continuation token, so it cannot be read. */
export interface NextPage {
  url: WireUrl;
  /** A hash of the URL. Two equal ones mean that the list goes round in a circle. */
  id: string;
}

/** A page as far as `read` understood it. */
export interface JsonPage<T> {
  /** Null if no status line arrived. */
  status: number | null;
  /** With credentials masked. */
  headers: [string, string][];
  /** What `read` returned. Null if the body is not JSON. */
  value: T | null;
  /** `refused`: `nextLink` leads to another origin or is no URL, so it is not followed. */
  next: { kind: "none" } | { kind: "page"; page: NextPage } | { kind: "refused" };
  failure: Failure | null;
  /** Whether an emulator answered. */
  isEmulated: boolean;
}

/** Requests one page. It follows no redirect, and never rejects because of a peer. */
export async function getJson<T>(
  { url, headers, credential }: JsonRequest,
  context: WireContext,
  read: (json: unknown) => T,
): Promise<JsonPage<T>> {
  const address = url instanceof WireUrl ? WireUrl.open(url) : url;
  const chosen = credentialFor(credential, address);
  const request = { transport: "http", method: "GET", url, headers, body: null, credential, signed: true } as const;
  const limits = { ...context.limits, body: LARGEST_PAGE };
  const { read: answer } = await readHttp(
    { ...request, headers, secretsAt: [], address, chosen },
    { ...context, limits },
  );
  const { response, body, failed } = answer;
  const json = parse(body);
  const raw = response?.rawHeaders ?? [];
  const pairs = raw.flatMap((name, index): [string, string][] =>
    index % 2 === 0 ? [[name, raw[index + 1] ?? ""]] : [],
  );
  return {
    status: response?.statusCode ?? null,
    headers: captureHeaders(pairs, context.vault),
    value: json === undefined ? null : masked(read(json), context),
    next: nextOf(json, address, context),
    isEmulated: pairs.some(([name]) => name.toLowerCase() === EMULATOR),
    failure: failed ?? (response === null ? failure("http.truncated.headers", "headers", null, "no response") : null),
  };
}

function parse(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString("utf8"));
  } catch {
    return undefined;
  }
}

/** A peer may repeat the credential of the request in any field. */
function masked<T>(value: T, { vault }: WireContext): T {
  const text = JSON.stringify(value);
  const safe = vault.redact(text);
  return safe === text ? value : JSON.parse(safe);
}

function nextOf(json: unknown, address: URL, { vault }: WireContext): JsonPage<unknown>["next"] {
  const link = isJsonObject(json) ? json.nextLink : null;
  if (link === undefined || link === null || link === "") return { kind: "none" };
  const next = typeof link === "string" && URL.canParse(link) ? new URL(link) : null;
  const isOwn = next !== null && originOf(next) === originOf(address) && next.username === "" && next.password === "";
  if (!isOwn) return { kind: "refused" };
  next.hash = "";
  const id = createHash("sha256").update(next.href).digest("hex");
  return { kind: "page", page: { url: new WireUrl(next, vault), id } };
}
