import { samplesIn } from "../catalog/index.ts";
import type { Cell } from "../model/cell.ts";
import type { JsonObject } from "../model/json.ts";
import type { Probe, Step } from "../model/probe.ts";
import { EXTRA_HOSTS, type ExtraHost, type Target } from "../model/target.ts";
import { gatewayVariables } from "../model/target-header.ts";
import { valuesOf } from "../plan/index.ts";
import { eventsOf } from "../steps/expectation.ts";
import { fillJson, placeholdersIn } from "../steps/placeholder.ts";
import { isRequest, type Part, pathOf, RequestError, renderRequest } from "../steps/request.ts";
import { replaceLoneSurrogates } from "../steps/url-text.ts";
import type { HeaderAuth, HeaderValue } from "./environment.ts";
import { BOUNDARY } from "./form.ts";

/** The credential of a request: the resource's own, a secret that an earlier step keeps, or none. */
export type Credential =
  | { kind: "resource" }
  | { kind: "kept"; name: string; as: "bearer" | "api-key" }
  | { kind: "none" };

/** What an answer is: JSON, server-sent events whose data is JSON, or audio. */
export type Reading = "json" | "events" | "audio";

/** The actions of a program in order, for every language. */
export type Action =
  | {
      kind: "request";
      method: "GET" | "POST";
      /** Path and query, without the origin. */
      path: string;
      headers: [string, HeaderValue][];
      credential: Credential;
      body: { kind: "none" } | { kind: "json"; json: JsonObject } | { kind: "multipart"; parts: Part[] };
      /** Secrets in the answer: name → dotted path. */
      keep: Record<string, string>;
      reads: Reading;
      /** Dotted path of the result in the answer, or in each event. Null if the answer is not the result. */
      result: string | null;
    }
  | { kind: "open"; path: string; headers: [string, HeaderValue][]; credential: Credential; subprotocol: string | null }
  | { kind: "send"; event: JsonObject }
  | { kind: "speak"; append: string; commit: boolean; pace: number | null; silence: boolean }
  | { kind: "await"; events: string[]; refusedBy: string[]; result: string | null };

export interface Script {
  auth: HeaderAuth;
  /** Variables with the secrets of a gateway. Empty: there is no gateway. */
  gateway: string[];
  /** The host of every request. Null: the endpoint of the resource. */
  host: ExtraHost | null;
  actions: Action[];
}

/** Whether a program opens a WebSocket. `speaks`: whether it sends audio. */
export function isSession({ actions }: Script): boolean {
  return actions.some(({ kind }) => kind === "open");
}

export function speaks({ actions }: Script): boolean {
  return actions.some(
    (action) => action.kind === "speak" || (action.kind === "request" && action.body.kind === "multipart"),
  );
}

/** Whether a request of a program is answered in this form. */
export function reads({ actions }: Script, reading: Reading): boolean {
  return actions.some((action) => action.kind === "request" && action.reads === reading);
}

/** The argument of a program, as its usage shows it: the audio that it sends, or the file that it writes. */
export function argumentOf(script: Script): string {
  if (speaks(script)) return " speech.wav  (24 kHz mono PCM16)";
  return reads(script, "audio") ? " answer.pcm  (the file for the audio)" : "";
}

/** Whether a program reads a secret from an answer. */
export function mints({ actions }: Script): boolean {
  return actions.some((action) => action.kind === "request" && Object.keys(action.keep).length > 0);
}

/** Whether a program reads a value from an answer: its result or a secret. */
export function readsAnswers(script: Script): boolean {
  return mints(script) || script.actions.some((action) => "result" in action && action.result !== null);
}

/** A placeholder for the endpoint, which every program takes from its reader. */
export const NO_HOST = "https://resource.invalid";

/** With it as every host, each URL that is rendered has a path only. */
const NO_HOSTS = Object.fromEntries(EXTRA_HOSTS.map((host) => [host, NO_HOST]));

/**
 * Returns the actions of a probe. Null if it has a step that a short program cannot express. Such a step sends another
 * file than the speech, uses a second host, or has an invalid name. Null also for a key in the URL.
 */
export function scriptOf(given: Probe, cell: Cell, target: Target): Script | null {
  const probe = allWellFormed(given);
  const steps = probe.steps.filter((step) => !step.finally);
  const { auth, redirectCredential } = cell.variant;
  const isPlain = steps.every((step) => isExpressible(step) && isFilled(step, cell));
  if (!isPlain || redirectCredential !== "clean" || auth === "key-query") return null;
  if (steps.some((step) => isRequest(step) && pathOf(step, target) === null)) return null;
  const [host = null, ...others] = new Set(steps.filter(isRequest).map((step) => step.host ?? null));
  if (others.length > 0) return null;
  try {
    const actions = steps.flatMap((step) => actionsOf(step, cell, { ...target, endpoint: NO_HOST, hosts: NO_HOSTS }));
    const script = { auth, gateway: gatewayVariables(target), host, actions };
    // A program has one argument.
    if (speaks(script) && reads(script, "audio")) return null;
    return actions.every(isWritable) ? script : null;
  } catch (error) {
    // The report claims that this was sent, but no run would send it.
    if (error instanceof RequestError) return null;
    throw error;
  }
}

const TOKEN = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/;
const HEADER_VALUE = /^[\t -~]*$/;
const FORM_NAME = /^[\w.[\]-]+$/;
const MEDIA_TYPE = /^[\w.+-]+\/[\w.+-]+$/;

/**
 * Whether every language can write the action literally. A stranger may have written the report. A line break in a
 * header would add a second one. In a form, curl reads files after `;` in a name or a type.
 */
function isWritable(action: Action): boolean {
  if (action.kind !== "request" && action.kind !== "open") return true;
  if (
    !action.headers.every(
      ([name, value]) => TOKEN.test(name) && (typeof value !== "string" || HEADER_VALUE.test(value)),
    )
  )
    return false;
  if (action.kind === "open") return action.subprotocol === null || TOKEN.test(action.subprotocol);
  if (action.body.kind !== "multipart") return true;
  return action.body.parts.every((part) => {
    if (!FORM_NAME.test(part.name)) return false;
    if ("value" in part) return part.type === undefined && !part.value.includes(BOUNDARY);
    return MEDIA_TYPE.test(part.type) && part.filename !== null && FORM_NAME.test(part.filename);
  });
}

/** Replaces half of a surrogate pair in values and keys. It cannot be sent, and no compiler accepts it. */
function allWellFormed(probe: Probe): Probe {
  return JSON.parse(JSON.stringify(probe), (_, value) => {
    if (typeof value === "string") return replaceLoneSurrogates(value);
    if (typeof value !== "object" || value === null || Array.isArray(value)) return value;
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [replaceLoneSurrogates(key), inner]));
  });
}

/** Returns the values of a cell's placeholders. */
function filledValues(cell: Cell): Record<string, string> {
  return Object.fromEntries(
    Object.entries(valuesOf(cell)).map(([name, value]) => [name, replaceLoneSurrogates(value)]),
  );
}

/** Whether a short program can send the step and read its result. */
function isExpressible(step: Step): boolean {
  if (step.credential === "x-api-key" || step.body !== undefined || step["event-id"] !== undefined) return false;
  return samplesIn(step).every((name) => name === "speech.wav");
}

/** Whether every value is known before the first step, except secrets in credentials. */
function isFilled({ credential: _, keep: __, ...open }: Step, cell: Cell): boolean {
  return placeholdersIn(open).every((name) => Object.hasOwn(valuesOf(cell), name));
}

function actionsOf(step: Step, cell: Cell, target: Target): Action[] {
  const result = step.expect?.stream?.nonempty ?? step.expect?.nonempty ?? null;
  if (isRequest(step)) return requestOf(step, cell, target, result);
  const wait: Action[] =
    eventsOf(step.expect).length === 0
      ? []
      : [{ kind: "await", events: eventsOf(step.expect), refusedBy: step.expect?.["refused-by"] ?? [], result }];
  if (step.send !== undefined) return [{ kind: "send", event: fillJson(step.send, filledValues(cell)) }, ...wait];
  if (step.audio === undefined) return wait;
  const { "append-event": append, commit, pace, ...more } = step.audio;
  return [{ kind: "speak", append, commit, pace: pace ?? null, silence: more.then === "silence" }, ...wait];
}

function requestOf(step: Step, cell: Cell, target: Target, result: string | null): Action[] {
  const { transport, method, url, headers: rendered, body } = renderRequest(step, filledValues(cell), target);
  const headers = [...rendered, ...gatewayHeaders(target)];
  const path = strictPath(url);
  const credential = credentialOf(step);
  if (transport === "websocket") {
    // A library writes the header of the subprotocol itself.
    const own = headers.filter(([name]) => name.toLowerCase() !== "sec-websocket-protocol");
    return [{ kind: "open", path, headers: own, credential, subprotocol: step.subprotocol ?? null }];
  }
  if (body.kind === "file") return [];
  const keep = Object.fromEntries(
    Object.entries(step.keep ?? {}).flatMap(([name, { from }]) => (from === undefined ? [] : [[name, from]])),
  );
  return [{ kind: "request", method, path, headers, credential, body, keep, reads: readingOf(step), result }];
}

function readingOf({ expect }: Step): Reading {
  if (expect?.stream !== undefined) return "events";
  return expect?.["audio-at-least"] === undefined ? "json" : "audio";
}

function gatewayHeaders(target: Target): [string, HeaderValue][] {
  return gatewayVariables(target).map((variable, index) => [target.headers?.[index] ?? "", { variable }]);
}

/** Escapes everything in path and query that the URL type of another language refuses. */
function strictPath({ pathname, search }: URL): string {
  return (pathname + search)
    .replace(/%(?![0-9A-Fa-f]{2})/g, "%25")
    .replace(/["<>[\\\]^`{|}]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`);
}

function credentialOf({ credential }: Step): Credential {
  if (credential === undefined) return { kind: "resource" };
  if (credential === "none" || credential === "x-api-key") return { kind: "none" };
  const name = placeholdersIn(credential)[0] ?? "";
  return { kind: "kept", name, as: "bearer" in credential ? "bearer" : "api-key" };
}
