import type { JsonObject } from "../model/json.ts";
import type { Step } from "../model/probe.ts";
import { pathAt } from "../model/provider.ts";
import type { Target } from "../model/target.ts";
import { fill, fillJson, type Values } from "./placeholder.ts";
import { encodeSegment } from "./url-text.ts";

/** A part of a multipart body: a field, or a file of the catalogue. */
export type Part = { name: string } & ({ value: string } | { file: string; type: string; filename: string });

/** What a step asks of the service, with every placeholder filled and no credential yet. */
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

/** True for a step that makes a request of its own. */
export function isRequest(step: Step): boolean {
  return step.get !== undefined || step.post !== undefined || step.websocket !== undefined;
}

/** The origin a step goes to, or null where the target does not name that host. */
export function originOf(step: Pick<Step, "host">, target: Target): string | null {
  if (step.host === undefined) return target.endpoint;
  return target.hosts[step.host] ?? null;
}

/** The path a step asks at a target, placeholders unfilled; null where its provider has no such surface. */
export function pathOf(step: Step, target: Target): string | null {
  return pathAt(target.provider ?? "azure", step.websocket ?? step.post ?? step.get ?? "/");
}

/** Renders a step that makes a request. Throws where a placeholder has no value or the host is not named. */
export function renderRequest(step: Step, values: Values, target: Target): RenderedRequest {
  const origin = originOf(step, target);
  if (origin === null) throw new Error(`the host '${step.host}' is not named by the target '${target.name}'`);
  const path = pathOf(step, target);
  if (path === null) throw new Error(`the target '${target.name}' has no surface for ${step.rung}`);
  const transport = step.websocket === undefined ? "http" : "websocket";
  const url = new URL(fill(path, values, encodeSegment), origin);
  if (transport === "websocket") url.protocol = url.protocol === "https:" ? "wss:" : "ws:";
  for (const [name, value] of Object.entries(step.query ?? {})) url.searchParams.append(name, fill(value, values));
  return {
    transport,
    method: step.post === undefined ? "GET" : "POST",
    url,
    headers: Object.entries(step.headers ?? {}).map(([name, value]) => [name, fill(value, values)]),
    body: renderBody(step, values),
  };
}

function renderBody(step: Step, values: Values): RenderedRequest["body"] {
  if (step.json !== undefined) return { kind: "json", json: fillJson(step.json, values) };
  if (step.body !== undefined) return { kind: "file", ...step.body };
  if (step.multipart === undefined) return { kind: "none" };
  const parts = Object.entries(step.multipart).map(([name, part]): Part => {
    if (typeof part === "string") return { name, value: fill(part, values) };
    return { name, file: part.file, type: part.type, filename: part.filename ?? part.file };
  });
  return { kind: "multipart", parts };
}
