import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { createServer as createOrigin } from "node:https";
import { connect, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type RunningEmulator, startEmulator } from "../../../src/emulator/resource.ts";
import { certificate, freePorts, program, serve, startServer } from "../support/daemon.ts";
import { hopsOf, outcomeOf, probe, resultOf } from "../support/prober.ts";
import { note } from "../support/table.ts";

/* A CONNECT proxy with a password, between the prober and a resource over TLS. */

const USER = "operator";
/** tinyproxy's configuration takes letters, digits, dot and hyphen alone. */
const PASSWORD = "pr0xy-pass.w0rd";
const BASIC = Buffer.from(`${USER}:${PASSWORD}`).toString("base64");
/** One probe of each transport. */
const PROBES = ["ga-realtime", "chat-completions-v1"];
const DEPLOYMENTS = "gpt-realtime-1.5,gpt-4.1-mini";

let resource: RunningEmulator;
let proxy: { stop(): Promise<void> };
let port = 0;
let log = "";

beforeAll(async () => {
  const { key, cert } = certificate();
  resource = await startEmulator({ scenario: "all-supported", tls: { key, cert } });
  const folder = mkdtempSync(join(tmpdir(), "aoai-probe-tinyproxy-"));
  log = join(folder, "log");
  writeFileSync(log, "");
  [port = 0] = await freePorts(1);
  writeFileSync(
    join(folder, "tinyproxy.conf"),
    [
      `Port ${port}`,
      "Listen 127.0.0.1",
      "Timeout 30",
      `LogFile "${log}"`,
      "LogLevel Connect",
      "MaxClients 50",
      `BasicAuth ${USER} ${PASSWORD}`,
    ].join("\n"),
  );
  proxy = await startServer({
    name: "tinyproxy",
    command: program("tinyproxy"),
    args: ["-d", "-c", join(folder, "tinyproxy.conf")],
    ports: [{ port, tls: false }],
  });
});

afterAll(async () => {
  await proxy?.stop();
  await resource?.close();
});

describe("tinyproxy", () => {
  it("given its password makes the tunnels of both transports, and sees neither key nor path", async () => {
    const seen = await relay(port);
    const { report, stderr } = await ask({ HTTPS_PROXY: address(seen.port, PASSWORD) });
    for (const id of PROBES) {
      const result = resultOf(report, id);
      note("tinyproxy", `${id}, HTTPS_PROXY with the password`, outcomeOf(result));
      expect(result).toMatchObject({ verdict: "supported", stage: { reached: "result" } });
      expect(hopsOf(result).at(-1)).toMatchObject({
        proxy: `http://127.0.0.1:${seen.port}`,
        remote: `127.0.0.1:${seen.port}`,
      });
    }
    expect(seen.sent()).toContain(`CONNECT ${new URL(resource.endpoint).host} HTTP/1.1`);
    expect(seen.sent()).toContain(`Proxy-Authorization: Basic ${BASIC}`);
    expect(seen.sent()).not.toContain(resource.key);
    expect(seen.sent()).not.toContain("/openai/");
    expect(readFileSync(log, "utf8")).toContain("CONNECT 127.0.0.1");
    for (const secret of [PASSWORD, BASIC, PASSWORD.replaceAll("-", "%2D")]) {
      expect(JSON.stringify(report)).not.toContain(secret);
      expect(stderr).not.toContain(secret);
    }
  });

  it("demands credentials, with 407 or 401 to CONNECT, which is no refusal of the origin: the origin is never asked", async () => {
    const origin = await recordingOrigin();
    for (const [told, password, status] of [
      ["a wrong password", "wrong-password", "401"],
      ["no password", null, "407"],
    ] as const) {
      const { report } = await ask({ HTTPS_PROXY: address(port, password) }, `https://127.0.0.1:${origin.port}`);
      for (const id of PROBES) {
        const result = resultOf(report, id);
        note("tinyproxy", `${id}, ${told}`, outcomeOf(result));
        expect(result).toMatchObject({ verdict: "auth", cause: "auth.proxy", status: null, stage: { reached: null } });
      }
      // After three that the proxy refused the rest is not attempted, so that no account is locked.
      const hops = report.results.flatMap(hopsOf);
      expect(hops.length).toBeGreaterThan(0);
      for (const hop of hops) expect(hop.failure).toMatchObject({ phase: "proxy", code: `PROXY_${status}` });
    }
    expect(origin.asked).toEqual([]);
  });

  it("passes on the origin's own 401 as the origin's, which never hears of the proxy's credentials", async () => {
    const origin = await recordingOrigin();
    const { report } = await ask({ HTTPS_PROXY: address(port, PASSWORD) }, `https://127.0.0.1:${origin.port}`);
    for (const id of PROBES) {
      const result = resultOf(report, id);
      note("tinyproxy", `${id}, the origin answers 401`, outcomeOf(result));
      expect(result).toMatchObject({ verdict: "auth", cause: "auth.key-invalid", status: 401 });
    }
    expect(origin.asked.length).toBeGreaterThan(0);
    const heard = origin.asked.join("\n");
    expect(heard).toContain(resource.key);
    expect(heard).not.toMatch(/proxy-authorization/i);
    expect(heard).not.toContain(BASIC);
  });

  it.each([
    ["127.0.0.1", true],
    ["other.example, 127.0.0.0/8", true],
    ["*", true],
    ["127.0.0.1:1", false],
    ["27.0.0.1 .0.0.1", false],
  ])("with NO_PROXY '%s' is passed by: %s", async (exceptions, direct) => {
    const seen = await relay(port);
    const { report } = await ask({ HTTPS_PROXY: address(seen.port, PASSWORD), NO_PROXY: exceptions });
    const hops = PROBES.flatMap((id) => hopsOf(resultOf(report, id)));
    note(
      "tinyproxy",
      `NO_PROXY ${exceptions}`,
      hops.every((hop) => hop.proxy === undefined) ? "asked directly" : "asked through it",
    );
    expect(hops.every((hop) => (hop.proxy === undefined) === direct)).toBe(true);
    expect(seen.sent() === "").toBe(direct);
    for (const id of PROBES) expect(resultOf(report, id).verdict).toBe("supported");
  });

  it("that is not there is the proxy's failure, and not the origin's", async () => {
    const [nobody = 0] = await freePorts(1);
    const { report } = await ask({ https_proxy: address(nobody, null) });
    for (const id of PROBES) {
      const result = resultOf(report, id);
      note("tinyproxy", `${id}, nothing listens at the proxy's port`, outcomeOf(result));
      expect(result).toMatchObject({ verdict: "network", cause: "proxy.refused" });
    }
    // After three that failed alike the rest is not attempted: the controls may have been those three.
    const hops = report.results.flatMap(hopsOf);
    expect(new Set(hops.map(({ transport }) => transport))).toEqual(new Set(["http", "websocket"]));
    for (const hop of hops) expect(hop.failure).toMatchObject({ phase: "proxy", code: "ECONNREFUSED" });
  });
});

function address(at: number, password: string | null): string {
  const userinfo = password === null ? "" : `${USER}:${password.replaceAll("-", "%2D")}@`;
  return `http://${userinfo}127.0.0.1:${at}`;
}

function ask(env: Record<string, string>, endpoint = resource.endpoint) {
  return probe({ endpoint, key: resource.key, deployment: DEPLOYMENTS, probes: PROBES, env });
}

/** Stands before the proxy and keeps what it is sent. */
async function relay(to: number): Promise<{ port: number; sent(): string }> {
  const parts: Buffer[] = [];
  const server = createServer((near) => {
    const far = connect(to, "127.0.0.1");
    near.on("data", (part) => parts.push(Buffer.from(part)));
    near.pipe(far).pipe(near);
    far.on("error", () => near.destroy());
    near.on("close", () => far.destroy());
  });
  return { port: await serve(server), sent: () => Buffer.concat(parts).toString("latin1") };
}

/** An origin that keeps every header it hears and refuses, on a request and on a handshake. */
async function recordingOrigin(): Promise<{ port: number; asked: string[] }> {
  const { key, cert } = certificate();
  const asked: string[] = [];
  const body = JSON.stringify({ error: { code: "401", message: "Access denied due to invalid subscription key." } });
  const head = `HTTP/1.1 401 Unauthorized\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\nConnection: close\r\n\r\n`;
  const server = createOrigin({ key, cert }, (request, response) => {
    asked.push(request.rawHeaders.join("\n"));
    response.writeHead(401, { "Content-Type": "application/json" }).end(body);
  });
  server.on("upgrade", (request, socket) => {
    asked.push(request.rawHeaders.join("\n"));
    socket.end(head + body);
  });
  return { port: await serve(server), asked };
}
