import { BASE_PATH } from "../model/base-path.ts";
import { isHeaderValue } from "../model/header-syntax.ts";
import type { JsonObject } from "../model/json.ts";
import { oncePer } from "../model/once.ts";
import type { Step } from "../model/probe.ts";
import { reasonNotToSet } from "../model/probe-header.ts";
import { pathAt } from "../model/provider.ts";
import type { Target } from "../model/target.ts";
import { fill, fillJson, placeholdersIn, type Values } from "./placeholder.ts";
import { encodeSegment } from "./url-text.ts";

/**
 * A part of a multipart body: a field, or a file of the catalogue. A field without a type is plain text. A file without
 * a filename is sent as a field.
 */
export type Part = { name: string } & (
  | { value: string; type?: string }
  | { file: string; type: string; filename: string | null }
);

/** The request of a step with every placeholder filled, but without a credential. */
export interface RenderedRequest {
  transport: "http" | "websocket";
  method: "GET" | "POST";
  url: URL;
  headers: [string, string][];
  body:
    | { kind: "none" }
    | { kind: "json"; json: JsonObject }
    | { kind: "multipart"; parts: Part[] }
    | { kind: "file"; file: string; type: string };
}

/** Whether a step makes an HTTP request or handshake. */
export function isRequest(step: Pick<Step, "get" | "post" | "websocket">): boolean {
  return step.get !== undefined || step.post !== undefined || step.websocket !== undefined;
}

/** Whether a step names the deployment itself, or its model. */
export const namesDeployment = oncePer((step: Step) => placeholdersIn(step).some((name) => selectsDeployment(name)));

/** Whether a placeholder names the deployment: by its own name, or by the name of its model. */
export function selectsDeployment(placeholder: string): boolean {
  return placeholder === "deployment" || placeholder === "model";
}

/** Returns the origin that a step connects to. Null if the target does not name that host. */
export function originOf(step: Pick<Step, "host">, target: Target): string | null {
  if (step.host === undefined) return target.endpoint;
  return target.hosts[step.host] ?? null;
}

/**
 * Returns the path of a step at a target, with unfilled placeholders. Null if the target's provider has no such API.
 */
export function pathOf(step: Step, target: Target): string | null {
  return pathAt(target.provider ?? "azure", step.websocket ?? step.post ?? step.get ?? "/");
}

/** The path before that of a step. Further hosts have none. */
function basePathOf({ host }: Step, { basePath = "" }: Target): string {
  if (host !== undefined || basePath === "") return "";
  if (!BASE_PATH.test(basePath)) throw new RequestError(`the base path of the target is not valid: correct it.`);
  return basePath;
}

/** A request that may not be sent: it would leave its own path, or it sets a header that a probe may not set. */
export class RequestError extends Error {
  override name = "RequestError";
}

/**
 * Renders a step that makes a request. Throws if a placeholder has no value or the target does not name the host.
 *
 * @throws RequestError with step and path if the request would go to another path or origin than the step states
 */
export function renderRequest(step: Step, values: Values, target: Target): RenderedRequest {
  const origin = originOf(step, target);
  if (origin === null)
    throw new Error(`the target '${target.name}' does not name the host '${step.host}': add it to the configuration`);
  const path = pathOf(step, target);
  if (path === null)
    throw new Error(`the provider of the target '${target.name}' has no API for the step ${step.stage}`);
  const transport = step.websocket === undefined ? "http" : "websocket";
  const url = renderUrl(step, path, values, `${new URL(origin).origin}${basePathOf(step, target)}`);
  if (transport === "websocket") url.protocol = url.protocol === "https:" ? "wss:" : "ws:";
  for (const [name, value] of Object.entries(step.query ?? {})) url.searchParams.append(name, fill(value, values));
  return {
    transport,
    method: step.post === undefined ? "GET" : "POST",
    url,
    headers: renderHeaders(step, path, values),
    body: renderBody(step, values),
  };
}

/**
 * The only place that decides the host and path of a request. Packs, saved reports, deployment names and values from a
 * peer may hold anything. The URL must therefore be the step's own origin and base path followed by the filled path,
 * character by character. If a URL parser reads another host or path, the step ends and nothing is sent.
 */
function renderUrl(step: Step, path: string, values: Values, base: string): URL {
  const encode = (value: string) => {
    // An empty value makes two slashes meet. That is another path and, at the beginning, another host.
    if (value === "") throw strayError(step, path);
    return encodeSegment(value);
  };
  const filled = fill(path, values, encode);
  const text = `${base}${filled}`;
  if (!filled.startsWith("/") || filled.startsWith("//") || !URL.canParse(text)) throw strayError(step, path);
  const url = new URL(text);
  if (`${url.origin}${url.pathname}` !== text) throw strayError(step, path);
  return url;
}

function strayError({ stage }: Step, path: string): RequestError {
  return new RequestError(
    `step '${stage}', path ${path}: the values change the path or host: use non-empty values that are not only dots.`,
  );
}

function renderHeaders(step: Step, path: string, values: Values): [string, string][] {
  const own = Object.entries(step.headers ?? {}).map(([name, pattern]): [string, string] => {
    const value = fill(pattern, values);
    const reason =
      reasonNotToSet(name) ??
      (isHeaderValue(value) ? null : "has an invalid value: use one line of visible characters");
    if (reason === null) return [name, value];
    throw new RequestError(`step '${step.stage}', path ${path}: the header ${name} ${reason}.`);
  });
  return step.subprotocol === undefined ? own : [["Sec-WebSocket-Protocol", step.subprotocol], ...own];
}

function renderBody(step: Step, values: Values): RenderedRequest["body"] {
  if (step.json !== undefined) return { kind: "json", json: fillJson(step.json, values) };
  if (step.body !== undefined) return { kind: "file", ...step.body };
  if (step.multipart === undefined) return { kind: "none" };
  const parts = Object.entries(step.multipart).map(([name, part]): Part => {
    if (typeof part === "string") return { name, value: fill(part, values) };
    if ("json" in part) return { name, value: JSON.stringify(fillJson(part.json, values)), type: "application/json" };
    return {
      name,
      file: part.file,
      type: part.type,
      filename: part.filename === undefined ? part.file : part.filename,
    };
  });
  return { kind: "multipart", parts };
}
