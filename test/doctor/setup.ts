import dns from "node:dns";
import { connect } from "node:net";
import { vi } from "vitest";
import { roleOfModel } from "../../src/catalog/index.ts";
import { readTargetUri } from "../../src/cli/configuration/target-uri.ts";
import { evaluate, examine, firstProblem, type Line } from "../../src/doctor/index.ts";
import { startEmulator } from "../../src/emulator/resource.ts";
import { type ScenarioFile, scenarioSchema, toScenario } from "../../src/emulator/scenario-file.ts";
import { Vault } from "../../src/redaction/secret.ts";
import { readProxyRules } from "../../src/wire/proxy-rule.ts";
import { type Identity, identity, type Wish } from "../support/certificates.ts";
import { type Behaviour, type RawPeer, rawPeer } from "../support/raw-peer.ts";
import { catalog } from "../support/recorded.ts";

/*
 * Set-ups as operators have them, against servers that listen on this machine. Host names are those of the service, and
 * resolve to this machine without a name server.
 */

export const KEY = "0123456789abcdef0123456789abcdef";
export const OTHER_KEY = "fedcba9876543210fedcba9876543210";
export const TOKEN = "emulated.token-of-the-resource";

/** What an operator has set, and what the network does. */
export interface Setup {
  endpoint: string;
  deployments?: string[];
  key?: string;
  token?: string;
  /** PEM of a CA. */
  trust?: string;
  proxy?: { origin: string; credential?: string; except?: string };
  /** Names that no name server knows. */
  unknown?: string[];
}

/** Lets every name resolve to this machine, unless it is unknown. */
function resolveHere(unknown: string[]): void {
  vi.spyOn(dns, "lookup").mockImplementation((host, ...rest: unknown[]) => {
    const [options, callback] = [rest[0], rest.at(-1)];
    if (typeof callback !== "function") throw new Error("no callback");
    const isAll = typeof options === "object" && options !== null && "all" in options && options.all === true;
    const error = Object.assign(new Error(`getaddrinfo ENOTFOUND ${host}`), { code: "ENOTFOUND" });
    if (unknown.includes(String(host))) callback(error);
    else if (isAll) callback(null, [{ address: "127.0.0.1", family: 4 }]);
    else callback(null, "127.0.0.1", 4);
  });
}

/** Examines a set-up. Returns every line, and the first thing to mend. */
export async function checkUp(setup: Setup): Promise<{ lines: Line[]; first: Line | null; requests: number }> {
  resolveHere(setup.unknown ?? []);
  try {
    const uri = readTargetUri(setup.endpoint);
    if (uri.kind === "refused") throw new Error(uri.why);
    const vault = new Vault();
    const { key = setup.token === undefined ? KEY : undefined, token, proxy } = setup;
    const names = setup.deployments ?? ["gpt-realtime-1.5"];
    const seen = await examine({
      catalog,
      targets: [
        {
          name: "contoso",
          endpoint: uri.origin,
          ...(uri.basePath === null ? {} : { basePath: uri.basePath }),
          hosts: {},
          region: null,
          resourceId: null,
          subscription: null,
          kind: null,
          auth: [key === undefined ? "token" : "key"],
          deployments: names.map((name) => ({
            name,
            model: null,
            version: null,
            sku: null,
            role: roleOfModel(catalog.models, name),
            source: "guessed",
          })),
        },
      ],
      credentials: new Map([
        [
          "contoso",
          {
            ...(key === undefined ? {} : { key: vault.register(key, "apikey") }),
            ...(token === undefined ? {} : { token: vault.register(token, "token") }),
          },
        ],
      ]),
      vault,
      proxies:
        proxy === undefined
          ? null
          : {
              https: {
                origin: proxy.origin,
                credential: proxy.credential === undefined ? null : vault.register(proxy.credential, "proxy"),
              },
              http: null,
              except: readProxyRules(proxy.except ?? ""),
            },
      trust: setup.trust ?? null,
      tool: { name: "aoai-probe", version: "0.0.0", node: "20.19.0" },
      timeoutMs: 10_000,
      signal: new AbortController().signal,
    });
    const lines = evaluate(seen, { notes: [], claims: catalog.claims, today: "2026-01-01" });
    return { lines, first: firstProblem(lines), requests: seen.report.results.length };
  } finally {
    vi.restoreAllMocks();
  }
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

/** A resource at this host name, over TLS. */
export async function resourceAt(host: string, served: Served = {}): Promise<string> {
  const { port } = await resource({ certificate: certificateFor([host]), ...served });
  return `https://${host}:${port}`;
}

/** A proxy that opens tunnels to this machine, if the caller shows what it demands. */
export async function proxyWith(demanded: string | null): Promise<string> {
  const tunnel: Behaviour = (near, head) => {
    const basic = demanded === null ? "" : Buffer.from(demanded).toString("base64");
    if (demanded !== null && !head.includes(`Basic ${basic}\r\n`)) {
      near.end("HTTP/1.1 407 Proxy Authentication Required\r\nProxy-Authenticate: Basic\r\nContent-Length: 0\r\n\r\n");
      return;
    }
    const far = connect(Number(/^CONNECT [^ ]*:(\d+) /.exec(head)?.[1]), "127.0.0.1", () => {
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
