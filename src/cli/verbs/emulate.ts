import { selfSignedCertificate } from "../../emulator/certificate.ts";
import { FAULTS } from "../../emulator/demonstration.ts";
import type { RateLimit } from "../../emulator/rate.ts";
import { type EmulatorOptions, type RunningEmulator, startEmulator } from "../../emulator/resource.ts";
import type { Deployment } from "../../model/target.ts";
import { exemptions, type ReplayedTarget, type RunningReplay, startReplay } from "../../replay/index.ts";
import { VARIABLES } from "../configuration/environment.ts";
import type { Call } from "../flags.ts";
import { codeOf, writeOut } from "../output/standard-output.ts";
import { scenarioNamed } from "../plan/emulated-targets.ts";
import { readReport } from "../saved/saved-report.ts";
import { DURATION_FORM, parseDuration } from "../text/duration.ts";
import { UsageError } from "../usage-error.ts";

const DEFAULT_SCENARIO = "all-supported";

type Tls = { key: string; cert: string } | null;

/** `emulate [SCENARIO]` or `--from FILE`: one line of JSON when it listens; ends with standard input, or when told to. */
export async function emulate(call: Call): Promise<number> {
  const from = call.text("from");
  if (from !== undefined) refuseBesideReport(call);
  const tls = call.given("tls") ? await selfSignedCertificate() : null;
  const running = from === undefined ? await serveScenario(call, tls) : await serveReport(call, from, tls);
  const end = ended();
  writeOut(`${JSON.stringify({ ...running.line, ...(tls === null ? {} : { certificate: tls.cert }) })}\n`);
  await end;
  await running.close();
  return 0;
}

interface Running {
  line: Record<string, unknown>;
  close(): Promise<void>;
}

async function serveScenario(call: Call, tls: Tls): Promise<Running> {
  const scenario = scenarioNamed(call.argument ?? DEFAULT_SCENARIO);
  const port = portOf(call.text("port"));
  const options: EmulatorOptions = { scenario, tls, port, ...behaviourOf(call) };
  const emulator = await listening(port, () => startEmulator(options));
  return { line: lineOf(emulator), close: emulator.close };
}

async function serveReport(call: Call, file: string, tls: Tls): Promise<Running> {
  const report = readReport(file);
  const port = portOf(call.text("port"));
  const replay: RunningReplay = await listening(port, () => startReplay({ report, tls, port }));
  const exempt = exemptions(report);
  const lines = replay.targets.map(lineOf);
  return { line: { ...(lines.length === 1 ? lines[0] : { targets: lines }), exempt }, close: replay.close };
}

/** A recording answers as it answered: nothing else can be asked of it. */
function refuseBesideReport(call: Call): void {
  const flag = ["latency", "fault", "session", "handshakes", "turns"].find((name) => call.given(name));
  if (flag !== undefined) throw new UsageError(`--${flag}: goes with a scenario; a report is played back as it is.`);
  if (call.argument === undefined) return;
  throw new UsageError(`${call.argument}: a scenario and --from exclude each other; give one.`);
}

function behaviourOf(call: Call): Partial<EmulatorOptions> {
  const fault = FAULTS.find((known) => known === call.text("fault")) ?? null;
  if (call.given("fault") && fault === null) throw new UsageError(`--fault: expects one of ${FAULTS.join(", ")}.`);
  const sessionMs = durationOf(call, "session");
  const handshakes = rateOf(call, "handshakes");
  const turns = rateOf(call, "turns");
  return {
    demonstration: { latencyMs: durationOf(call, "latency") ?? 0, fault },
    ...(sessionMs === null ? {} : { sessionMs }),
    ...(handshakes === null ? {} : { handshakes }),
    ...(turns === null ? {} : { turns }),
  };
}

function durationOf(call: Call, flag: string): number | null {
  const text = call.text(flag);
  if (text === undefined) return null;
  const ms = parseDuration(text);
  if (ms === null) throw new UsageError(`--${flag}: expects ${DURATION_FORM}.`);
  return ms;
}

function rateOf(call: Call, flag: string): RateLimit | null {
  const text = call.text(flag);
  if (text === undefined) return null;
  if (/^[1-9]\d{0,5}$/.test(text)) return { count: Number(text), within: 60_000 };
  throw new UsageError(`--${flag}: expects how many a minute, from 1 to 999999.`);
}

async function listening<T>(port: number, start: () => Promise<T>): Promise<T> {
  try {
    return await start();
  } catch (error) {
    const code = codeOf(error);
    if (code !== "EADDRINUSE" && code !== "EACCES") throw error;
    throw new UsageError(`--port: ${port} cannot be listened on (${code}); name another, or none for a free one.`);
  }
}

/** What a fixture needs: to connect, and to run the prober against it. The key is the emulator's own, no secret. */
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
      [VARIABLES.endpoint]: endpoint,
      [VARIABLES.key]: key,
      [VARIABLES.deployment]: deployments.map(textOf).join(","),
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

/** Resolves when standard input ends or a signal comes: both are how a fixture ends it, and neither is a failure. */
function ended(): Promise<void> {
  return new Promise((resolve) => {
    for (const signal of ["SIGTERM", "SIGINT", "SIGHUP"] as const) process.once(signal, () => resolve());
    process.stdin.once("end", () => resolve());
    process.stdin.once("error", () => resolve());
    process.stdin.resume();
  });
}
