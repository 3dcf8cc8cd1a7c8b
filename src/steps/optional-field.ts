import { isJsonObject, type Json, type JsonObject } from "../model/json.ts";
import type { Probe, Step } from "../model/probe.ts";
import { placeholdersIn } from "./placeholder.ts";
import { isRequest } from "./request.ts";

/** The parts of a step that hold fields which a request may leave out, with the place that names them. */
const HOLDERS = [
  ["query", "query"],
  ["header", "headers"],
  ["body", "json"],
  ["form", "multipart"],
  ["event", "send"],
] as const;

/**
 * Returns the fields that may be left out, named as `body max_tokens`. They are those of the request that opened the
 * connection of the step, and of every event since.
 */
export function optionalFields(probe: Probe, index: number): string[] {
  return [...new Set(connectionOf(probe, index).flatMap((n) => optionalOf(probe.steps[n])))];
}

/** Returns the probe without these fields in the request of a step and in every event on its connection. */
export function withoutFields(probe: Probe, index: number, fields: readonly string[]): Step[] {
  const changed = new Set(connectionOf(probe, index));
  return probe.steps.map((step, n) => (changed.has(n) ? stepWithout(step, fields) : step));
}

/** Indexes of the steps that share the connection of a step, up to that step. */
function connectionOf(probe: Probe, index: number): number[] {
  const steps = probe.steps.slice(0, index + 1);
  const from = Math.max(steps.findLastIndex(isRequest), 0);
  return steps.flatMap((step, n) => (n >= from && !step.finally ? [n] : []));
}

function optionalOf(step: Step | undefined): string[] {
  if (step === undefined) return [];
  return HOLDERS.flatMap(([place, holder]) => {
    const content = step[holder];
    if (content === undefined) return [];
    // The query of a handshake selects the session.
    if (step.optional === undefined && place === "query" && step.websocket !== undefined) return [];
    const paths = step.optional ?? leavable(content as JsonObject);
    return paths.filter((path) => holds(content as JsonObject, path)).map((path) => `${place} ${path}`);
  });
}

/** Members without a placeholder. One that holds a placeholder stays, and its other members may be left out. */
function leavable(content: JsonObject, path = ""): string[] {
  return Object.entries(content).flatMap(([name, value]) => {
    const own = path === "" ? name : `${path}.${name}`;
    // An event, a session or a format without a type is none, and a form with a file is about the file.
    if (name === "type" || (isJsonObject(value) && value.file !== undefined)) return [];
    // The api-version is part of the address.
    if (own === "api-version") return [];
    if (placeholdersIn(value).length === 0) return [own];
    return isJsonObject(value) ? leavable(value, own) : [];
  });
}

function holds(content: Json, path: string): boolean {
  const [name = "", ...rest] = path.split(".");
  if (typeof content !== "object" || content === null || !Object.hasOwn(content, name)) return false;
  return rest.length === 0 || holds(Object.entries(content).find(([key]) => key === name)?.[1] ?? null, rest.join("."));
}

function stepWithout(step: Step, fields: readonly string[]): Step {
  const changed: Record<string, unknown> = { ...step };
  for (const [place, holder] of HOLDERS) {
    if (step[holder] === undefined) continue;
    const paths = fields.flatMap((field) => (field.startsWith(`${place} `) ? [field.slice(place.length + 1)] : []));
    changed[holder] = paths.reduce<Json>((rest, path) => without(rest, path.split(".")), step[holder] as JsonObject);
  }
  return changed as Step;
}

/** The content without the member or element at a path. */
function without(content: Json, [name = "", ...rest]: string[]): Json {
  const isOther = ([key]: [string, Json]) => key !== name;
  const changed = ([key, value]: [string, Json]): [string, Json] => [key, key === name ? without(value, rest) : value];
  const change = (entries: [string, Json][]) => (rest.length === 0 ? entries.filter(isOther) : entries.map(changed));
  if (Array.isArray(content)) return change(Object.entries(content)).map(([, value]) => value);
  return isJsonObject(content) ? Object.fromEntries(change(Object.entries(content))) : content;
}
