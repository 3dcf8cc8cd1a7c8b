import { eventsOf } from "../ladder/expectation.ts";
import { fillJson, placeholdersIn } from "../ladder/placeholder.ts";
import { isRequest, type Part, renderRequest } from "../ladder/request.ts";
import type { Cell } from "../model/cell.ts";
import type { JsonObject } from "../model/json.ts";
import type { Probe, Step } from "../model/probe.ts";
import type { AuthKind, Target } from "../model/target.ts";
import { valuesOf } from "../plan/index.ts";

/** Which credential a request takes: the resource's own, one that an earlier step brought, or none. */
export type Credential =
  | { kind: "resource" }
  | { kind: "kept"; name: string; as: "bearer" | "api-key" }
  | { kind: "none" };

/** What a program does, in order; the same for every language. */
export type Action =
  | {
      kind: "request";
      method: "GET" | "POST";
      /** Path and query, without the origin. */
      path: string;
      headers: [string, string][];
      credential: Credential;
      body: { kind: "none" } | { kind: "json"; json: JsonObject } | { kind: "multipart"; parts: Part[] };
      /** Secrets in the answer: name → dotted path. */
      keep: Record<string, string>;
      /** Dotted path of the result in the answer; null where it is no result. */
      result: string | null;
    }
  | { kind: "open"; path: string; headers: [string, string][]; credential: Credential }
  | { kind: "send"; event: JsonObject }
  | { kind: "speak"; append: string; commit: boolean; pace: number | null; silence: boolean }
  | { kind: "await"; events: string[]; refusedBy: string[]; result: string | null };

export interface Script {
  auth: AuthKind;
  actions: Action[];
}

/** Whether a program opens a WebSocket, and whether it speaks. */
export function isSession({ actions }: Script): boolean {
  return actions.some(({ kind }) => kind === "open");
}

export function speaks({ actions }: Script): boolean {
  return actions.some(
    (action) => action.kind === "speak" || (action.kind === "request" && action.body.kind === "multipart"),
  );
}

/** Whether a program takes a secret out of an answer. */
export function mints({ actions }: Script): boolean {
  return actions.some((action) => action.kind === "request" && Object.keys(action.keep).length > 0);
}

/** The actions of a ladder, or null where it has a step that a short program has no room for: a file, another host. */
export function scriptOf(probe: Probe, cell: Cell, target: Target): Script | null {
  const steps = probe.steps.filter((step) => !step.finally);
  const isPlain = steps.every((step) => step.host === undefined && step.body === undefined && isFilled(step, cell));
  if (!isPlain || cell.variant.redirectCredential !== "clean") return null;
  return { auth: cell.variant.auth, actions: steps.flatMap((step) => actionsOf(step, cell, target)) };
}

/** Every value is known before the first step, but for secrets in credentials. */
function isFilled({ credential: _, keep: __, ...open }: Step, cell: Cell): boolean {
  return placeholdersIn(open).every((name) => name in valuesOf(cell));
}

function actionsOf(step: Step, cell: Cell, target: Target): Action[] {
  const result = step.expect?.nonempty ?? null;
  if (isRequest(step)) return requestOf(step, cell, target, result);
  const wait: Action[] =
    eventsOf(step.expect).length === 0
      ? []
      : [{ kind: "await", events: eventsOf(step.expect), refusedBy: step.expect?.["refused-by"] ?? [], result }];
  if (step.send !== undefined) return [{ kind: "send", event: fillJson(step.send, valuesOf(cell)) }, ...wait];
  if (step.audio === undefined) return wait;
  const { "append-event": append, commit, pace, ...more } = step.audio;
  return [{ kind: "speak", append, commit, pace: pace ?? null, silence: more.then === "silence" }, ...wait];
}

function requestOf(step: Step, cell: Cell, target: Target, result: string | null): Action[] {
  const { transport, method, url, headers, body } = renderRequest(step, valuesOf(cell), target);
  const path = url.pathname + url.search;
  const credential = credentialOf(step);
  if (transport === "websocket") return [{ kind: "open", path, headers, credential }];
  if (body.kind === "file") return [];
  const keep = Object.fromEntries(
    Object.entries(step.keep ?? {}).flatMap(([name, { from }]) => (from === undefined ? [] : [[name, from]])),
  );
  return [{ kind: "request", method, path, headers, credential, body, keep, result }];
}

function credentialOf({ credential }: Step): Credential {
  if (credential === undefined) return { kind: "resource" };
  if (credential === "none") return { kind: "none" };
  const name = placeholdersIn(credential)[0] ?? "";
  return { kind: "kept", name, as: "bearer" in credential ? "bearer" : "api-key" };
}
