import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type WebSocket, WebSocketServer } from "ws";
import { type RunningEmulator, startEmulator } from "../../../src/emulator/resource.ts";
import type { Result } from "../../../src/model/report.ts";
import { certificate, freePorts, program, startServer } from "../support/daemon.ts";
import { hopsOf, outcomeOf, probe, resultOf } from "../support/prober.ts";
import { note } from "../support/table.ts";

/*
 * nginx over TLS, in front of the emulator (a resource that answers) or of a socket that falls silent. Each of its
 * servers misbehaves in its own way on the GA path, and passes everything else on.
 */

const DEPLOYMENT = "gpt-realtime-1.5";
const SERVERS = [
  "redirects302",
  "redirects307",
  "downgrades",
  "denies",
  "hangsUp",
  "badGateway",
  "cuts",
  "losesUpgrade",
] as const;
type Site = (typeof SERVERS)[number];

let resource: RunningEmulator;
let silent: WebSocketServer;
let nginx: { stop(): Promise<void> };
let ports: Record<Site | "plain" | "nobody", number>;
let folder = "";

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "aoai-probe-nginx-"));
  resource = await startEmulator({ scenario: "all-supported" });
  silent = new WebSocketServer({ port: 0, host: "127.0.0.1" });
  silent.on("connection", (socket: WebSocket) => socket.send(JSON.stringify({ type: "session.created", session: {} })));
  const [plain = 0, nobody = 0, ...free] = await freePorts(SERVERS.length + 2);
  const byName = SERVERS.map((name, index): [string, number] => [name, free[index] ?? 0]);
  ports = { plain, nobody, ...Object.fromEntries(byName) } as typeof ports;
  mkdirSync(join(folder, "logs"));
  writeFileSync(join(folder, "nginx.conf"), configuration());
  nginx = await startServer({
    name: "nginx",
    command: program("nginx"),
    args: ["-p", folder, "-c", join(folder, "nginx.conf"), "-e", join(folder, "logs", "error.log")],
    ports: [{ port: plain, tls: false }, ...SERVERS.map((name) => ({ port: ports[name], tls: true }))],
  });
});

afterAll(async () => {
  await nginx?.stop();
  await resource?.close();
  silent?.close();
});

describe("nginx in front of a resource", () => {
  it("302 to a path without its first segment is followed on the same origin, and judged a dead path", async () => {
    const result = await ask("redirects302", "302 on the handshake, /openai dropped");
    expect(result).toMatchObject({ verdict: "redirect", cause: "redirect.dead-path", status: 404 });
    const hops = hopsOf(result).slice(0, 2);
    expect(hops.map(({ status }) => status)).toEqual([302, 404]);
    expect(hops[0]?.redirect).toMatchObject({ relation: "same-origin", segmentsDropped: ["openai"], followed: true });
    expect(hops[0]?.body?.text).toContain("nginx");
  });

  it("307 to another name of the path is transparent: the conversation behind it reaches its result", async () => {
    const result = await ask("redirects307", "307 on the handshake, to an alias of the path");
    expect(hopsOf(result).map(({ status }) => status)).toEqual([307, 101]);
    expect(result).toMatchObject({ verdict: "supported", stage: { reached: "result" } });
  });

  it("a redirect from TLS to plain http is recorded, and nothing is asked there", async () => {
    const result = await ask("downgrades", "302 on the handshake, https to http");
    expect(result).toMatchObject({ verdict: "inconclusive", cause: "redirect.not-followed" });
    expect(hopsOf(result)[0]?.redirect).toMatchObject({ relation: "downgrade", followed: false });
    expect(readFileSync(join(folder, "logs", "plain.log"), "utf8")).toBe("");
  });

  it("401 with a body as of the service is a credential not accepted", async () => {
    const result = await ask("denies", "401 with JSON on the handshake");
    expect(result).toMatchObject({ verdict: "auth", cause: "auth.key-invalid", status: 401 });
  });

  it("444 is a connection closed before an answer, and no refusal of the service", async () => {
    const result = await ask("hangsUp", "444: closed without a word");
    expect(result).toMatchObject({ verdict: "network", cause: "tcp.closed.awaiting-headers", status: null });
  });

  it("502 in HTML is a gateway that answered in place of the service", async () => {
    const result = await ask("badGateway", "502: nothing listens behind it");
    expect(result).toMatchObject({ verdict: "server-fault", cause: "server.gateway", status: 502 });
  });

  it("a session cut by proxy_read_timeout ended without a close frame", async () => {
    const result = await ask("cuts", "proxy_read_timeout 1s under a silent session");
    expect(result).toMatchObject({
      verdict: "inconclusive",
      cause: "ws.closed.no-reason",
      close: { code: null, by: "peer" },
    });
    expect(result.stage).toEqual({ reached: "session", failedAt: "configure" });
  });

  it("a location that loses the Upgrade header is never taken for a path that works", async () => {
    const result = await ask("losesUpgrade", "the Upgrade header is not passed on");
    expect(hopsOf(result).at(-1)?.status).not.toBe(101);
    expect(result.stage.reached).toBe("connect");
    expect(["no-route", "rejected-request", "inconclusive"]).toContain(result.verdict);
    expect(result.status).toBeGreaterThanOrEqual(400);
  });
});

async function ask(site: Site, asked: string): Promise<Result> {
  const endpoint = `https://127.0.0.1:${ports[site]}`;
  const { report } = await probe({ endpoint, key: resource.key, deployment: DEPLOYMENT, probes: ["ga-realtime"] });
  const result = resultOf(report, "ga-realtime");
  note("nginx", asked, outcomeOf(result));
  return result;
}

function configuration(): string {
  const { certFile, keyFile } = certificate();
  const resourcePort = new URL(resource.endpoint).port;
  const address = silent.address();
  const silentPort = typeof address === "object" && address !== null ? address.port : 0;
  const upgrade =
    'proxy_http_version 1.1; proxy_set_header Upgrade $http_upgrade; proxy_set_header Connection "upgrade";';
  const GA: Record<Site, string> = {
    redirects302: "return 302 https://$http_host/v1/realtime$is_args$args;",
    redirects307: "return 307 https://$http_host/alias/realtime$is_args$args;",
    downgrades: `return 302 http://127.0.0.1:${ports.plain}/openai/v1/realtime$is_args$args;`,
    denies: `default_type application/json; return 401 '{"error":{"code":"401","message":"Access denied due to invalid subscription key or wrong API endpoint. Make sure to provide a valid key for an active subscription and use a correct regional API endpoint for your resource."}}';`,
    hangsUp: "return 444;",
    badGateway: `proxy_pass http://127.0.0.1:${ports.nobody}; ${upgrade}`,
    cuts: `proxy_pass http://127.0.0.1:${silentPort}; proxy_read_timeout 1s; ${upgrade}`,
    losesUpgrade: `proxy_pass http://127.0.0.1:${resourcePort};`,
  };
  const site = (name: Site) => `
  server {
    listen 127.0.0.1:${ports[name]} ssl;
    location = /openai/v1/realtime { ${GA[name]} }
    location = /alias/realtime { proxy_pass http://127.0.0.1:${resourcePort}/openai/v1/realtime; ${upgrade} }
    location / { proxy_pass http://127.0.0.1:${resourcePort}; ${upgrade} }
  }`;
  return `
daemon off; master_process off; worker_processes 1; pid ${folder}/nginx.pid;
error_log ${folder}/logs/error.log;
events { worker_connections 256; }
http {
  access_log off;
  client_body_temp_path ${folder}/body; proxy_temp_path ${folder}/proxy; fastcgi_temp_path ${folder}/fastcgi;
  uwsgi_temp_path ${folder}/uwsgi; scgi_temp_path ${folder}/scgi;
  ssl_certificate ${certFile}; ssl_certificate_key ${keyFile};
  server { listen 127.0.0.1:${ports.plain}; access_log ${folder}/logs/plain.log; return 200; }
  ${SERVERS.map(site).join("\n")}
}`;
}
