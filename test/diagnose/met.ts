import type { Json, JsonObject } from "../../src/model/json.ts";
import type { Probe, Step } from "../../src/model/probe.ts";
import { SPEECH_TRANSCRIPT } from "../../src/model/sample.ts";
import type { Stage } from "../../src/model/stage.ts";
import { eventsOf } from "../../src/steps/expectation.ts";
import { fillJson, type Values } from "../../src/steps/placeholder.ts";
import { isRequest } from "../../src/steps/request.ts";
import { hop, received, type StepSketch, sent } from "../support/recorded.ts";

/*
 * What each step of a ladder met, made from what the step expects: a situation only says where it ended, and how.
 */

/** How a ladder ended: with its result, or at a stage with what came there; several attempts are several ends. */
export type End = "passes" | { at: Stage; met: StepSketch };

export function endsAt(at: Stage, ...met: StepSketch[]): End {
  return { at, met: met.flat() };
}

/** What one attempt met, step by step. */
export function attemptOf(probe: Probe, end: End, values: Values): StepSketch[] {
  const steps = probe.steps.filter((step) => !step.finally);
  if (end === "passes") return steps.map((step) => passing(step, values));
  const failing = steps.findIndex(({ stage }) => stage === end.at);
  if (failing === -1) throw new Error(`${probe.id} has no stage ${end.at}`);
  const step = steps[failing];
  const said = step?.send === undefined ? [] : [sent(fillJson(step.send, values))];
  const met = [end.met]
    .flat()
    .map((one) => ("phases" in one && step !== undefined ? { ...one, transport: transportOf(step) } : one));
  return [...steps.slice(0, failing).map((one) => passing(one, values)), [...said, ...met]];
}

function transportOf({ websocket }: Step): "http" | "websocket" {
  return websocket === undefined ? "http" : "websocket";
}

/** What a step meets that goes well: the status, body or event that it expects. */
function passing(step: Step, values: Values): StepSketch {
  const body = expectedContent(step, values);
  if (isRequest(step)) {
    const status = step.websocket === undefined ? (step.expect?.status?.[0] ?? 200) : 101;
    const headers: [string, string][] =
      step.expect?.header === undefined ? [] : [["location", "/openai/v1/realtime/calls/rtc_1"]];
    return hop({ status, transport: transportOf(step), headers, ...(status === 101 ? {} : { body }) });
  }
  const said = step.send === undefined ? [] : [sent(fillJson(step.send, values))];
  const [type] = eventsOf(step.expect);
  return [...said, ...(type === undefined ? [] : [received({ ...body, type })])];
}

function expectedContent(step: Step, values: Values): JsonObject {
  const content: JsonObject = step.send === undefined ? {} : echoed(step, values);
  for (const [path, value] of Object.entries(step.expect?.where ?? {})) set(content, path, value);
  for (const path of [step.expect?.present ?? []].flat()) set(content, path, "REDACTED-ephemeral-1");
  if (step.expect?.nonempty !== undefined) set(content, step.expect.nonempty, SPEECH_TRANSCRIPT);
  return content;
}

/** The service repeats the session that it was sent. */
function echoed(step: Step, values: Values): JsonObject {
  const event = fillJson(step.send ?? {}, values);
  return event.session === undefined ? {} : { session: structuredClone(event.session) };
}

function set(json: JsonObject, path: string, value: Json): void {
  const [name = "", ...rest] = path.split(".");
  json[name] = setIn(json[name] ?? null, rest, value);
}

function setIn(json: Json, path: string[], value: Json): Json {
  const [name, ...rest] = path;
  if (name === undefined) return value;
  if (name === "*" || name === "0") return [setIn(Array.isArray(json) ? (json[0] ?? null) : null, rest, value)];
  const object = json !== null && typeof json === "object" && !Array.isArray(json) ? json : {};
  return { ...object, [name]: setIn(object[name] ?? null, rest, value) };
}
