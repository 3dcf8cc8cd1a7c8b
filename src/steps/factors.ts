import { intern } from "../model/interned.ts";
import { isJsonObject, type Json } from "../model/json.ts";
import type { Probe, Step } from "../model/probe.ts";
import type { Target } from "../model/target.ts";
import { fillJson, placeholdersIn, type Values } from "./placeholder.ts";
import { isRequest, originOf, type RenderedRequest, RequestError, renderRequest } from "./request.ts";
import { decodeEscapes } from "./url-text.ts";

/**
 * Everything in which two rendered probes can differ: name of the factor → value. Names read as `upgrade: query
 * deployment`, `mint: body session.type`, `configure: event session.type`, `credential`.
 */
export type Factors = ReadonlyMap<string, string>;

/**
 * Splits the requests of a probe into factors. A value that an earlier step keeps appears as `{name}`.
 *
 * @param values the cell's own placeholders
 */
export function factorsOf(probe: Probe, values: Values, target: Target, auth: string): Factors {
  const kept = probe.steps.flatMap((step) => Object.keys(step.keep ?? {}));
  const all: Values = { ...Object.fromEntries(kept.map((name) => [name, `{${name}}`])), ...values };
  const factors: [string, string][] = [["credential", auth]];
  for (const step of probe.steps.filter((s) => !s.finally)) addStep(factors, step, all, target);
  return new Map(factors.map(([name, value]) => [intern(name), intern(value)]));
}

/** Returns the factors in which two rendered probes differ, with both values. Null if a side lacks the factor. */
export function differencesOf(a: Factors, b: Factors): { factor: string; a: string | null; b: string | null }[] {
  const names = [...new Set([...a.keys(), ...b.keys()])];
  return names
    .map((factor) => ({ factor, a: a.get(factor) ?? null, b: b.get(factor) ?? null }))
    .filter((difference) => difference.a !== difference.b);
}

function addStep(factors: [string, string][], step: Step, values: Values, target: Target): void {
  const name = step.stage;
  if (isRequest(step)) {
    if (originOf(step, target) === null || placeholdersIn(step).some((p) => !Object.hasOwn(values, p))) return;
    const rendered = renderOrNull(step, values, target);
    if (rendered === null) return;
    const { transport, method, url, headers, body } = rendered;
    factors.push([`${name}: request`, `${transport} ${method}`]);
    factors.push([`${name}: host`, url.host]);
    factors.push([`${name}: path`, decodeEscapes(url.pathname)]);
    for (const [key, value] of url.searchParams) factors.push([`${name}: query ${key}`, value]);
    for (const [key, value] of headers) factors.push([`${name}: header ${key}`, value]);
    if (body.kind === "json") addJson(factors, `${name}: body`, body.json);
    if (body.kind === "multipart" || body.kind === "file") factors.push([`${name}: body`, JSON.stringify(body)]);
    if (step.credential !== undefined) factors.push([`${name}: credential`, JSON.stringify(step.credential)]);
    return;
  }
  if (step.send !== undefined) addJson(factors, `${name}: event`, fillJson(step.send, values));
  if (step.audio !== undefined) factors.push([`${name}: audio`, JSON.stringify(step.audio)]);
}

/** Returns null for a request that may not be sent. It has no factors to compare. */
function renderOrNull(step: Step, values: Values, target: Target): RenderedRequest | null {
  try {
    return renderRequest(step, values, target);
  } catch (error) {
    if (error instanceof RequestError) return null;
    throw error;
  }
}

function addJson(factors: [string, string][], prefix: string, json: Json): void {
  if (!isJsonObject(json)) {
    factors.push([prefix, JSON.stringify(json)]);
    return;
  }
  for (const [key, value] of Object.entries(json)) addJson(factors, joinPath(prefix, key), value);
}

function joinPath(prefix: string, key: string): string {
  return prefix.endsWith("body") || prefix.endsWith("event") ? `${prefix} ${key}` : `${prefix}.${key}`;
}
