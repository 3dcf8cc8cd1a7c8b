import type { Cell } from "../model/cell.ts";
import { isJsonObject, type Json } from "../model/json.ts";
import type { Probe, Step } from "../model/probe.ts";
import { placeholdersIn, valuesOf } from "./placeholder.ts";
import { isRequest, selectsDeployment } from "./request.ts";

/** Part of a request that holds a field. */
type Place = "path" | "query" | "header" | "body" | "form" | "event";

/** One field of a request or event, with the value that the probe sends in it. */
export interface SentField {
  place: Place;
  /** Dotted path in the body or event; the name of a header, of a query parameter or of a form field. */
  path: string;
  /** Text of a scalar value. Null for a list, an object or a value that an earlier step kept. */
  value: string | null;
  /** What the field selects: the deployment of the cell, its companion, or neither. */
  selects: "deployment" | "companion" | null;
}

/** The request and the events that an answer can be about. */
export interface SentRequest {
  fields: SentField[];
  /** Path segments of the request without the deployment's name: what was requested of it. */
  operation: string[];
}

/**
 * Returns what the probe had sent on the connection of a step when the answer of the step arrived. These are the fields
 * of the last request and of every event since.
 */
export function sentUntil(probe: Probe, index: number, cell: Cell): SentRequest {
  const steps = probe.steps.slice(0, index + 1);
  const from = steps.findLastIndex(isRequest);
  const values = valuesOf(cell);
  const taken = steps.slice(Math.max(from, 0)).filter((step) => !step.finally);
  const fields = taken.flatMap((step) => fieldsOf(step, values));
  return { fields, operation: operationOf(steps[from]) };
}

function operationOf(step: Step | undefined): string[] {
  const path = step?.websocket ?? step?.post ?? step?.get ?? "";
  return path.split("/").filter((segment) => segment !== "" && placeholdersIn(segment).length === 0);
}

type Values = Record<string, string>;

function fieldsOf(step: Step, values: Values): SentField[] {
  const flat = (place: Place, entries: Record<string, unknown> | undefined) =>
    Object.entries(entries ?? {}).map(([name, value]) =>
      field(place, name, typeof value === "string" ? value : null, values),
    );
  const path = (step.websocket ?? step.post ?? step.get ?? "").split("/");
  const inPath = path.flatMap((segment, n) =>
    placeholdersIn(segment).length === 0 ? [] : [field("path", path[n - 1] ?? "", segment, values)],
  );
  return [
    ...inPath,
    ...flat("query", step.query),
    ...flat("header", step.headers),
    ...flat("form", step.multipart),
    ...inJson("body", step.json, values),
    ...inJson("event", step.send, values),
    ...inJson("event", audioEvent(step), values),
  ];
}

function audioEvent({ audio }: Step): Json | undefined {
  return audio === undefined ? undefined : { type: audio["append-event"], audio: null };
}

function inJson(place: Place, json: Json | undefined, values: Values, path = ""): SentField[] {
  if (json === undefined) return [];
  const members = Array.isArray(json)
    ? json.map((value, n) => [String(n), value] as const)
    : isJsonObject(json)
      ? Object.entries(json)
      : null;
  const own = path === "" ? [] : [field(place, path, members === null && json !== null ? String(json) : null, values)];
  return [
    ...own,
    ...(members ?? []).flatMap(([name, value]) => inJson(place, value, values, path === "" ? name : `${path}.${name}`)),
  ];
}

function field(place: Place, path: string, template: string | null, values: Values): SentField {
  const names = template === null ? [] : placeholdersIn(template);
  const selects = names.some(selectsDeployment) ? "deployment" : names.includes("companion") ? "companion" : null;
  const isKnown = names.every((name) => Object.hasOwn(values, name));
  const value = template?.replace(/\{([a-z][a-z0-9-]*)\}/g, (_, name: string) => values[name] ?? "") ?? null;
  return { place, path, value: isKnown ? value : null, selects };
}
