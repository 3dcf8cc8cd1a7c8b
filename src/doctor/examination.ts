import { randomUUID } from "node:crypto";
import { setMaxListeners } from "node:events";
import type { Catalog } from "../catalog/index.ts";
import { concludeRecordings } from "../conclusion/index.ts";
import type { Cell } from "../model/cell.ts";
import type { Recording } from "../model/recording.ts";
import type { Report } from "../model/report.ts";
import type { Target } from "../model/target.ts";
import { valuesOf } from "../plan/index.ts";
import type { Vault } from "../redaction/secret.ts";
import { type AttemptContext, runAttempt } from "../run/attempt.ts";
import { ownCredential, type TargetCredentials } from "../run/index.ts";
import { AwakeClock } from "../wire/awake-clock.ts";
import { DEFAULT_DEADLINES, DEFAULT_LIMITS, type WireContext } from "../wire/hop.ts";
import { type HostLook, lookAtHost } from "../wire/host-look.ts";
import type { Network } from "../wire/network.ts";
import { probesOf, type Requests, requestsOf } from "./requests.ts";

/** What an examination needs. It follows from the configuration. */
interface Setup {
  catalog: Catalog;
  targets: Target[];
  /** By target name. */
  credentials: Map<string, TargetCredentials>;
  vault: Vault;
  /** How to connect to the hosts of a target, by its name. */
  networkOf(target: string): Network;
  tool: Pick<Report["tool"], "name" | "version" | "node">;
  /** Milliseconds for each connection and each request. */
  timeoutMs: number;
  signal: AbortSignal;
}

/** What was seen of one target. */
export interface Examined {
  target: Target;
  /** The endpoint first, then further hosts. */
  looks: HostLook[];
  /** False: no credential is set, so only requests without one were sent. */
  hasCredential: boolean;
  /** Names of deployments that were not checked, because of the limit. */
  leftOut: string[];
}

/** Everything that was seen, without a secret. The answers are a small report. */
export interface Examination {
  targets: Examined[];
  report: Report;
}

/**
 * Looks at every host and sends the free requests, all targets at the same time. The only part of doctor with a network.
 * If no connection to a host can be made, only one request tries again.
 */
export async function examine(setup: Setup): Promise<Examination> {
  const startedAt = new Date().toISOString();
  const clock = new AwakeClock().start();
  // Every request adds a listener for the interruption.
  setMaxListeners(0, setup.signal);
  setup.vault.declareOpen(() => JSON.stringify([setup.targets, setup.catalog.probes, setup.tool]));
  try {
    const seen = await Promise.all(setup.targets.map((target) => examineTarget(target, setup, clock)));
    const recordings = seen.flatMap((one) => one.recordings);
    const report = await concludeRecordings({
      recordings: inOrder(recordings),
      plan: { cells: recordings.map(({ planned }) => ({ cell: planned, skip: null, required: false })), targets: [] },
      catalog: { ...setup.catalog, claims: [], probes: probesOf(setup.catalog) },
      targets: setup.targets,
      tool: { ...setup.tool, catalog: setup.catalog.hash },
      run: {
        id: randomUUID(),
        startedAt,
        finishedAt: new Date().toISOString(),
        complete: !setup.signal.aborted,
        timezone: { offsetMinutes: 0, name: "UTC" },
      },
    });
    return { targets: seen.map(({ examined }) => examined), report };
  } finally {
    clock.stop();
  }
}

interface Recorded {
  planned: Cell;
  cell: string;
  recording: Recording;
}

async function* inOrder(recordings: Recorded[]): AsyncIterable<Recorded> {
  yield* recordings;
}

async function examineTarget(target: Target, setup: Setup, clock: AwakeClock) {
  const origins = [...new Set([target.endpoint, ...Object.values(target.hosts)])];
  const looks = await Promise.all(origins.map((origin) => lookAtHost(new URL(origin), wireOf(target, setup, clock))));
  const hasCredential = setup.credentials.has(target.name);
  const requests = hasCredential ? requestsOf(target) : withoutCredentialOf(requestsOf(target));
  const isConnected = looks[0]?.failure === null;
  const recordings = await (isConnected ? sendAll : sendFirst)(target, requests, setup, clock);
  const examined: Examined = { target, looks, hasCredential, leftOut: requests.leftOut.map(({ name }) => name) };
  return { examined, recordings };
}

/** The requests that show who answers, although no credential is set. */
function withoutCredentialOf({ lists, handshakes }: Requests): Requests {
  return { lists: lists.slice(0, 1), handshakes: handshakes.slice(0, 1), leftOut: [] };
}

/** One request, whose failure the findings explain. The others would fail in the same way. */
async function sendFirst(target: Target, { lists, handshakes }: Requests, setup: Setup, clock: AwakeClock) {
  const [first, ...others] = [...lists, ...handshakes];
  if (first === undefined) return [];
  const sent = await sendOne(first, target, setup, clock);
  const cause = sent.recording.attempts[0]?.steps[0]?.hops[0]?.failure?.cause;
  const unsent = others.map((planned): Recorded => {
    const notAttempted = { cause: cause ?? "run.interrupted", because: [first.id] };
    return { planned, cell: planned.id, recording: { startedAt: null, durationMs: 0, attempts: [], notAttempted } };
  });
  return [sent, ...unsent];
}

/** First the lists, which show whether the credential is accepted, and then the handshakes. */
async function sendAll(target: Target, { lists, handshakes }: Requests, setup: Setup, clock: AwakeClock) {
  const send = (cells: Cell[]) => Promise.all(cells.map((cell) => sendOne(cell, target, setup, clock)));
  return [...(await send(lists)), ...(await send(handshakes))];
}

async function sendOne(cell: Cell, target: Target, setup: Setup, clock: AwakeClock): Promise<Recorded> {
  const { catalog, tool, credentials } = setup;
  const probe = probesOf(catalog).find(({ id }) => id === cell.probe);
  if (probe === undefined) throw new Error(`no request ${cell.probe}`);
  const context: AttemptContext = {
    cell,
    probe,
    target,
    credential: await ownCredential(cell, target, credentials.get(target.name)),
    values: valuesOf(cell),
    speech: catalog.samples.speech,
    files: () => null,
    userAgent: `${tool.name}/${tool.version} (doctor)`,
    clientRequestId: randomUUID,
    wire: wireOf(target, setup, clock),
  };
  const { attempt } = await runAttempt(context, 0);
  const { startedAt, durationMs } = attempt;
  return {
    planned: cell,
    cell: cell.id,
    recording: { startedAt, durationMs, attempts: [attempt], notAttempted: null },
  };
}

function wireOf({ name }: Target, { vault, timeoutMs, signal, networkOf }: Setup, clock: AwakeClock): WireContext {
  return {
    vault,
    clock,
    origin: performance.now(),
    cellDeadline: clock.now() + timeoutMs,
    deadlines: DEFAULT_DEADLINES,
    limits: DEFAULT_LIMITS,
    signal,
    network: networkOf(name),
  };
}
