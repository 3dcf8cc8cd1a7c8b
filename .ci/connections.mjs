#!/usr/bin/env node
/*
 * Runs `npm test` once, under strace, and reads every address that any process of it connected or sent to: all of them
 * are loopback, local sockets or the kernel's own, and none is a name server. Arguments go to the test runner. Prints
 * what was counted; exits with the tests' code, or 1 where an address is foreign.
 *
 * One file is left out, for a process that is traced cannot be traced again: test/origins/connections.test.ts starts
 * strace itself.
 */
import { spawn, spawnSync } from "node:child_process";
import { createReadStream, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

const ROOT = fileURLToPath(new URL("..", import.meta.url));
const OWN_STRACE = "test/origins/connections.test.ts";
/** A filter in the kernel stops a process at these calls alone: the suite costs some tens of seconds more, not minutes. */
const STRACE = ["-f", "--seccomp-bpf", "-qq", "-e", "trace=connect,sendto,sendmsg,sendmmsg", "-e", "signal=none"];
const NAME_SERVICE = 53;
/** A suite that opened fewer connections was not seen. */
const FEWEST = 1_000;
/** An address of the documentation: nothing is sent by connecting a datagram socket to it. */
const CONTROL = { address: "192.0.2.1", port: 9 };

/** Addresses that tests connect to on purpose although they are foreign: `address:port`, and why. */
const ON_PURPOSE = new Map([]);

/** What a line of strace says was addressed; null where it addresses nothing: a resumed call, a connected socket. */
function addressed(line) {
  if (!/\b(connect|sendto|sendmsg|sendmmsg)\(/.test(line)) return null;
  const family = /\bsa_family=(AF_\w+)/.exec(line)?.[1];
  if (family === undefined) return /\bconnect\(/.test(line) ? { kind: "unread", text: line } : null;
  if (family === "AF_UNIX") return { kind: "local", text: /sun_path=(@?"[^"]*")/.exec(line)?.[1] ?? "unnamed" };
  if (family === "AF_NETLINK" || family === "AF_UNSPEC") return { kind: "kernel", text: family };
  const port = Number(/sin6?_port=htons\((\d+)\)/.exec(line)?.[1] ?? Number.NaN);
  const address = /inet_addr\("([^"]+)"\)|inet_pton\(AF_INET6, "([^"]+)"/
    .exec(line)
    ?.slice(1)
    .find((text) => text);
  if (address === undefined || Number.isNaN(port)) return { kind: "unread", text: line };
  if (port === NAME_SERVICE) return { kind: "names", text: `${address}:${port}` };
  const loopback = /^(::ffff:)?127\.\d+\.\d+\.\d+$/.test(address) || address === "::1";
  return { kind: loopback ? "loopback" : "foreign", text: `${address}:${port}` };
}

/** How often each address was met in a trace, by what it is. */
async function countsIn(trace) {
  const counts = {
    loopback: new Map(),
    local: new Map(),
    kernel: new Map(),
    names: new Map(),
    foreign: new Map(),
    unread: new Map(),
  };
  for await (const line of createInterface({ input: createReadStream(trace, "latin1"), crlfDelay: Infinity })) {
    const met = addressed(line);
    if (met !== null) counts[met.kind].set(met.text, (counts[met.kind].get(met.text) ?? 0) + 1);
  }
  return counts;
}

const sum = (counts) => [...counts.values()].reduce((total, count) => total + count, 0);

/** Runs a command under strace; its exit code. */
function traced(trace, command) {
  const child = spawn("strace", [...STRACE, "-o", trace, ...command], { cwd: ROOT, stdio: "inherit" });
  // Ctrl-C reaches the tests themselves; what is left of them is still to be told.
  process.on("SIGINT", () => undefined);
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (code, signal) => resolve(signal === null ? code : 1));
  });
}

/** That strace may trace here, and that the reading above would see a foreign address. */
async function control(trace) {
  const program = `require("node:dgram").createSocket("udp4").on("error", () => {}).connect(${CONTROL.port}, "${CONTROL.address}", function () { this.close(); })`;
  spawnSync("strace", [...STRACE, "-o", trace, process.execPath, "-e", program], { timeout: 20_000 });
  const { foreign } = await countsIn(trace);
  return foreign.has(`${CONTROL.address}:${CONTROL.port}`);
}

function say(counts) {
  const loopback = [...counts.loopback.keys()].map((text) => text.replace(/:\d+$/, ""));
  const parts = [
    `${sum(counts.loopback)} connections to ${counts.loopback.size} ports of ${new Set(loopback).size} loopback addresses (${[...new Set(loopback)].sort().join(", ")})`,
    `${sum(counts.local)} to ${counts.local.size} local sockets`,
    `${sum(counts.kernel)} questions to the kernel`,
    `${sum(counts.names)} to name servers`,
    `${sum(counts.foreign)} to other hosts`,
  ];
  console.log(`connections: ${parts.join("; ")}.`);
}

/** What must not be; one sentence each. */
function problemsOf(counts, whole) {
  const foreign = [...counts.foreign.keys()].filter((text) => !ON_PURPOSE.has(text));
  return [
    ...foreign.map((text) => `connections: a test connected to ${text}, which is no loopback address.`),
    ...[...counts.names.keys()].map(
      (text) => `connections: a test asked the name server ${text}; resolve in the test.`,
    ),
    ...[...counts.unread.keys()].map((text) => `connections: this line of strace was not understood: ${text}`),
    ...(whole && sum(counts.loopback) < FEWEST ? [`connections: fewer than ${FEWEST} were seen.`] : []),
    ...(whole ? [...ON_PURPOSE.keys()].filter((text) => !counts.foreign.has(text)) : []).map(
      (text) => `connections: ${text} is listed as connected to on purpose, and was not.`,
    ),
  ];
}

const folder = mkdtempSync(join(tmpdir(), "aoai-probe-connections-"));
try {
  if (spawnSync("strace", ["-V"]).error !== undefined) {
    throw new Error("connections: strace is missing; `apt-get install strace` brings it.");
  }
  if (!(await control(join(folder, "control")))) {
    throw new Error(
      "connections: strace may not trace here (ptrace is denied?), or this file misreads what it writes.",
    );
  }
  const given = process.argv.slice(2);
  const runner = ["node_modules/vitest/vitest.mjs", "run", "--config", "test/vitest.config.ts"];
  process.env.AOAI_PROBE_LEAVE_OUT = OWN_STRACE;
  const trace = join(folder, "suite");
  const code = await traced(trace, [process.execPath, ...runner, ...given]);
  const counts = await countsIn(trace);
  say(counts);
  const problems = problemsOf(
    counts,
    given.every((argument) => argument.startsWith("-")),
  );
  for (const problem of problems) console.error(problem);
  process.exitCode = code !== 0 ? code : problems.length === 0 ? 0 : 1;
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
} finally {
  rmSync(folder, { recursive: true });
}
