import { isJsonObject, type Json } from "../model/json.ts";
import type { Probe, Surface } from "../model/probe.ts";
import { isRequest } from "../steps/request.ts";
import type { WrittenStep } from "./conversation.ts";

/** The built-in probe that is most like a captured request, and in what the request differs from it. */
interface Nearest {
  probe: Probe;
  /** `?model=`, `session.type`, `path`. */
  differences: string[];
}

type Parts = Map<string, string>;

/** How much a difference counts. Names that are not listed count 1. */
const WEIGHTS: Record<string, number> = { method: 20, path: 20 };
const QUERY_WEIGHT = 3;
const OTHER_SURFACE = 10;
/** Content of a request that does not decide which path it tests. */
const CONTENT = /(^|\.)(instructions|item|messages|input|content|expires_after)(\.|$)/;
const MOST_NAMED = 8;

/** Finds the nearest built-in probe. A request without handshake is compared by its events only. */
export function findNearest(steps: WrittenStep[], builtIn: Probe[], surface: Surface, openAi: boolean): Nearest | null {
  const requests = steps.filter((step) => isRequest(step) && step.finally !== true);
  const isJoined = requests.length > 1;
  const own = partsOf(steps, openAi, isJoined);
  const isSocket = !requests.some(({ websocket }) => websocket === undefined);
  const hasHandshake = steps.some(({ websocket }) => websocket !== undefined);
  let best: (Nearest & { weight: number }) | null = null;
  for (const probe of builtIn.filter(({ group }) => group !== "control")) {
    for (const candidate of isJoined ? [mainSteps(probe)] : candidatesOf(probe, isSocket)) {
      const parts = partsOf(candidate, false, isJoined);
      const names = [...new Set([...own.keys(), ...parts.keys()])].filter(
        (name) => own.get(name) !== parts.get(name) && (hasHandshake || !isSocket || !isOfHandshake(name)),
      );
      const ofNames = names.reduce(
        (sum, name) => sum + (WEIGHTS[name.split(" ").at(-1) ?? ""] ?? (name.includes("?") ? QUERY_WEIGHT : 1)),
        0,
      );
      // Steps before the compared ones, and another surface, decide between probes with the same differences.
      const others = mainSteps(probe).length - candidate.length;
      const weight = ofNames + others / 10 + (probe.surface === surface ? 0 : OTHER_SURFACE);
      if (best === null || weight < best.weight) best = { probe, differences: names, weight };
    }
  }
  return best === null ? null : { probe: best.probe, differences: best.differences };
}

/** One sentence for a reader. */
export function describeNearest({ probe, differences }: Nearest): string {
  if (differences.length === 0) return `the same request as ${probe.id}`;
  const shown = differences.slice(0, MOST_NAMED);
  const more = differences.length - shown.length;
  const last = more > 0 ? `${more} more` : shown.pop();
  return `differs from ${probe.id} in ${shown.length === 0 ? last : `${shown.join(", ")} and ${last}`}`;
}

/** The parts of a probe that an exchange can be like: one request, or a WebSocket with its events. */
function candidatesOf(probe: Probe, isSocket: boolean): WrittenStep[][] {
  const main = mainSteps(probe);
  if (!isSocket) return main.filter(({ get, post }) => get !== undefined || post !== undefined).map((step) => [step]);
  const start = main.findIndex(({ websocket }) => websocket !== undefined);
  return start === -1 ? [] : [main.slice(start)];
}

function mainSteps({ steps }: Probe): Probe["steps"] {
  return steps.filter((step) => !step.finally);
}

function isOfHandshake(name: string): boolean {
  return name === "path" || name === "method" || name.startsWith("?") || name.startsWith("header ");
}

/** The parts of requests and events by name. In a session of several requests, the stage tells HTTP requests apart. */
function partsOf(steps: WrittenStep[], openAi: boolean, isJoined: boolean): Parts {
  const parts: Parts = new Map();
  for (const step of steps.filter((one) => one.finally !== true)) {
    const prefix = isJoined && (step.get ?? step.post) !== undefined ? `${step.stage} ` : "";
    const path = step.websocket ?? step.post ?? step.get;
    if (path !== undefined) {
      parts.set(
        `${prefix}method`,
        step.websocket !== undefined ? "websocket" : step.post !== undefined ? "post" : "get",
      );
      parts.set(`${prefix}path`, openAi ? path.replace(/^\/v1\//, "/openai/v1/") : path);
    }
    for (const [name, value] of Object.entries(step.query ?? {})) parts.set(`${prefix}?${name}=`, value);
    for (const [name, value] of Object.entries(step.headers ?? {}))
      parts.set(`${prefix}header ${name.toLowerCase()}`, value);
    if (step.json !== undefined) addLeaves(parts, prefix, "", step.json);
    if (step.send !== undefined) {
      const { type, ...rest } = step.send;
      if (typeof type === "string") parts.set(type, "sent");
      addLeaves(parts, "", "", rest);
    }
    if (step.audio !== undefined) parts.set("audio", "sent");
  }
  return parts;
}

function addLeaves(parts: Parts, prefix: string, path: string, json: Json): void {
  if (CONTENT.test(path)) return;
  if (isJsonObject(json)) {
    for (const [key, value] of Object.entries(json))
      addLeaves(parts, prefix, path === "" ? key : `${path}.${key}`, value);
  } else parts.set(`${prefix}${path}`, JSON.stringify(json));
}
