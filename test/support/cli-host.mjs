/*
 * Calls the built CLI again and again in one process, for tests whose subject is what a verb writes and not its process.
 * Each message is one call, `{ args, cwd, env }`, and is answered with `{ code, stdout, stderr }`.
 *   node cli-host.mjs DIST
 */
import dns from "node:dns";
import fs from "node:fs";
import { syncBuiltinESMExports } from "node:module";
import { isIP } from "node:net";
import { pathToFileURL } from "node:url";

const STDOUT = 1;
const EXITED = Symbol("exited");
/** What a verb listens for until its process ends. */
const EVENTS = ["SIGHUP", "SIGINT", "SIGTERM", "uncaughtException", "unhandledRejection"];

const written = { stdout: [], stderr: [] };
let exitCode = null;

const { writeSync } = fs;
fs.writeSync = (file, data, ...rest) => {
  if (file !== STDOUT) return writeSync(file, data, ...rest);
  const bytes = Buffer.from(data).subarray(rest[0] ?? 0);
  written.stdout.push(bytes);
  return bytes.length;
};
// No name server is asked: only `localhost` and addresses exist, and a test gives other names an address with --resolve.
const { lookup } = dns;
dns.lookup = (host, ...rest) => {
  if (host === "localhost" || isIP(host) !== 0) return lookup(host, ...rest);
  const error = Object.assign(new Error(`getaddrinfo ENOTFOUND ${host}`), { code: "ENOTFOUND", hostname: host });
  process.nextTick(rest.at(-1), error);
};
syncBuiltinESMExports();
for (const name of ["stdout", "stderr"]) {
  process[name].write = (data) => {
    written[name].push(Buffer.from(data));
    return true;
  };
}
process.exit = (code) => {
  exitCode ??= code;
  throw EXITED;
};

const { callSafely } = await import(new URL("cli/safe-call.js", pathToFileURL(`${process.argv[2]}/`)).href);
const ended = process.reallyExit.bind(process);
process.on("disconnect", () => ended(0));
process.on("message", async ({ args, cwd, env }) => {
  for (const name of Object.keys(process.env)) delete process.env[name];
  Object.assign(process.env, env);
  process.chdir(cwd);
  exitCode = null;
  try {
    await callSafely(args);
  } catch (error) {
    if (error !== EXITED) throw error;
  }
  for (const event of EVENTS) process.removeAllListeners(event);
  process.stderr.removeAllListeners("error");
  const text = (name) => Buffer.concat(written[name].splice(0)).toString("utf8");
  process.send({ code: exitCode, stdout: text("stdout"), stderr: text("stderr") });
});
process.send("ready");
