import { basename } from "node:path";
import { roleOfModel } from "../catalog/index.ts";
import { type Cell, cellId } from "../model/cell.ts";
import { type Probe, probeSchema, type Surface } from "../model/probe.ts";
import { reasonNotToSet } from "../model/probe-header.ts";
import type { Hop, Recording, StepRecord } from "../model/recording.ts";
import type { Role } from "../model/role.ts";
import type { Stage } from "../model/stage.ts";
import type { Target } from "../model/target.ts";
import type { Vault } from "../redaction/secret.ts";
import { type Captured, captureExchange, registerSecrets } from "./capture.ts";
import { readConversation, type WrittenStep } from "./conversation.ts";
import { ImportError } from "./exchange.ts";
import { describeNearest, findNearest } from "./nearest.ts";
import { readExchanges } from "./readers.ts";
import { pathWithPlaceholders, placeholderFor, selectorsOf, withPlaceholders } from "./selectors.ts";

interface Known {
  probes: Probe[];
  models: Parameters<typeof roleOfModel>[0];
}

/** One captured exchange as a cell, with the probe that it amounts to. */
export interface ImportedCell {
  cell: Cell;
  probe: Probe;
  recording: Recording;
  /** `capture.har:12: differs from ga-transcription in ?model=`. */
  note: string;
}

export interface Imported {
  cells: ImportedCell[];
  targets: Target[];
  /** Number of exchanges of a HAR that are not requests to the service. */
  foreign: number;
}

/** The endpoint of a WebSocket whose file has no handshake. */
const NO_ENDPOINT = "https://not-recorded.invalid";
/** Paths of the service. A browser records many others. */
const SERVICE_PATH = /\/(openai|voice-live)\/|^\/v1\/(realtime|chat|responses|audio|models)\b/;
const OPENAI_HOST = "api.openai.com";

/**
 * Reads captured traffic as cells. Redaction comes first, so nothing after it has a secret.
 * @throws ImportError naming file, line and key
 */
export function importFiles(files: { name: string; text: string }[], known: Known, vault: Vault): Imported {
  const read = files.map(({ name, text }) => ({ name, exchanges: readExchanges(text, name) }));
  registerSecrets(
    read.flatMap(({ exchanges }) => exchanges),
    vault,
  );
  const targets = new Map<string, Target>();
  const cells: ImportedCell[] = [];
  let foreign = 0;
  for (const { name, exchanges } of read) {
    const ours = exchanges.filter((one) => one.url === null || isOfService(one.method, new URL(one.url).pathname));
    foreign += exchanges.length - ours.length;
    if (ours.length === 0) {
      throw new ImportError(
        `${name}:1: no request to Azure OpenAI, Voice Live or OpenAI: record the failing request and export it again.`,
      );
    }
    for (const exchange of ours) {
      const id = probeId(name, cells.length + 1);
      cells.push(cellOf(captureExchange(exchange, vault), id, targets, known));
    }
  }
  return { cells, targets: [...targets.values()], foreign };
}

/** A preflight of a browser tests nothing. */
function isOfService(method: string, path: string): boolean {
  return method !== "OPTIONS" && SERVICE_PATH.test(path);
}

function cellOf(captured: Captured, id: string, targets: Map<string, Target>, known: Known): ImportedCell {
  const { hop, frames } = captured;
  const { place, startedAt, durationMs } = captured.exchange;
  const target = targetOf(hop, targets);
  const selectors = selectorsOf(captured);
  const request = hop === null ? null : requestStep(hop, selectors, known.probes, target);
  const talk = readConversation(frames ?? []);
  const steps = [...(request === null ? [] : [request]), ...(isOpen(hop) ? talk.steps : [])].map((step) =>
    step.send === undefined ? step : { ...step, send: withPlaceholders(step.send, selectors) },
  );
  const nearest = findNearest(steps, known.probes, surfaceOf(captured), target.provider === "openai");
  const note = `${place}: ${nearest === null ? "resembles no built-in probe" : describeNearest(nearest)}`;
  const apiVersion = request?.query?.["api-version"] ?? null;
  const probe = probeOf({
    id,
    title: `Imported from ${note}`,
    surface: surfaceOf(captured),
    role: roleOf(steps),
    reference: nearest?.probe.reference ?? "https://learn.microsoft.com/en-us/azure/foundry/openai/",
    ...(selectors.deployment === null ? { per: "target" } : {}),
    steps,
  });
  const role = addDeployments(target, [selectors.companion, selectors.deployment], known);
  const cell: Omit<Cell, "id"> = {
    target: target.name,
    deployment: selectors.deployment,
    role,
    probe: id,
    control: null,
    variant: { apiVersion, auth: captured.hasBearer ? "token" : "key", redirectCredential: "clean" },
    companion: selectors.companion,
  };
  const first: Omit<StepRecord, "index">[] =
    request === null ? [] : [{ stage: request.stage, hops: hop === null ? [] : [hop], frames: [], failure: null }];
  const records = [...first, ...(isOpen(hop) ? talk.records : [])].map((record, index) => ({ index, ...record }));
  const start = startedAt ?? new Date(0).toISOString();
  const attempt = { startedAt: start, durationMs, waitedMs: 0, steps: records };
  return {
    cell: { id: cellId(cell), ...cell },
    probe,
    recording: { startedAt: start, durationMs, attempts: [attempt], notAttempted: null },
    note,
  };

  function probeOf(written: unknown): Probe {
    const parsed = probeSchema.safeParse(written);
    if (parsed.success) return parsed.data;
    const issue = parsed.error.issues[0];
    throw new ImportError(
      `${place}: '${issue?.path.join(".")}': the request cannot be written as a probe (${issue?.message}): remove it from the file.`,
    );
  }
}

/** Without a handshake in the file, the messages show that the socket was open. */
function isOpen(hop: Hop | null): boolean {
  return hop === null || hop.status === 101;
}

function requestStep(
  hop: Hop,
  selectors: ReturnType<typeof selectorsOf>,
  builtIn: Probe[],
  target: Target,
): WrittenStep {
  const url = new URL(hop.url);
  const path = pathWithPlaceholders(url.pathname);
  const query = Object.fromEntries(
    [...url.searchParams]
      .filter(([, value]) => !value.startsWith("REDACTED"))
      .map(([name, value]) => [name, placeholderFor(value, selectors)]),
  );
  const headers = Object.fromEntries(
    hop.requestHeaders.filter(
      ([name, value]) => reasonNotToSet(name) === null && !isNoise(name) && !/REDACTED/.test(value),
    ),
  );
  const rest = {
    ...(Object.keys(query).length === 0 ? {} : { query }),
    ...(Object.keys(headers).length === 0 ? {} : { headers }),
  };
  if (hop.transport === "websocket") return { stage: "upgrade", websocket: path, ...rest };
  const json = hop.requestBody?.json ?? null;
  const body =
    typeof json === "object" && json !== null && !Array.isArray(json)
      ? { json: withPlaceholders(json, selectors) }
      : {};
  const known = builtInStep(builtIn, target.provider === "openai" ? path.replace(/^\/v1\//, "/openai/v1/") : path);
  return {
    stage: known?.stage ?? stageOf(path),
    ...(hop.method === "GET" ? { get: path } : { post: path }),
    ...rest,
    ...body,
    ...(known?.expect === undefined ? {} : { expect: known.expect }),
  };
}

/** A built-in probe knows what a success of this path looks like. */
function builtInStep(builtIn: Probe[], path: string): Probe["steps"][number] | undefined {
  return builtIn.flatMap(({ steps }) => steps).find((step) => !step.finally && (step.post ?? step.get) === path);
}

function stageOf(path: string): Stage {
  if (/(client_secrets|sessions)$/.test(path)) return "mint";
  return /\/(realtime|realtimertc|calls)\b/.test(path) ? "upgrade" : "result";
}

/** Headers that every browser and library sends, whose values do not decide. */
function isNoise(name: string): boolean {
  return /^(accept|accept-language|origin|traceparent|tracestate|x-ms-.*|x-stainless-.*|x-request.*)$/i.test(name);
}

function surfaceOf({ hop, frames }: Captured): Surface {
  if (hop !== null) {
    const { pathname } = new URL(hop.url);
    if (pathname.includes("/voice-live/")) return "voice-live";
    if (/\/v1\/realtime/.test(pathname)) return "ga";
    return /\/openai\/realtime/.test(pathname) ? "preview" : "rest";
  }
  // Only GA sessions have a type, and only Voice Live has an avatar.
  const sessions = (frames ?? []).flatMap((frame) => (frame.kind === "message" ? (frame.event?.session ?? []) : []));
  const has = (key: string) =>
    sessions.some((session) => typeof session === "object" && session !== null && Object.hasOwn(session, key));
  if (has("avatar") || has("input_audio_sampling_rate")) return "voice-live";
  return has("type") ? "ga" : "preview";
}

function roleOf(steps: WrittenStep[]): Probe["role"] {
  const text = JSON.stringify(steps);
  if (text.includes("translations") || text.includes("output_transcript.delta")) return "translation";
  if (text.includes("input_audio_transcription.completed") || text.includes("/audio/transcriptions"))
    return "transcription";
  if (text.includes("/realtime") || text.includes("response.done") || text.includes("session.created"))
    return "conversation";
  return text.includes("/chat/") ? "chat" : "any";
}

function targetOf(hop: Hop | null, targets: Map<string, Target>): Target {
  const url = new URL((hop?.url ?? NO_ENDPOINT).replace(/^ws/, "http"));
  const known = targets.get(url.origin);
  if (known !== undefined) return known;
  const name =
    hop === null ? "not-recorded" : slug(url.hostname.split(".")[url.hostname === OPENAI_HOST ? 1 : 0] ?? "");
  const taken = [...targets.values()].filter((one) => one.name === name || one.name.startsWith(`${name}-`)).length;
  const target: Target = {
    name: taken === 0 ? name : `${name}-${taken + 1}`,
    ...(url.hostname === OPENAI_HOST ? { provider: "openai" as const } : {}),
    endpoint: url.origin,
    hosts: {},
    region: null,
    resourceId: null,
    subscription: null,
    kind: null,
    auth: ["key"],
    deployments: [],
  };
  targets.set(url.origin, target);
  return target;
}

/** Adds deployments that the target does not have yet, and returns the role of the last name. */
function addDeployments(target: Target, names: (string | null)[], { models }: Known): Role | null {
  let role: Role | null = null;
  for (const name of names) {
    if (name === null) continue;
    role = roleOfModel(models, name);
    if (target.deployments.some((one) => one.name === name)) continue;
    target.deployments.push({ name, model: null, version: null, sku: null, role, source: "guessed" });
  }
  return role;
}

function probeId(file: string, ordinal: number): string {
  return `import-${slug(basename(file).replace(/\.[a-z]+$/i, ""))}-${ordinal}`;
}

/** A text as words in lower case, joined by hyphens. */
function slug(text: string): string {
  const words = text.toLowerCase().match(/[a-z0-9]+/g) ?? [];
  return words.join("-").slice(0, 80).replace(/-+$/, "") || "capture";
}
