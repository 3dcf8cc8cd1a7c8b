import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { mkdirSync, rmdirSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { fileURLToPath } from "node:url";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
/** The committed entry of the CLI. */
export const CLI_ENTRY = join(ROOT, "bin", "aoai-probe.mjs");
const LOCK = join(ROOT, "node_modules", ".aoai-probe-build");
const LONGEST_BUILD_MS = 600_000;

/** Builds dist/ if it is older than its sources. Test files run at once; the lock lets one of them build. */
export async function buildCli(): Promise<void> {
  const giveUp = Date.now() + LONGEST_BUILD_MS;
  while (!lock()) {
    if (Date.now() > giveUp) throw new Error(`another build holds ${LOCK}: remove it if no test runs`);
    await pause(50);
  }
  try {
    const built = spawnSync(process.execPath, [join(ROOT, ".ci", "build.mjs"), "--if-stale"], { encoding: "utf8" });
    if (built.status !== 0) throw new Error(`the build failed:\n${built.stdout}${built.stderr}`);
  } finally {
    rmdirSync(LOCK);
  }
}

export interface CliResult {
  /** null where a signal ended it. */
  code: number | null;
  stdout: string;
  stderr: string;
}

export interface CliOptions {
  cwd?: string;
  /** The whole environment beside PATH and HOME. */
  env?: Record<string, string>;
}

/** Starts the built CLI as a process of its own, with an environment that holds nothing of ours. */
export function startCli(args: string[], options: CliOptions = {}): ChildProcess {
  return spawn(process.execPath, [CLI_ENTRY, ...args], {
    cwd: options.cwd ?? tmpdir(),
    env: environmentOf(options),
    stdio: ["pipe", "pipe", "pipe"],
  });
}

/** Runs the built CLI to its end. */
export function runCli(args: string[], options: CliOptions = {}): Promise<CliResult> {
  const child = startCli(args, options);
  child.stdin?.end();
  return finished(child);
}

/** Calls that wait for the process that makes them; one is made at a time. */
let calls: Promise<unknown> = Promise.resolve();
let host: Promise<ChildProcess> | null = null;

/**
 * Calls a verb of the built CLI to its end, in a process that makes all such calls of a test file. It costs a tenth of
 * `runCli`: use that if the process itself is the subject (its signals, its start, its standard streams).
 */
export function callCli(args: string[], options: CliOptions = {}): Promise<CliResult> {
  const call = calls.then(async () => {
    host ??= startHost();
    const child = await host;
    const env = environmentOf(options);
    child.send({ args, cwd: options.cwd ?? tmpdir(), env });
    return await nextMessage<CliResult>(child);
  });
  calls = call.catch(() => undefined);
  return call;
}

async function startHost(): Promise<ChildProcess> {
  const child = spawn(process.execPath, [join(import.meta.dirname, "cli-host.mjs"), join(ROOT, "dist")], {
    env: environmentOf({}),
    stdio: ["ignore", "ignore", "inherit", "ipc"],
  });
  child.unref();
  child.channel?.unref();
  await nextMessage(child);
  return child;
}

function nextMessage<T>(child: ChildProcess): Promise<T> {
  return new Promise((resolve, reject) => {
    const onExit = (code: number | null) => reject(new Error(`the process of the calls ended (${code})`));
    child.once("exit", onExit);
    child.once("message", (message) => {
      child.off("exit", onExit);
      resolve(message as T);
    });
  });
}

function environmentOf({ env }: CliOptions): Record<string, string> {
  return { PATH: process.env.PATH ?? "", HOME: tmpdir(), TZ: "UTC", ...env };
}

/** What a started process came to. */
export function finished(child: ChildProcess): Promise<CliResult> {
  const result: CliResult = { code: null, stdout: "", stderr: "" };
  child.stdout?.setEncoding("utf8").on("data", (text: string) => {
    result.stdout += text;
  });
  child.stderr?.setEncoding("utf8").on("data", (text: string) => {
    result.stderr += text;
  });
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (code) => resolve({ ...result, code }));
  });
}

function lock(): boolean {
  try {
    mkdirSync(LOCK);
    return true;
  } catch {
    return false;
  }
}
