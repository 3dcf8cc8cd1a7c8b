import { randomUUID } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { z } from "zod";
import { loadCatalog } from "./catalog/index.ts";
import { addHostAliases } from "./cli/configuration/host-aliases.ts";
import { resolveNetworks } from "./cli/configuration/network.ts";
import { problemsOf } from "./cli/configuration/problem.ts";
import { configurationSchema } from "./cli/configuration/schema.ts";
import { mergeSettings } from "./cli/configuration/settings.ts";
import { resolveTargets } from "./cli/configuration/targets.ts";
import { NO_ENVIRONMENT } from "./cli/configuration/variables.ts";
import { scenarioNamed } from "./cli/emulate/scenario-targets.ts";
import { refuseCredentialAsName } from "./cli/plan/credential-as-name.ts";
import { planOf, rolesOf } from "./cli/plan/planned-run.ts";
import { recordRun } from "./cli/run/record.ts";
import { UsageError } from "./cli/usage-error.ts";
import { concludeReport, parseReport } from "./conclusion/index.ts";
import { selfSignedCertificate } from "./emulator/certificate.ts";
import { type RunningEmulator, startEmulator } from "./emulator/resource.ts";
import type { Report } from "./model/report.ts";
import type { Plan } from "./plan/index.ts";
import { Vault } from "./redaction/secret.ts";
import { ClientTls } from "./wire/tls.ts";

/*
 * The library: plan, run, judge, emulate. README.md, "Use it from code", explains it.
 */

/** The content of aoai-probe.yaml as an object: targets, and settings of the run. */
export type Configuration = z.input<typeof configurationSchema>;
/** Environment variables. The configuration names those that have the credentials. */
export type Variables = Record<string, string | undefined>;
export type { Plan, Report, RunningEmulator };

/** What the caller of `run` may add. */
export interface RunCall {
  /** Ends the run early. The report then has what was recorded until then. */
  signal?: AbortSignal;
  /** PEM of an additional CA, such as the certificate of an emulator. */
  certificate?: string;
  onProgress?(event: { done: number; total: number; cell: string }): void;
}

/**
 * What a run would send and cost. Sends nothing.
 * Rejects with a UsageError if the configuration is wrong.
 */
export async function plan(configuration: Configuration, variables: Variables): Promise<Plan> {
  return (await prepare(configuration, variables)).plan;
}

/**
 * Runs every probe against every deployment. Billable requests are sent without confirmation.
 * Rejects with a UsageError if the configuration is wrong.
 */
export async function run(configuration: Configuration, variables: Variables, call: RunCall = {}): Promise<Report> {
  const prepared = await prepare(configuration, variables);
  const own =
    call.certificate === undefined ? {} : { tls: new ClientTls({ trust: call.certificate, cert: null, key: null }) };
  const folder = mkdtempSync(join(tmpdir(), "aoai-probe-"));
  try {
    const report = await recordRun(
      { ...prepared, emulated: null, networkOf: (target) => ({ ...prepared.networks.get(target), ...own }) },
      {
        id: randomUUID(),
        journal: join(folder, "journal.ndjson"),
        signal: call.signal ?? new AbortController().signal,
        onProgress: (event) => call.onProgress?.(event),
      },
    );
    // Recordings are read from the journal when they are needed, and the journal is temporary.
    return structuredClone(report);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Evaluates a saved report again from its recordings: an object, or the text of a report.json. */
export function judge(report: Report | string): Report {
  return concludeReport(typeof report === "string" ? parseReport(report) : report);
}

/**
 * Starts an emulated target on 127.0.0.1. Call `close` when it is no longer needed.
 * Rejects with a UsageError if there is no such scenario.
 */
export async function emulate(
  options: { scenario?: string; tls?: boolean; port?: number } = {},
): Promise<RunningEmulator & { certificate: string | null }> {
  const { scenario = "all-supported", tls = false, port = 0 } = options;
  const certificate = tls ? await selfSignedCertificate() : null;
  const emulator = await startEmulator({ scenario: scenarioNamed(scenario), tls: certificate, port });
  return { ...emulator, certificate: certificate?.cert ?? null };
}

async function prepare(configuration: Configuration, variables: Variables) {
  const parsed = configurationSchema.safeParse(configuration);
  if (!parsed.success) {
    const problems = problemsOf(parsed.error.issues, configuration, configurationSchema);
    throw new UsageError(problems.map(({ text }) => text).join("\n"));
  }
  const { settings } = mergeSettings({}, parsed.data, NO_ENVIRONMENT);
  const catalog = await loadCatalog({ extra: settings.probes });
  const vault = new Vault();
  const named = resolveTargets({
    flags: { deployment: [], "trust-origin": [] },
    file: { name: "the configuration", content: parsed.data },
    environment: { get: (name) => variables[name] },
    roleOf: rolesOf(catalog),
    vault,
  });
  const { targets, credentials, leftOut, warnings } = settings.hosts === "all" ? addHostAliases(named) : named;
  if (leftOut.length === targets.length) throw new UsageError(warnings.join("\n"));
  refuseCredentialAsName({ targets, settings }, vault);
  const file = { name: "the configuration", content: parsed.data };
  const { networks } = resolveNetworks({ flags: {}, settings, file, environment: NO_ENVIRONMENT, targets, vault });
  const selection = { deployment: [], leftOut };
  const { expect = [] } = parsed.data;
  return {
    catalog,
    settings,
    vault,
    targets,
    credentials,
    expect,
    networks,
    plan: planOf(catalog, targets, settings, selection),
  };
}
