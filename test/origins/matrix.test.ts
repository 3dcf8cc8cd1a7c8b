import { randomBytes, randomUUID } from "node:crypto";
import { setTimeout as pause } from "node:timers/promises";
import { Agent, interceptors, request, fetch as undiciFetch } from "undici";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { WebSocket } from "ws";
import { type SecretKind, Vault } from "../../src/redaction/secret.ts";
import { followRedirects } from "../../src/run/redirects.ts";
import type { Credential } from "../../src/wire/credential.ts";
import { DEFAULT_DEADLINES } from "../../src/wire/hop.ts";
import { leaksIn } from "../secrets/search.ts";
import { LONG } from "../support/long-counts.ts";
import { hopRequest, wireContext } from "../support/wire-question.ts";
import { CHAINS, LOCATIONS, STATUSES } from "./locations.ts";
import { type Peers, pathOf, redirectingPeers } from "./redirecting-peers.ts";

interface CredentialKind {
  name: string;
  value: string;
  /** `also`: a gateway's own header, in a request without any other credential. */
  header: "api-key" | "bearer" | "also";
  kind: SecretKind;
  /** Whether a Location that carries it is asked as given. */
  asGiven: boolean;
}

const letters = (size: number) =>
  randomBytes(size * 2)
    .toString("base64")
    .replace(/[+/=]/g, "")
    .slice(0, size);

const CREDENTIALS: CredentialKind[] = [
  {
    name: "a key of 32 digits",
    value: randomBytes(16).toString("hex"),
    header: "api-key",
    kind: "apikey",
    asGiven: false,
  },
  {
    name: "an annotated key",
    value: `${letters(52)}JQQJ99${letters(26)}`,
    header: "api-key",
    kind: "apikey",
    asGiven: false,
  },
  {
    name: "a key with symbols, asked as given",
    value: `${letters(12)}/${letters(9)}+${letters(20)}==`,
    header: "api-key",
    kind: "apikey",
    asGiven: true,
  },
  {
    name: "an Entra token",
    value: `eyJ${letters(30)}.${letters(90)}.${letters(40)}`,
    header: "bearer",
    kind: "token",
    asGiven: false,
  },
  { name: "a minted secret", value: `ek_${letters(32)}`, header: "bearer", kind: "ephemeral", asGiven: false },
  {
    name: "a minted secret as a key",
    value: `ek_${letters(32)}`,
    header: "api-key",
    kind: "ephemeral",
    asGiven: false,
  },
  {
    name: "the key of a gateway",
    value: randomBytes(16).toString("hex"),
    header: "also",
    kind: "header",
    asGiven: false,
  },
];
const SECRETS = new Map(CREDENTIALS.map(({ name, value }) => [name, value]));
const AT_ONCE = 16;
/** Without AOAI_PROBE_LONG, one case of 11: a number prime to the length of each list, so that all values are tried. */
const ONE_OF = 11;

let peers: Peers;
beforeAll(async () => {
  peers = await redirectingPeers();
});
afterAll(() => peers.close());
beforeEach(() => {
  for (const peer of [peers.own, ...peers.strangers]) peer.received.length = 0;
});

interface Case {
  transport: "http" | "ws";
  status: number;
  chain: number;
  location: number;
  credential: CredentialKind;
}

function allCases(): Case[] {
  const cases: Case[] = [];
  for (const transport of ["http", "ws"] as const)
    for (const status of STATUSES)
      for (const chain of CHAINS)
        for (const location of LOCATIONS.keys())
          for (const credential of CREDENTIALS) cases.push({ transport, status, chain, location, credential });
  return LONG ? cases : cases.filter((_, index) => index % ONE_OF === 0);
}

/** Asks one case, and says what is wrong with its outcome; null where nothing is. */
async function problemOf({ transport, status, chain, location, credential }: Case): Promise<string | null> {
  const vault = new Vault();
  const secret = vault.register(credential.value, credential.kind);
  const url = peers.own.url(transport, pathOf(status, chain, location));
  const chosen: Credential =
    credential.header === "also"
      ? { kind: "none", also: [["Ocp-Apim-Subscription-Key", secret]] }
      : { kind: credential.header, secret };
  // Nothing here is about time: on a machine with much else to do an answer may be late.
  const question = { vault, credential: chosen, origins: [peers.own.url("http").origin], deadlines: DEFAULT_DEADLINES };
  const { hops } = await followRedirects(hopRequest(url, question), wireContext(question), {
    asGiven: credential.asGiven,
    clientRequestId: randomUUID,
  });
  const form = LOCATIONS[location];
  const expected = chain + (form?.followed ? 1 : 0);
  if (hops.length !== expected) return `${form?.name}: ${hops.length} hops, not ${expected}`;
  const signed = hops.every((hop) => hop.requestHeaders.some(([, value]) => value.includes(secret.label)));
  if (!signed) return `${form?.name}: a hop to our own origin was not signed`;
  return leaksIn(new Map([["hops", JSON.stringify(hops)]]), new Map([["sent", credential.value]])).length > 0
    ? `${form?.name}: recorded`
    : null;
}

describe("a credential", () => {
  it("is at no origin but the configured one, whatever redirects there are", async () => {
    const started = performance.now();
    const queue = allCases();
    const count = queue.length;
    const problems: string[] = [];
    const worker = async () => {
      for (let next = queue.pop(); next !== undefined; next = queue.pop()) {
        const problem = await problemOf(next);
        if (problem !== null)
          problems.push(`${problem} (${next.transport} ${next.status} × ${next.chain}, ${next.credential.name})`);
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, worker));
    const elsewhere = peers.strangers.flatMap(({ received }) => received);
    expect(problems.slice(0, 5)).toEqual([]);
    expect(count).toBeGreaterThanOrEqual(LONG ? 3_600 : 350);
    expect(peers.own.received.length).toBeGreaterThan(count);
    expect(leaksIn(new Map([["elsewhere", elsewhere.join("\n")]]), SECRETS)).toEqual([]);
    expect(elsewhere.length).toBe(0);
    const seconds = ((performance.now() - started) / 1000).toFixed(1);
    console.log(
      `origins: ${count} cases, ${peers.own.received.length} requests at the configured origin, 0 connections and 0 bytes elsewhere, in ${seconds} s`,
    );
  }, 300_000);

  const CLIENTS: [string, (url: URL, header: [string, string]) => Promise<void>][] = [
    ["fetch", async (url, header) => void (await (await fetch(url, { headers: [header] })).text())],
    ["undici's fetch", async (url, header) => void (await (await undiciFetch(url, { headers: [header] })).text())],
    [
      "undici with its redirect interceptor",
      async (url, [name, value]) => {
        const dispatcher = new Agent().compose(interceptors.redirect({ maxRedirections: 5 }));
        const response = await request(url, { dispatcher, headers: { [name]: value } });
        await response.body.text();
      },
    ],
    [
      "ws with followRedirects",
      (url, [name, value]) =>
        new Promise((resolve) => {
          const socket = new WebSocket(url.href.replace("http:", "ws:"), {
            followRedirects: true,
            headers: { [name]: value },
          });
          socket.on("error", () => resolve());
          socket.on("close", () => resolve());
        }),
    ],
  ];

  it.each(CLIENTS)(
    "would be elsewhere, were %s to follow: the peers see what leaks",
    async (name, ask) => {
      const key = CREDENTIALS[0];
      if (key === undefined) throw new Error("no credential");
      let asked = 0;
      for (const status of STATUSES) {
        for (const location of LOCATIONS.keys()) {
          asked += 1;
          // A client that speaks TLS to a plain port would wait for long: that it has not come by then is no leak.
          await Promise.race([
            ask(peers.own.url("http", pathOf(status, 1, location)), ["api-key", key.value]).catch(() => undefined),
            pause(100),
          ]);
        }
      }
      const elsewhere = peers.strangers.flatMap(({ received }) => received);
      const leaked = elsewhere.filter((bytes) => bytes.includes(key.value)).length;
      expect(leaked).toBeGreaterThan(0);
      console.log(
        `origins: ${name}, asked ${asked} of the same redirects, sent the key to another origin ${leaked} times`,
      );
    },
    30_000,
  );
});
