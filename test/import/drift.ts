import { isJsonObject, type Json } from "../../src/model/json.ts";
import type { Frame, Hop, Recording } from "../../src/model/recording.ts";

/** One kind of answer, for example `session.created (ga)`, with the types of each of its fields. */
export type Shapes = Map<string, Map<string, Set<string>>>;

/** Events that the drift test compares. */
const EVENTS = ["session.created", "session.updated", "response.done"];

/** Adds the answers of one recording to the shapes of its surface. */
export function addShapes(shapes: Shapes, { attempts }: Recording, surface: string): void {
  const steps = attempts.flatMap((attempt) => attempt.steps);
  for (const hop of steps.flatMap(({ hops }) => hops)) addHop(shapes, hop);
  for (const frame of steps.flatMap(({ frames }) => frames)) addFrame(shapes, frame, surface);
}

function addFrame(shapes: Shapes, frame: Frame, surface: string): void {
  if (frame.kind !== "message" || frame.direction !== "received" || frame.event === null) return;
  const type = String(frame.event.type);
  if (!EVENTS.includes(type)) return;
  // A response of text and one of speech differ in their content.
  const spoken = type === "response.done" && JSON.stringify(frame.event).includes('"transcript"') ? ", speech" : "";
  const called = JSON.stringify(frame.event).includes('"function_call"');
  if (!called) addFields(fieldsOf(shapes, `${type} (${surface}${spoken})`), "", frame.event);
}

function addHop(shapes: Shapes, hop: Hop): void {
  const { pathname } = new URL(hop.url);
  const name = pathname.endsWith("/client_secrets") ? "mint" : pathname.endsWith("/realtime/calls") ? "SDP" : null;
  if (name === null || hop.body === null) return;
  const headers = fieldsOf(shapes, `${name} headers`);
  for (const [header, value] of hop.responseHeaders) {
    const shown = header.toLowerCase() === "content-type" ? value : "present";
    headers.set(header.toLowerCase(), (headers.get(header.toLowerCase()) ?? new Set()).add(shown));
  }
  if (name === "mint") addFields(fieldsOf(shapes, "mint body"), "", hop.body.json);
  else addSdp(fieldsOf(shapes, "SDP answer"), hop.body.text ?? "");
}

/** The kinds of lines, by media section. The value of `a=setup` is part of the contract. */
function addSdp(fields: Map<string, Set<string>>, sdp: string): void {
  let section = "session";
  for (const line of sdp.split(/\r?\n/).filter((one) => one !== "")) {
    if (line.startsWith("m=")) section = /^m=(\w+)/.exec(line)?.[1] ?? "media";
    const [, kind = line, value = ""] = /^(a=[\w-]+|[a-z]=)(.*)$/.exec(line) ?? [];
    const key = `${section} ${kind}`;
    fields.set(key, (fields.get(key) ?? new Set()).add(kind === "a=setup" ? value : "present"));
  }
}

function addFields(fields: Map<string, Set<string>>, path: string, json: Json): void {
  if (path !== "") fields.set(path, (fields.get(path) ?? new Set()).add(typeOf(json)));
  const below = path === "" ? "" : `${path}.`;
  if (Array.isArray(json)) for (const one of json) addFields(fields, `${below}[]`, one);
  else if (isJsonObject(json)) for (const [key, value] of Object.entries(json)) addFields(fields, below + key, value);
}

/** The differences, a line each. An answer that only one side has is not compared. */
export function driftBetween(recorded: Shapes, emulated: Shapes): string[] {
  return [...recorded].flatMap(([answer, theirs]) => {
    const ours = emulated.get(answer);
    if (ours === undefined) return [`${answer}: not emulated`];
    const lines: string[] = [];
    for (const [path, types] of theirs) {
      const own = ours.get(path);
      if (own === undefined) {
        if (hasParent(ours, path)) lines.push(`${answer}: missing ${path} (${list(types)})`);
      } else if (!isAlike(types, own)) {
        lines.push(`${answer}: ${path} is ${list(own)}, recorded ${list(types)}`);
      }
    }
    for (const [path, types] of ours) {
      if (!theirs.has(path) && hasParent(theirs, path)) lines.push(`${answer}: extra ${path} (${list(types)})`);
    }
    return lines;
  });
}

/** Null may mean any type. */
function isAlike(a: Set<string>, b: Set<string>): boolean {
  const [one, other] = [new Set(a), new Set(b)];
  one.delete("null");
  other.delete("null");
  return one.size === 0 || other.size === 0 || [...one].some((type) => other.has(type));
}

/** The fields of an object that is null or missing on one side are not compared. */
function hasParent(fields: Map<string, Set<string>>, path: string): boolean {
  const dot = path.lastIndexOf(".");
  return dot === -1 || [...(fields.get(path.slice(0, dot)) ?? [])].some((type) => type !== "null");
}

function fieldsOf(shapes: Shapes, answer: string): Map<string, Set<string>> {
  const known = shapes.get(answer) ?? new Map<string, Set<string>>();
  shapes.set(answer, known);
  return known;
}

function typeOf(json: Json): string {
  return json === null ? "null" : Array.isArray(json) ? "array" : typeof json;
}

function list(types: Set<string>): string {
  return [...types].sort().join(" or ");
}
