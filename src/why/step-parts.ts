import { isJsonObject, type Json, type JsonObject } from "../model/json.ts";
import type { Probe, Step } from "../model/probe.ts";
import type { Stage } from "../model/stage.ts";
import { fillJson, placeholdersIn } from "../steps/placeholder.ts";
import { encodeSegment } from "../steps/url-text.ts";

/*
 * A probe is split into parts, so that parts of two probes can be combined:
 *
 *   Step ── frame   what it waits for and keeps, and when it runs
 *       └── leaves  what it sends: path, each query name and header, each field of a body or event
 */

export interface StepParts {
  steps: Frame[];
  /** By `KEY: name`, with the key of the step. */
  leaves: Map<string, Leaf>;
}

/** A step without the fields that it sends. */
export interface Frame {
  /** Its stage, with a number if the stage has several steps: `upgrade`, `upgrade 2`. */
  key: string;
  stage: Stage;
  finally: boolean;
  paid: boolean;
  expect: Step["expect"];
  keep: Step["keep"];
}

/** One field that a step sends: its place in the step, and its value. */
interface Leaf {
  step: string;
  path: string[];
  value: Json;
}

/**
 * Splits a probe into parts.
 * @param values replace placeholders; those without a value stay
 */
export function takeApart(probe: Probe, values: Readonly<Record<string, string>>): StepParts {
  const counts = new Map<string, number>();
  const parts: StepParts = { steps: [], leaves: new Map() };
  for (const step of probe.steps) {
    const name = step.finally ? `${step.stage} at the end` : step.stage;
    const number = (counts.get(name) ?? 0) + 1;
    counts.set(name, number);
    const key = number === 1 ? name : `${name} ${number}`;
    const { stage, paid, expect, keep } = step;
    parts.steps.push({ key, stage, finally: step.finally, paid, expect, keep });
    for (const [leaf, path, value] of leavesOf(step, values)) {
      parts.leaves.set(`${key}: ${leaf}`, { step: key, path, value });
    }
  }
  return parts;
}

/**
 * Makes a step from its frame and its leaves, in the form of a probe file. The caller checks it when it makes a probe.
 */
export function putTogether(frame: Frame, leaves: Leaf[]): JsonObject {
  const step: JsonObject = { stage: frame.stage, finally: frame.finally, paid: frame.paid };
  if (frame.expect !== undefined) step.expect = dropUndefined(frame.expect);
  if (frame.keep !== undefined) step.keep = dropUndefined(frame.keep);
  for (const { path, value } of leaves) place(step, path, value);
  return step;
}

/** Returns the names that a step keeps for other steps. */
export function keptBy(frame: Frame): string[] {
  return Object.keys(frame.keep ?? {});
}

type Named = [name: string, path: string[], value: Json];

/** Names of the parts of a step for a reader. A part with fields is split into them. */
const PARTS: Record<string, { name: string; fields: boolean }> = {
  get: { name: "GET path", fields: false },
  post: { name: "POST path", fields: false },
  websocket: { name: "WebSocket path", fields: false },
  host: { name: "host", fields: false },
  query: { name: "query", fields: true },
  headers: { name: "header", fields: true },
  json: { name: "body", fields: true },
  multipart: { name: "multipart body", fields: false },
  body: { name: "body file", fields: false },
  credential: { name: "credential", fields: false },
  subprotocol: { name: "subprotocol", fields: false },
  "event-id": { name: "event id", fields: false },
  send: { name: "event", fields: true },
  audio: { name: "audio", fields: false },
};

function leavesOf(step: Step, values: Readonly<Record<string, string>>): Named[] {
  return Object.entries(dropUndefined(step)).flatMap(([key, json]): Named[] => {
    const part = PARTS[key];
    if (part === undefined) return [];
    const value = fillTemplate(json, values, PATHS.has(key) ? encodeSegment : (text) => text);
    return part.fields ? listFields(part.name, [key], value) : [[part.name, [key], value]];
  });
}

const PATHS = new Set(["get", "post", "websocket"]);

function fillTemplate(json: Json, values: Readonly<Record<string, string>>, encode: (text: string) => string): Json {
  const known = placeholdersIn(json).map((name) => {
    const value = values[name];
    return [name, value === undefined ? `{${name}}` : encode(value)] as const;
  });
  return fillJson(json, Object.fromEntries(known));
}

/** Returns every value of a body or event with its dotted name. Lists and empty objects count as values. */
function listFields(prefix: string, path: string[], json: Json): Named[] {
  if (!isJsonObject(json) || Object.keys(json).length === 0) return [[prefix, path, json]];
  return Object.entries(json).flatMap(([key, value]) => {
    const dotted = path.length === 1 ? `${prefix} ${key}` : `${prefix}.${key}`;
    return listFields(dotted, [...path, key], value);
  });
}

/** Removes undefined keys, which JSON does not have. */
function dropUndefined(value: object): JsonObject {
  const json: Json = JSON.parse(JSON.stringify(value));
  return isJsonObject(json) ? json : {};
}

function place(into: JsonObject, path: string[], value: Json): void {
  const [key, ...rest] = path;
  if (key === undefined) return;
  if (rest.length === 0) {
    into[key] = value;
    return;
  }
  const there = into[key];
  const inner: JsonObject = there !== undefined && isJsonObject(there) ? there : {};
  into[key] = inner;
  place(inner, rest, value);
}
