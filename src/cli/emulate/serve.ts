import { writeFileSync } from "node:fs";
import { selfSignedCertificate } from "../../emulator/certificate.ts";
import type { FAULTS } from "../../emulator/demonstration.ts";
import type { RateLimit } from "../../emulator/rate.ts";
import { type EmulatorOptions, type RunningEmulator, startEmulator } from "../../emulator/resource.ts";
import type { Deployment } from "../../model/target.ts";
import { findExemptions, type ReplayedTarget, type RunningReplay, startReplay } from "../../replay/index.ts";
import { DURATION_FORM, parseDuration } from "../configuration/duration.ts";
import { MANAGEMENT_VARIABLE, VARIABLES } from "../configuration/variables.ts";
import { codeOf, writeOut } from "../output/standard-output.ts";
import { readReport } from "../saved/saved-report.ts";
import { OutputError, UsageError } from "../usage-error.ts";
import { scenarioNamed } from "./scenario-targets.ts";

const DEFAULT_SCENARIO = "all-supported";

type Tls = { key: string; cert: string } | null;

interface EmulateFlags {
  tls: boolean;
  certificate?: string | undefined;
  port?: string | undefined;
  from?: string | undefined;
  arm: boolean;
  latency?: string | undefined;
  fault?: (typeof FAULTS)[number] | undefined;
  session?: string | undefined;
  handshakes?: string | undefined;
  turns?: string | undefined;
}

/** `emulate [SCENARIO]`: prints one line of JSON when it listens, and ends with standard input or a signal. */
export async function serve(scenario: string | undefined, flags: EmulateFlags): Promise<number> {
  if (flags.from !== undefined) refuseWithReport(scenario, flags);
  const isSecure = flags.tls || flags.certificate !== undefined;
  const tls = isSecure ? await selfSignedCertificate() : null;
  const port = portOf(flags.port);
  const running =
    flags.from === undefined
      ? await serveScenario(scenario ?? DEFAULT_SCENARIO, port, tls, flags)
      : await serveReport(flags.from, port, tls);
  if (tls !== null && flags.certificate !== undefined) writeCertificate(flags.certificate, tls.cert);
  const end = ended();
  writeOut(`${JSON.stringify({ ...running.line, ...(tls === null ? {} : { certificate: tls.cert }) })}\n`);
  await end;
  await running.close();
  return 0;
}

/** Before the line of JSON is printed: whoever reads the line may use the file. */
function writeCertificate(file: string, certificate: string): void {
  try {
    writeFileSync(file, certificate);
  } catch (error) {
    throw new OutputError(`--certificate: ${file} could not be written (${codeOf(error)}): name another file.`);
  }
}

interface Running {
  line: Record<string, unknown>;
  close(): Promise<void>;
}

async function serveScenario(name: string, port: number, tls: Tls, flags: EmulateFlags): Promise<Running> {
  const options: EmulatorOptions = { scenario: scenarioNamed(name), tls, port, arm: flags.arm, ...behaviourOf(flags) };
  const emulator = await listening(port, () => startEmulator(options));
  return { line: lineOf(emulator), close: emulator.close };
}

async function serveReport(file: string, port: number, tls: Tls): Promise<Running> {
  const report = readReport(file);
  const replay: RunningReplay = await listening(port, () => startReplay({ report, tls, port }));
  const exempt = findExemptions(report);
  const lines = replay.targets.map(lineOf);
  return { line: { ...(lines.length === 1 ? lines[0] : { targets: lines }), exempt }, close: replay.close };
}

/** A recording is replayed as it is. */
function refuseWithReport(scenario: string | undefined, flags: EmulateFlags): void {
  const name = (["latency", "fault", "session", "handshakes", "turns"] as const).find(
    (one) => flags[one] !== undefined,
  );
  if (flags.arm) throw new UsageError("--arm: has no effect with --from. Remove one of the two.");
  if (name !== undefined) throw new UsageError(`--${name}: has no effect with --from. Remove one of the two.`);
  if (scenario === undefined) return;
  throw new UsageError(`${scenario}: a scenario and --from exclude each other. Remove one of the two.`);
}

function behaviourOf({ fault, session, handshakes, turns, latency }: EmulateFlags): Partial<EmulatorOptions> {
  return {
    demonstration: { latencyMs: latency === undefined ? 0 : durationOf("latency", latency), fault: fault ?? null },
    ...(session === undefined ? {} : { sessionMs: durationOf("session", session) }),
    ...(handshakes === undefined ? {} : { handshakes: rateOf("handshakes", handshakes) }),
    ...(turns === undefined ? {} : { turns: rateOf("turns", turns) }),
  };
}

function durationOf(flag: string, text: string): number {
  const ms = parseDuration(text);
  if (ms === null) throw new UsageError(`--${flag}: expects ${DURATION_FORM}.`);
  return ms;
}

function rateOf(flag: string, text: string): RateLimit {
  if (/^[1-9]\d{0,5}$/.test(text)) return { count: Number(text), within: 60_000 };
  throw new UsageError(`--${flag}: expects a number per minute from 1 to 999999.`);
}

async function listening<T>(port: number, start: () => Promise<T>): Promise<T> {
  try {
    return await start();
  } catch (error) {
    const code = codeOf(error);
    if (code !== "EADDRINUSE" && code !== "EACCES") throw error;
    throw new UsageError(
      `--port: cannot listen on ${port} (${code}). Name another port, or omit the flag for a free one.`,
    );
  }
}

/** What a test fixture needs to connect, and to run this tool against it. The key is made up, so it is not a secret. */
function lineOf(served: RunningEmulator | ReplayedTarget): Record<string, unknown> {
  const { endpoint, key, token, scenario, region, deployments } = served;
  return {
    ...("hosts" in served ? { target: served.name, hosts: served.hosts } : {}),
    endpoint,
    key,
    token,
    deployments: deployments.map(({ name }) => name),
    scenario,
    region,
    environment: {
      [VARIABLES.endpoint]: `${endpoint}${served.basePath ?? ""}`,
      [VARIABLES.key]: key,
      [VARIABLES.deployment]: deployments.map(textOf).join(","),
      ...("armToken" in served ? { [MANAGEMENT_VARIABLE]: served.armToken } : {}),
    },
  };
}

/** In the form of --deployment. */
function textOf({ name, model, version, role }: Deployment): string {
  if (model === null) return `${name}=${role}`;
  return `${name}=${model}${version === null ? "" : `@${version}`}`;
}

function portOf(text: string | undefined): number {
  if (text === undefined) return 0;
  const port = /^\d{1,5}$/.test(text) ? Number(text) : -1;
  if (port >= 0 && port <= 65_535) return port;
  throw new UsageError("--port: expects a number from 0 to 65535.");
}

/** Resolves when standard input ends or a signal arrives: a test fixture ends it in one of these ways. */
function ended(): Promise<void> {
  return new Promise((resolve) => {
    for (const signal of ["SIGTERM", "SIGINT", "SIGHUP"] as const) process.once(signal, () => resolve());
    process.stdin.once("end", () => resolve());
    process.stdin.once("error", () => resolve());
    process.stdin.resume();
  });
}
