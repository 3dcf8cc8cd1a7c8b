import { isJsonObject, type Json, type JsonObject } from "../model/json.ts";
import type { Probe, Step } from "../model/probe.ts";
import type { Stage } from "../model/stage.ts";
import { fillJson, placeholdersIn } from "../steps/placeholder.ts";
import { encodeSegment } from "../steps/url-text.ts";

/**
 * A parts taken apart so that it can be put together again with parts of another:
 *
 *   Step ── frame   what it waits for and keeps, and when it is taken
 *       └── leaves  what it sends: path, each query name and header, each field of a body or event
 */
export interface StepParts {
  steps: Frame[];
  /** By `KEY: name`, where KEY is the step's. */
  leaves: Map<string, Leaf>;
}

/** A step without what it sends. */
export interface Frame {
  /** Stage, and its number where a stage has several steps: `upgrade`, `upgrade 2`. */
  key: string;
  stage: Stage;
  finally: boolean;
  paid: boolean;
  expect: Step["expect"];
  keep: Step["keep"];
}

/** One thing that a step sends: where it stands in the step, and its value. */
export interface Leaf {
  step: string;
  path: string[];
  value: Json;
}

/**
 * Takes a probe's parts apart.
 * @param values replaced where they stand; placeholders without a value stay
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

/** A step from its frame and its leaves, as a probe file would have it; checked by whoever makes a probe of it. */
export function putTogether(frame: Frame, leaves: Leaf[]): JsonObject {
  const step: JsonObject = { stage: frame.stage, finally: frame.finally, paid: frame.paid };
  if (frame.expect !== undefined) step.expect = plain(frame.expect);
  if (frame.keep !== undefined) step.keep = plain(frame.keep);
  for (const { path, value } of leaves) place(step, path, value);
  return step;
}

/** Names kept by a step, that others may use. */
export function keptBy(frame: Frame): string[] {
  return Object.keys(frame.keep ?? {});
}

type Named = [name: string, path: string[], value: Json];

/** What a reader calls the parts of a step; a part with fields is taken apart into them. */
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
  send: { name: "event", fields: true },
  audio: { name: "audio", fields: false },
};

function leavesOf(step: Step, values: Readonly<Record<string, string>>): Named[] {
  return Object.entries(plain(step)).flatMap(([key, json]): Named[] => {
    const part = PARTS[key];
    if (part === undefined) return [];
    const value = filled(json, values, PATHS.has(key) ? encodeSegment : (text) => text);
    return part.fields ? fields(part.name, [key], value) : [[part.name, [key], value]];
  });
}

const PATHS = new Set(["get", "post", "websocket"]);

function filled(json: Json, values: Readonly<Record<string, string>>, encode: (text: string) => string): Json {
  const known = placeholdersIn(json).map((name) => {
    const value = values[name];
    return [name, value === undefined ? `{${name}}` : encode(value)] as const;
  });
  return fillJson(json, Object.fromEntries(known));
}

/** Every value of a body or event with its dotted name; lists and empty objects are values. */
function fields(prefix: string, path: string[], json: Json): Named[] {
  if (!isJsonObject(json) || Object.keys(json).length === 0) return [[prefix, path, json]];
  return Object.entries(json).flatMap(([key, value]) => {
    const dotted = path.length === 1 ? `${prefix} ${key}` : `${prefix}.${key}`;
    return fields(dotted, [...path, key], value);
  });
}

/** Without the keys that are undefined, which JSON has not. */
function plain(value: object): JsonObject {
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
