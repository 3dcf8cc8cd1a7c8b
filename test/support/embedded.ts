import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { roleOfModel } from "../../src/catalog/index.ts";
import { concludeRecordings } from "../../src/conclusion/index.ts";
import { type RunningEmulator, startEmulator } from "../../src/emulator/resource.ts";
import { readyToken, type TokenSource } from "../../src/entra/token-source.ts";
import type { Probe } from "../../src/model/probe.ts";
import type { Report } from "../../src/model/report.ts";
import type { Target } from "../../src/model/target.ts";
import { makePlan, type Plan, type PlanOptions } from "../../src/plan/index.ts";
import { Vault } from "../../src/redaction/secret.ts";
import { type RunOptions, readJournal, run, type TargetCredentials } from "../../src/run/index.ts";
import type { SecretHeader } from "../../src/wire/credential.ts";
import type { Network } from "../../src/wire/network.ts";
import { catalog } from "./recorded.ts";

/** A run of the whole line in this process: plan, run, judge, diagnose, conclude. */
export interface LineRun {
  report: Report;
  plan: Plan;
  vault: Vault;
  journal: string;
}

export const PLAN: PlanOptions = {
  probe: [],
  skip: [],
  deployment: [],
  scope: "all",
  apiVersion: null,
  addApiVersion: null,
  redirectCredential: "clean",
  leftOut: [],
};

/** The target that a running emulator is. */
export function targetOf(emulator: RunningEmulator, name: string): Target {
  return {
    name,
    endpoint: emulator.endpoint,
    hosts: { webrtc: emulator.endpoint, "voice-live": emulator.endpoint },
    region: emulator.region,
    resourceId: null,
    subscription: null,
    kind: null,
    auth: ["key"],
    deployments: emulator.deployments.map((d) => ({ ...d, role: d.role ?? roleOfModel(catalog.models, d.name) })),
  };
}

/** What the line is asked with, beside the targets. */
export interface Asking {
  /** By target name. */
  credentials: Map<
    string,
    { key?: string; token?: string; entra?: (vault: Vault) => TokenSource; headers?: Record<string, string> }
  >;
  plan?: Partial<PlanOptions>;
  /** Probes of one's own, beside the built-in ones. */
  probes?: Probe[];
  /** How every target is reached; absent: directly. */
  network?: Network;
  /** Cells at once per target; absent: 4. */
  concurrency?: number;
  /** Ms on the wire per cell; absent: 30,000. */
  timeoutMs?: number;
  signal?: AbortSignal;
  onProgress?: RunOptions["onProgress"];
}

/** Runs the line against targets that listen; keys by target name. */
export function runLine(
  targets: Target[],
  keys: Map<string, string>,
  options: Partial<PlanOptions> = {},
  signal?: AbortSignal,
): Promise<LineRun> {
  const credentials = new Map([...keys].map(([name, key]) => [name, { key }] as const));
  return askLine(targets, { credentials, plan: options, ...(signal === undefined ? {} : { signal }) });
}

/** Runs the line against targets that listen, with whatever credential, proxy, authority or probe they want. */
export async function askLine(targets: Target[], asking: Asking): Promise<LineRun> {
  const vault = new Vault();
  const own = asking.probes ?? [];
  const asked = { ...catalog, probes: [...catalog.probes, ...own] };
  const plan = makePlan(targets, asked.probes, { ...PLAN, ...asking.plan });
  const credentials = new Map<string, TargetCredentials>(
    [...asking.credentials].map(([name, { key, token, entra, headers }]) => [
      name,
      {
        ...(key === undefined ? {} : { key: vault.register(key, "apikey") }),
        ...(token === undefined ? {} : { entra: readyToken(vault.register(token, "token")) }),
        ...(entra === undefined ? {} : { entra: entra(vault) }),
        ...(headers === undefined
          ? {}
          : {
              headers: Object.entries(headers).map(
                ([header, value]): SecretHeader => [header, vault.register(value, "header")],
              ),
            }),
      },
    ]),
  );
  const journal = join(mkdtempSync(join(tmpdir(), "aoai-probe-line-")), "journal.ndjson");
  const startedAt = new Date().toISOString();
  const { complete, machine } = await run({
    catalog: asked,
    plan,
    targets,
    credentials,
    vault,
    runId: "line",
    userAgent: "aoai-probe/test (run line)",
    concurrency: asking.concurrency ?? 4,
    timeoutMs: asking.timeoutMs ?? 30_000,
    maxWaitMs: 120_000,
    retryHostAfterMs: [20, 60, 180],
    signal: asking.signal ?? new AbortController().signal,
    networkOf: () => asking.network ?? {},
    journal,
    onProgress: asking.onProgress ?? (() => undefined),
  });
  const report = await concludeRecordings({
    recordings: readJournal(journal),
    plan,
    catalog: asked,
    targets,
    tool: { name: "aoai-probe", version: "0.0.0", node: process.version, catalog: catalog.hash },
    run: {
      id: "line",
      startedAt,
      finishedAt: new Date().toISOString(),
      complete,
      ...(machine === null ? {} : { machine }),
      timezone: { offsetMinutes: 0, name: "UTC" },
    },
  });
  return { report, plan, vault, journal };
}

/** Runs the line against emulators of the named scenarios, and stops them. */
export async function runScenarios(
  scenarios: Record<string, string>,
  options: Partial<PlanOptions> = {},
): Promise<LineRun> {
  const running = await Promise.all(
    Object.entries(scenarios).map(async ([name, scenario]) => ({ name, emulator: await startEmulator({ scenario }) })),
  );
  try {
    const targets = running.map(({ name, emulator }) => targetOf(emulator, name));
    return await runLine(targets, new Map(running.map(({ name, emulator }) => [name, emulator.key])), options);
  } finally {
    await Promise.all(running.map(({ emulator }) => emulator.close()));
  }
}

export const FIELD_SCENARIOS = {
  "france-central": "france-central-2026-06-10",
  "east-us-2": "east-us-2-2026-06-05",
  "sweden-central": "sweden-central-2026-06-05",
};
