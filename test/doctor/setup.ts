import { mkdtempSync, writeFileSync } from "node:fs";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Checkup, checkupSchema } from "../../src/doctor/checkup.ts";
import { startEmulator } from "../../src/emulator/resource.ts";
import { type ScenarioFile, scenarioSchema, toScenario } from "../../src/emulator/scenario-file.ts";
import { callCli } from "../support/built-cli.ts";
import { type Identity, identity, type Wish } from "../support/certificates.ts";
import { type Behaviour, type RawPeer, rawPeer } from "../support/raw-peer.ts";

/*
 * Set-ups as operators have them, against servers that listen on this machine. Host names are those of the service, and
 * resolve to this machine without a name server.
 */

export const KEY = "0123456789abcdef0123456789abcdef";
export const OTHER_KEY = "fedcba9876543210fedcba9876543210";
export const TOKEN = "emulated.token-of-the-resource";

/** What an operator has set. */
export interface Setup {
  endpoint: string;
  deployments?: string[];
  key?: string;
  token?: string;
  /** PEM of a CA. */
  trust?: string;
  proxy?: { origin: string; credential?: string; except?: string };
  /** True: no name server knows the host. */
  unknown?: boolean;
}

const folder = mkdtempSync(join(tmpdir(), "aoai-probe-doctor-"));

/** Calls doctor with a set-up. */
export async function checkUp(setup: Setup): Promise<Checkup> {
  const { endpoint, deployments = ["gpt-realtime-1.5"], token, proxy, trust, unknown = false } = setup;
  const { key = token === undefined ? KEY : undefined } = setup;
  const { hostname, port, protocol } = new URL(endpoint);
  const ca = join(folder, "ca.pem");
  if (trust !== undefined) writeFileSync(ca, trust);
  const { stdout, stderr } = await callCli(
    [
      "doctor",
      "--json",
      ...(trust === undefined ? [] : ["--cacert", ca]),
      ...(unknown || protocol === "http:" ? [] : ["--resolve", `${hostname}:${port}:127.0.0.1`]),
    ],
    {
      cwd: folder,
      env: {
        AZURE_OPENAI_ENDPOINT: endpoint,
        AZURE_OPENAI_DEPLOYMENT: deployments.join(),
        ...(key === undefined ? {} : { AZURE_OPENAI_API_KEY: key }),
        ...(token === undefined ? {} : { AZURE_OPENAI_AD_TOKEN: token }),
        ...(proxy === undefined ? {} : { HTTPS_PROXY: proxyUrl(proxy), NO_PROXY: proxy.except ?? "" }),
      },
    },
  );
  for (const secret of [key, token, proxy?.credential]) {
    if (secret !== undefined && `${stdout}${stderr}`.includes(secret)) throw new Error("a secret was printed");
  }
  return checkupSchema.parse(JSON.parse(stdout));
}

function proxyUrl({ origin, credential }: { origin: string; credential?: string }): string {
  return credential === undefined ? origin : origin.replace("://", `://${credential}@`);
}

const closing: (() => Promise<void>)[] = [];

/** Registers what a set-up has started. */
export function keep<T extends { close(): Promise<void> }>(started: T): T {
  closing.push(() => started.close());
  return started;
}

/** Ends everything that the set-ups have started. */
export async function closeAll(): Promise<void> {
  await Promise.all(closing.splice(0).map((close) => close()));
}

const AUTHORITY = identity({ name: "Contoso Root CA", authority: true });
export const CA = AUTHORITY.pem.cert;

/** The certificate of a host, issued by the private CA unless wished otherwise. */
export function certificateFor(hosts: string[], wish: Wish = {}): Identity {
  return identity({ name: hosts[0] ?? "", hosts, issuer: AUTHORITY, ...wish });
}

type Rules = (typeof scenarioSchema)["_zod"]["input"]["rules"];

export interface Served {
  /** Over TLS with this certificate. Absent: plain HTTP. */
  certificate?: Identity;
  rules?: Rules;
  basePath?: string;
}

/** A resource with three deployments, which has the key and the token. */
export async function resource({ certificate, rules = [], basePath }: Served = {}): Promise<{
  endpoint: string;
  port: number;
}> {
  const file: ScenarioFile = scenarioSchema.parse({
    name: "contoso",
    ...(basePath === undefined ? {} : { "base-path": basePath }),
    deployments: [
      { model: "gpt-realtime-1.5", version: "2026-02-23", role: "conversation" },
      { model: "gpt-realtime-whisper", version: "2026-05-06", role: "transcription" },
      { model: "gpt-4.1-mini", version: "2025-04-14", role: "chat" },
    ],
    rules,
  });
  const tls = certificate?.pem ?? null;
  const { endpoint, close } = await startEmulator({ scenario: toScenario(file, []), key: KEY, token: TOKEN, tls });
  keep({ close });
  return { endpoint, port: Number(new URL(endpoint).port) };
}

/** A resource that answers as a field report or another scenario says. */
export async function scenario(name: string): Promise<string> {
  return keep(await startEmulator({ scenario: name, key: KEY, token: TOKEN })).endpoint;
}

/** A resource at this host name, over TLS. */
export async function resourceAt(host: string, served: Served = {}): Promise<string> {
  const { port } = await resource({ certificate: certificateFor([host]), ...served });
  return `https://${host}:${port}`;
}

/**
 * A proxy that opens tunnels to this machine, if the caller shows what it demands.
 * @param port of every tunnel. Absent: the port that the caller names
 */
export async function proxyWith(demanded: string | null, port?: number): Promise<string> {
  const tunnel: Behaviour = (near, head) => {
    const basic = demanded === null ? "" : Buffer.from(demanded).toString("base64");
    if (demanded !== null && !head.includes(`Basic ${basic}\r\n`)) {
      near.end("HTTP/1.1 407 Proxy Authentication Required\r\nProxy-Authenticate: Basic\r\nContent-Length: 0\r\n\r\n");
      return;
    }
    const far = connect(port ?? Number(/^CONNECT [^ ]*:(\d+) /.exec(head)?.[1]), "127.0.0.1", () => {
      near.write("HTTP/1.1 200 Connection established\r\n\r\n");
      near.pipe(far).pipe(near);
    });
    far.on("error", () => near.destroy());
    near.on("close", () => far.destroy());
  };
  const peer: RawPeer = keep(await rawPeer(tunnel));
  return `http://127.0.0.1:${peer.port}`;
}

/** The origin of a port on which nothing listens. */
export async function closedOrigin(): Promise<string> {
  const peer = await rawPeer(() => undefined);
  await peer.close();
  return `http://127.0.0.1:${peer.port}`;
}
