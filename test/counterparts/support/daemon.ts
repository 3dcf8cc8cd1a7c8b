import { type ChildProcess, spawn } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { connect, createServer, type Server } from "node:net";
import { delimiter, join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { inject, onTestFinished } from "vitest";
import { brokenServer, type Counterpart, isBroken } from "./broken.ts";

/** Which Debian package brings a program; .ci/counterparts installs them all. */
const PACKAGES: Record<string, string> = {
  go: "golang-go golang-github-gorilla-websocket-dev",
  mcs: "mono-mcs libmono-system-net-http4.0-cil libmono-system-runtime-serialization4.0-cil libmono-system-xml-linq4.0-cil",
  mono: "mono-runtime",
  nginx: "nginx-light",
  tinyproxy: "tinyproxy",
  prometheus: "prometheus",
  "prometheus-blackbox-exporter": "prometheus-blackbox-exporter",
  promtool: "prometheus",
  python3: "python3-websockets",
  xmllint: "libxml2-utils",
};

/** Longest that a program may take to listen. */
const START_MS = 10_000;

/** Where a program is; throws, naming the command that brings it, where it is not. */
export function program(name: string): string {
  const folders = [...(process.env.PATH ?? "").split(delimiter), "/usr/sbin", "/usr/bin"];
  // Debian's own packages are installed for Debian's own interpreter.
  const found = (name === "python3" ? ["/usr/bin"] : folders).map((folder) => join(folder, name)).find(existsSync);
  if (found !== undefined) return found;
  throw new Error(`${name} is not installed: run \`sudo apt-get install -y ${PACKAGES[name]}\`, or .ci/counterparts.`);
}

/** The certificate and key of this run. */
export function certificate(): { key: string; cert: string; keyFile: string; certFile: string } {
  const keyFile = join(inject("folder"), "key.pem");
  const certFile = join(inject("folder"), "cert.pem");
  return { key: readFileSync(keyFile, "utf8"), cert: readFileSync(certFile, "utf8"), keyFile, certFile };
}

/** Ports that are free now, all different. */
export async function freePorts(count: number): Promise<number[]> {
  const servers = await Promise.all(Array.from({ length: count }, () => listening(0)));
  const ports = servers.map(portOf);
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
  return ports;
}

/**
 * Starts a server program, waits until every port of it takes a connection, and ends it after the test or the file.
 * Where it is to be broken, something else stands on its ports.
 */
export async function startServer(options: {
  name: Counterpart;
  command: string;
  args: string[];
  env?: Record<string, string>;
  ports: { port: number; tls: boolean }[];
}): Promise<{ output(): string; stop(): Promise<void> }> {
  if (isBroken(options.name)) return await standBroken(options.ports);
  const child = spawn(options.command, options.args, {
    env: { PATH: process.env.PATH ?? "", HOME: inject("folder"), ...options.env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let output = "";
  child.stdout?.on("data", (part: Buffer) => {
    output += part.toString();
  });
  child.stderr?.on("data", (part: Buffer) => {
    output += part.toString();
  });
  const stop = () => ended(child);
  const until = Date.now() + START_MS;
  try {
    for (const { port } of options.ports) {
      while (!(await isOpen(port))) {
        if (child.exitCode !== null || Date.now() > until)
          throw new Error(`${options.name} does not listen on ${port}:\n${output}`);
        await pause(20);
      }
    }
  } catch (error) {
    await stop();
    throw error;
  }
  return { output: () => output, stop };
}

async function standBroken(
  ports: { port: number; tls: boolean }[],
): Promise<{ output(): string; stop(): Promise<void> }> {
  const servers = await Promise.all(ports.map(({ port, tls }) => brokenServer(port, tls ? certificate() : null)));
  return {
    output: () => "",
    stop: async () => {
      for (const server of servers) server.close();
    },
  };
}

/** Ends a process that was started here, and waits for its end. */
export function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve();
  return new Promise((resolve) => {
    const hard = setTimeout(() => child.kill("SIGKILL"), 3_000);
    child.once("close", () => {
      clearTimeout(hard);
      resolve();
    });
    child.kill("SIGTERM");
  });
}

/** A server of ours on a free port, closed with its connections after the test. */
export async function serve(server: Server): Promise<number> {
  const open = new Set<{ destroy(): void }>();
  server.on("connection", (socket) => {
    open.add(socket);
    socket.on("error", () => socket.destroy());
    socket.on("close", () => open.delete(socket));
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(0, "127.0.0.1", resolve);
  });
  onTestFinished(() => {
    for (const socket of open) socket.destroy();
    server.close();
  });
  return portOf(server);
}

function listening(port: number): Promise<Server> {
  const server = createServer();
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, "127.0.0.1", () => resolve(server));
  });
}

function portOf(server: Server): number {
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("the server has no port");
  return address.port;
}

function isOpen(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1");
    socket.once("connect", () => {
      socket.destroy();
      resolve(true);
    });
    socket.once("error", () => resolve(false));
  });
}
