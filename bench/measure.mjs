// Runs a program to its end and says what it cost.
import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";

const USAGE = new URL("usage.mjs", import.meta.url).href;
const CLI = new URL("../bin/aoai-probe.mjs", import.meta.url).pathname;
/** A run whose cells brought no evidence, or that found something, is measured all the same. */
const ENDED = [0, 1, 3];

/** The environment of a measured process: nothing of ours that changes its cost or its answers. */
export function environment(more = {}) {
  return { PATH: process.env.PATH, HOME: process.env.HOME, TZ: "UTC", ...more };
}

/**
 * Runs a Node program with the marks it sets.
 * @returns {Promise<{total: Cost, marks: Record<string, Cost>, stdout: string}>} Cost: {cpuMs, wallMs, peakMb}
 */
export async function measureNode(args, { folder, env = {} }) {
  const usage = join(folder, "usage.json");
  const stdout = await ended(process.execPath, ["--import", USAGE, ...args], { ...env, BENCH_USAGE: usage });
  return { ...JSON.parse(readFileSync(usage, "utf8")), stdout };
}

/** Runs aoai-probe likewise. */
export function measureCli(args, options) {
  return measureNode([CLI, ...args], options);
}

/** CPU (user and system) of any program and of those that it waits for, ms. */
export async function cpuOf(command, args, env = {}) {
  const script = 'TIMEFORMAT="%U %S"; time "$@" >/dev/null 2>/dev/null';
  const text = await ended("bash", ["-c", script, "bench", command, ...args], env, "stderr");
  const [user, system] = text.trim().split("\n").at(-1).split(" ").map(Number);
  return (user + system) * 1000;
}

/** The path of the command line program itself. */
export const cli = CLI;

function ended(command, args, env, stream = "stdout") {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { env: environment(env), stdio: ["ignore", "pipe", "pipe"] });
    const said = { stdout: "", stderr: "" };
    for (const name of ["stdout", "stderr"]) child[name].on("data", (data) => (said[name] = keep(said[name] + data)));
    child.once("error", reject);
    child.once("close", (code) => {
      if (ENDED.includes(code)) resolve(said[stream]);
      else reject(new Error(`${command} ${args.slice(-6).join(" ")}: exit ${code}\n${said.stderr.slice(-500)}`));
    });
  });
}

/** A table of thousands of deployments is not kept whole. */
function keep(text) {
  return text.length > 1_000_000 ? text.slice(-500_000) : text;
}
