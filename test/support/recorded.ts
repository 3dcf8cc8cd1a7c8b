import { loadCatalog } from "../../src/catalog/index.ts";
import type { Cause } from "../../src/model/cause.ts";
import { type Cell, cellId, MISSING_DEPLOYMENT } from "../../src/model/cell.ts";
import type { Json, JsonObject } from "../../src/model/json.ts";
import type { Probe } from "../../src/model/probe.ts";
import type {
  CloseFrame,
  Failure,
  Frame,
  Hop,
  MessageFrame,
  Recording,
  Redirect,
  StepRecord,
} from "../../src/model/recording.ts";
import type { Role } from "../../src/model/role.ts";

/*
 * Recordings written by hand, in short: what each step of a ladder met. A situation is data, and reads as the wire did.
 */

export const catalog = await loadCatalog({ extra: null });

export function probeOf(id: string): Probe {
  const probe = catalog.probes.find((p) => p.id === id);
  if (probe === undefined) throw new Error(`no probe '${id}'`);
  return probe;
}

export const SERVICE_HEADERS: [string, string][] = [
  ["apim-request-id", "4b30c637-e2c5-41f9-8e2c-5d37fa3d22d8"],
  ["x-ms-region", "France Central"],
];

export interface HopSketch {
  status?: number | null;
  body?: Json;
  /** Text of a body that is no JSON. */
  text?: string;
  headers?: [string, string][];
  /** True: bears the service's headers (the default). */
  service?: boolean;
  failure?: Cause;
  redirect?: Partial<Redirect> & { location: string };
  url?: string;
  transport?: "http" | "websocket";
  /** The audience of the token that was sent. */
  audience?: string;
}

export function hop(sketch: HopSketch): Hop {
  const { status = 200, body, text, headers = [], service = true, redirect } = sketch;
  const shown = body === undefined ? (text ?? null) : JSON.stringify(body);
  return {
    at: 0,
    transport: sketch.transport ?? "websocket",
    method: "GET",
    url: sketch.url ?? "wss://r.openai.azure.com/openai/v1/realtime?model=dep",
    requestHeaders: [["x-ms-client-request-id", "00000000-0000-4000-8000-000000000001"]],
    ...(sketch.audience === undefined
      ? {}
      : { token: { audience: sketch.audience, issuer: null, tenant: null, expires: "2026-11-29T15:00:00.000Z" } }),
    requestBody: null,
    status,
    responseHeaders: [...(service && status !== null ? SERVICE_HEADERS : []), ...headers],
    body: shown === null ? null : { text: shown, json: body ?? null, bytes: shown.length, cut: false },
    phases: { dns: 1, tcp: 2, tls: 3, sent: 4, firstByte: 5, end: 6 },
    remote: "192.0.2.1:443",
    failure: sketch.failure === undefined ? null : failure(sketch.failure),
    redirect:
      redirect === undefined
        ? null
        : {
            relation: "same-origin",
            segmentsDropped: [],
            segmentsAdded: [],
            queryAdded: [],
            queryDropped: [],
            credential: null,
            followed: true,
            notFollowed: null,
            ...redirect,
          },
  };
}

export function failure(cause: Cause): Failure {
  return { cause, code: null, phase: "event", text: cause };
}

export function received(event: JsonObject): MessageFrame {
  return { kind: "message", at: 1, direction: "received", event, text: null, bytes: 100 };
}

export function sent(event: JsonObject): MessageFrame {
  return { kind: "message", at: 1, direction: "sent", event, text: null, bytes: 100 };
}

export function closed(code: number | null, more: Partial<CloseFrame> = {}): CloseFrame {
  return { kind: "close", at: 2, by: "peer", code, reason: "", transport: "fin", failure: null, ...more };
}

/** What one step met: hops, frames, or a failure. */
export type StepSketch = Hop | Frame | Failure | (Hop | Frame | Failure)[];

/** A recording of one attempt, its steps in the order of the probe's. */
export function recording(probe: Probe, ...steps: StepSketch[]): Recording {
  return recordingOf([steps.map((sketch, index) => record(probe, index, [sketch].flat()))]);
}

/** A recording of several attempts. */
export function recordings(probe: Probe, attempts: StepSketch[][]): Recording {
  return recordingOf(attempts.map((steps) => steps.map((sketch, index) => record(probe, index, [sketch].flat()))));
}

function recordingOf(attempts: StepRecord[][]): Recording {
  const startedAt = "2026-06-10T14:41:07.512Z";
  return {
    startedAt,
    durationMs: 10,
    attempts: attempts.map((steps) => ({ startedAt, durationMs: 10, waitedMs: 0, steps })),
    notAttempted: null,
  };
}

function record(probe: Probe, index: number, met: (Hop | Frame | Failure)[]): StepRecord {
  return {
    index,
    stage: probe.steps[index]?.stage ?? "result",
    hops: met.filter((one): one is Hop => "phases" in one),
    frames: met.filter((one): one is Frame => "kind" in one),
    failure: met.find((one): one is Failure => "phase" in one) ?? null,
  };
}

export function cell(probe: string, deployment: string | null, role: Role | null, more: Partial<Cell> = {}): Cell {
  const coordinates: Omit<Cell, "id"> = {
    target: "france",
    deployment,
    role,
    probe,
    control: null,
    variant: { apiVersion: null, auth: "key", redirectCredential: "clean" },
    companion: null,
    ...more,
  };
  return { id: cellId(coordinates), ...coordinates };
}

export function missing(probe: string): Cell {
  return cell(probe, MISSING_DEPLOYMENT, null, { control: "missing-deployment" });
}

/** An error of the service, as HTTP bodies and error events carry it. */
export function serviceError(code: string | null, message: string, more: JsonObject = {}): JsonObject {
  return { error: { code, message, ...more } };
}

export const DEPLOYMENT_NOT_FOUND = serviceError(
  "DeploymentNotFound",
  "The API deployment for this resource does not exist. If you created the deployment within the last 5 minutes, please wait a moment and try again.",
);
export const OPERATION_NOT_SUPPORTED = serviceError(
  "OpperationNotSupported",
  "The realtime operation does not work with the specified model. Please choose different model and try again.",
);
export const RESOURCE_NOT_FOUND = serviceError("404", "Resource not found");
