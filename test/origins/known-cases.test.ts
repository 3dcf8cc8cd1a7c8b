import { randomUUID } from "node:crypto";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { readEndpoint } from "../../src/cli/configuration/endpoint.ts";
import { writeArtefact } from "../../src/cli/output/artefact.ts";
import { OutputError } from "../../src/cli/usage-error.ts";
import { loadVerbs } from "../../src/cli/verbs/index.ts";
import { Vault } from "../../src/redaction/secret.ts";
import { redactUrl } from "../../src/redaction/url.ts";
import { followRedirects } from "../../src/run/redirects.ts";
import { credentialFor } from "../../src/wire/credential.ts";
import { openHop } from "../../src/wire/hop.ts";
import { parseLocation } from "../../src/wire/location.ts";
import { proxyFor } from "../../src/wire/proxy.ts";
import { readProxyRules } from "../../src/wire/proxy-rule.ts";
import { identity } from "../support/certificates.ts";
import {
  type Behaviour,
  frame,
  type RawPeer,
  rawPeer,
  repeat,
  response,
  say,
  sayAndStay,
  switching,
  upgrade,
} from "../support/raw-peer.ts";
import { ask, hopRequest, KEY, listenTo, type Question, wireContext } from "../support/wire-question.ts";
import { namesOfTests, sourcesOf } from "./named-tests.ts";

/*
 * Flaws that other clients had, C01 to C43, each asked of this one: by a test of its own here, by one that stands
 * elsewhere, or with the sentence that says why it cannot be.
 */

/** What is known of a case: that it holds here, where else it is shown, or why it cannot apply. */
type Known = { holds: () => Promise<void> | void } | { shown: [file: string, name: string] } | { why: string };

/** A disk that takes so many bytes at once, and so many in all. */
const disk = vi.hoisted(() => ({ atOnce: Number.POSITIVE_INFINITY, left: Number.POSITIVE_INFINITY }));
vi.mock("node:fs", async (original) => {
  const fs = await original<typeof import("node:fs")>();
  const writeSync = (file: number, bytes: Uint8Array, at = 0) => {
    if (disk.left <= 0) throw Object.assign(new Error("full"), { code: "ENOSPC" });
    const written = fs.writeSync(file, bytes, at, Math.min(disk.atOnce, disk.left, bytes.length - at));
    disk.left -= written;
    return written;
  };
  return { ...fs, writeSync };
});

const OWN = "https://r.openai.azure.com";
let stranger: RawPeer;
beforeAll(async () => {
  stranger = await rawPeer(say(response("200 OK", [], "{}")));
});
afterAll(() => stranger.close());

function signed(origins: string[], vault = new Vault()): Question {
  return { vault, origins, credential: { kind: "api-key", secret: vault.register(KEY, "apikey") } };
}

async function follow(url: URL, question: Question) {
  const { hops } = await followRedirects(hopRequest(url, question), wireContext(question), {
    asGiven: false,
    clientRequestId: randomUUID,
  });
  return hops;
}

/** Over both transports: a signed request that is redirected to `to`; nothing may reach the stranger. */
async function strangerGetsNothing(to: (own: RawPeer) => string, status = 302): Promise<void> {
  stranger.received.length = 0;
  const own: RawPeer = await rawPeer((socket, head) =>
    say(response(`${status} X`, [`location: ${to(own)}`]))(socket, head),
  );
  for (const scheme of ["http", "ws"] as const) {
    const [first, ...more] = await follow(own.url(scheme), signed([own.url("http").origin]));
    expect(first?.redirect?.followed).toBe(false);
    expect(more).toEqual([]);
  }
  expect(own.received.every((bytes) => bytes.includes(KEY))).toBe(true);
  expect(stranger.received).toEqual([]);
  await own.close();
}

/** The relation of a Location to a request of ours. */
function relation(location: string, request = `${OWN}/openai/realtime`): string {
  return parseLocation(location, new URL(request), null, new Vault()).redirect.relation;
}

async function received(behave: Behaviour, question: (peer: RawPeer) => Question, scheme: "http" | "ws" = "http") {
  const peer = await rawPeer(behave);
  const hops = await follow(peer.url(scheme, "/a"), question(peer));
  const bytes = [...peer.received];
  await peer.close();
  return { hops, bytes };
}

/** What ended a conversation, or kept it from being opened. */
async function endOf(behave: Behaviour, scheme: "http" | "ws" = "ws"): Promise<string | null> {
  const peer = await rawPeer(behave);
  const { hop, channel } = await ask(peer.url(scheme));
  const heard = channel === null ? null : await listenTo(channel);
  const close = heard?.frames.find((one) => one.kind === "close");
  await peer.idle();
  await peer.close();
  return hop.failure?.cause ?? (close?.kind === "close" ? (close.failure?.cause ?? null) : null);
}

const elsewhere = () => stranger.url("http", "/x").href;
const OFF_ORIGIN: Known = {
  shown: ["origins/matrix.test.ts", "is at no origin but the configured one, whatever redirects there are"],
};
const PROXY: Known = { shown: ["wire/proxy.test.ts", "%s carries the origin's own answer, and the credentials apart"] };

const CASES: Record<string, Known> = {
  C01: { holds: () => strangerGetsNothing(elsewhere) },
  C02: {
    holds: () => {
      expect(relation(`${OWN}:8443/x`)).toBe("same-host-other-port");
      expect(relation("http://r.openai.azure.com/x")).toBe("downgrade");
    },
  },
  C03: OFF_ORIGIN,
  C04: {
    holds: async () => {
      const { bytes } = await received(
        (socket, head) =>
          say(
            head.startsWith("GET /a")
              ? response("302 X", [`location: /b?api-key=${encodeURIComponent(KEY)}`])
              : response("404 X"),
          )(socket, head),
        (peer) => signed([peer.url("http").origin]),
      );
      expect(bytes.length).toBe(2);
      expect(bytes.join("")).not.toMatch(/referer/i);
    },
  },
  C05: {
    holds: async () => {
      const peer = await rawPeer(say(response("404 X")));
      await follow(peer.url("http"), signed([peer.url("http").origin]));
      await follow(peer.url("http"), {});
      expect(peer.received[1]).not.toMatch(/api-key|authorization|referer|cookie/i);
      await peer.close();
    },
  },
  C06: {
    holds: () => {
      const vault = new Vault();
      const bound = { credential: { kind: "api-key", secret: vault.register(KEY, "apikey") } as const, origins: [OWN] };
      expect(credentialFor(bound, new URL("https://other.example/"))).toEqual({ kind: "none" });
      expect(credentialFor({ ...bound, origins: [] }, new URL(OWN))).toEqual({ kind: "none" });
    },
  },
  C07: {
    holds: () => {
      for (const scheme of ["ftp", "ldap", "gopher", "smb", "file"])
        expect(relation(`${scheme}://r.openai.azure.com/x`)).toBe("bad-scheme");
    },
  },
  C08: { holds: () => strangerGetsNothing(() => `http://127.0.0.1:${stranger.port}/known-for-another`) },
  C09: {
    holds: async () => {
      const peer = await rawPeer(say(response("404 X")));
      const keyed = signed([peer.url("http").origin]);
      for (const question of [keyed, {}, keyed, {}]) await follow(peer.url("http"), question);
      expect(peer.received.map((bytes) => bytes.includes(KEY))).toEqual([true, false, true, false]);
      await peer.close();
    },
  },
  C10: {
    holds: () => {
      const vault = new Vault();
      const http = { origin: "http://one.example:1", credential: vault.register("one:password", "proxy") };
      const proxies = { http, https: { origin: "http://two.example:2", credential: null }, except: [] };
      expect(proxyFor(new URL("wss://r.example"), proxies)?.credential).toBeNull();
      expect(proxyFor(new URL("ws://r.example"), proxies)?.credential).toBe(http.credential);
      expect(proxyFor(new URL("ws://r.example"), { ...proxies, http: null })).toBeNull();
    },
  },
  C11: PROXY,
  C12: {
    holds: async () => {
      const peer = await rawPeer(say(response("404 X", ["connection: keep-alive"])));
      for (let n = 0; n < 2; n++) await follow(peer.url("http"), signed([peer.url("http").origin]));
      expect(peer.received.length).toBe(2);
      await peer.close();
    },
  },
  C13: {
    holds: () => {
      for (const to of ["file:///etc/passwd", "javascript:1", "data:,x", "unix:/run/x", "ws+unix:/run/x"])
        expect(relation(to)).toBe("bad-scheme");
    },
  },
  C14: {
    holds: () => {
      expect(relation("https://r.openai.azure.com./x")).toBe("cross-origin");
      expect(readEndpoint("https://r.openai.azure.com.").kind).toBe("refused");
    },
  },
  C15: {
    holds: () => {
      const latin1 = (text: string) => Buffer.from(text).toString("latin1");
      expect(relation(latin1("https://r.openai。azure.com/x"))).toBe("same-origin");
      expect(relation(latin1("https://r.openai.azure。com.evil.example/x"))).toBe("cross-origin");
    },
  },
  C16: {
    holds: () => {
      expect(relation("https://R.OPENAI.azure.com/x")).toBe("same-origin");
      expect(relation(`${OWN}/x`, "https://R.OpenAI.Azure.com/a")).toBe("same-origin");
    },
  },
  C17: {
    holds: async () => {
      for (const headers of [
        ["content-encoding: gzip, gzip, gzip"],
        Array<string>(20).fill("content-encoding: gzip"),
      ]) {
        const { hops } = await received(say(response("200 OK", headers, "\u001f")), () => ({}));
        expect(hops[0]?.failure?.cause).toBe("http.encoding");
        expect(hops[0]?.body?.text).toBeNull();
      }
    },
  },
  C18: {
    holds: async () => {
      const endless = repeat("HTTP/1.1 400 B\r\n", "x: yyyyyyyyyyyyyyyyyyyyyyyyyyyyyyy\r\n");
      for (const scheme of ["http", "ws"] as const) expect(await endOf(endless, scheme)).toBe("http.headers.too-large");
    },
  },
  C19: {
    holds: async () => {
      const peer = await rawPeer(upgrade(() => undefined));
      const { channel } = await ask(peer.url("ws"));
      for (let n = 0; n < 1_000; n++) await channel?.send({ type: "x" });
      await channel?.close();
      await peer.idle();
      const bytes = peer.received[0] ?? "";
      const sent = Buffer.from(bytes.slice(bytes.indexOf("\r\n\r\n") + 4), "latin1");
      await peer.close();
      const size = 2 + 4 + '{"type":"x"}'.length;
      const masks = Array.from({ length: Math.floor(sent.length / size) }, (_, n) => sent.readUInt32BE(n * size + 2));
      expect(masks.length).toBeGreaterThanOrEqual(900);
      expect(new Set(masks).size).toBeGreaterThan(masks.length - 3);
    },
  },
  C20: {
    holds: async () => {
      const shown = identity({ hosts: ["127.0.0.1"] });
      const peer = await rawPeer(say(response("404 X")), { tls: shown.pem });
      const causes: (string | null)[] = [];
      for (const question of [{ trust: shown.pem.cert }, {}])
        causes.push((await ask(peer.url("https"), question)).hop.failure?.cause ?? null);
      expect(causes).toEqual([null, "tls.cert.self-signed"]);
      await peer.close();
    },
  },
  C21: {
    holds: async () => {
      const { bytes } = await received(
        (socket, head) =>
          say(
            head.startsWith("GET /a")
              ? response("302 X", ["location: /b", "set-cookie: a=b-secret"])
              : response("404 X"),
          )(socket, head),
        () => ({}),
      );
      expect(bytes.length).toBe(2);
      expect(bytes.join("")).not.toMatch(/\r\ncookie:/i);
    },
  },
  C22: { why: "no cookie is ever stored, so none can be kept for another origin; C21 shows that none is sent" },
  C23: OFF_ORIGIN,
  C24: {
    holds: () => {
      expect(relation("http://r.openai.azure.com/x")).toBe("downgrade");
      return strangerGetsNothing(elsewhere, 307);
    },
  },
  C25: OFF_ORIGIN,
  C26: { holds: () => strangerGetsNothing(() => "unix:/var/run/docker.sock") },
  C27: {
    holds: () => {
      for (const endpoint of [`${OWN}/openai`, "//evil.example", "/openai"])
        expect(readEndpoint(endpoint).kind).toBe("refused");
    },
  },
  C28: {
    holds: () => {
      const proxy = { origin: "http://p.example:1", credential: null };
      const proxies = { http: proxy, https: proxy, except: readProxyRules("localhost.,[::1]") };
      for (const url of ["http://localhost/", "http://localhost./", "http://[::1]/"])
        expect(proxyFor(new URL(url), proxies)).toBeNull();
    },
  },
  C29: OFF_ORIGIN,
  C30: {
    holds: async () => {
      const { bytes } = await received(
        (socket, head) =>
          say(head.startsWith("POST /a") ? response("303 X", ["location: /b"]) : response("404 X"))(socket, head),
        () => ({ method: "POST", body: '{"a":1}', headers: [["Content-Type", "application/json"]] }),
      );
      expect(bytes[1]).toMatch(/^GET \/b /);
      expect(bytes[1]).not.toMatch(/content-|\{"a":1\}/i);
    },
  },
  C31: { shown: ["origins/trusted.test.ts", "does not make a third one trusted"] },
  C32: {
    holds: () => {
      for (const host of [
        "evil.r.openai.azure.com",
        "openai.azure.com",
        "xr.openai.azure.com",
        "r.openai.azure.com.evil.example",
      ])
        expect(relation(`https://${host}/`)).toBe("cross-origin");
    },
  },
  C33: OFF_ORIGIN,
  C34: OFF_ORIGIN,
  C35: {
    holds: () => {
      const vault = new Vault();
      const url = `${OWN}/x?Authorization=Bearer%20aB3cD4eF5gH6iJ7k&API-KEY=bB3cD4eF5gH6iJ7k&api-key=cB3cD4eF5gH6iJ7k&api%2Dkey=dB3cD4eF5gH6iJ7k&api-key`;
      expect(redactUrl(url, vault)).not.toMatch(/[abcd]B3cD4eF5gH6iJ7k/);
      const { next } = parseLocation(url, new URL(`${OWN}/a`), null, vault);
      expect(next?.clean?.href).toBe(`${OWN}/x`);
    },
  },
  C36: { why: "the same flaw in other WebSocket clients: this one never lets its client follow, which C33 shows" },
  C37: {
    holds: async () => {
      // A compressed frame, though compression was never offered.
      const peer = await rawPeer(upgrade((socket) => socket.write(frame(1, "x", { first: 0xc1 }))));
      const { channel } = await ask(peer.url("ws"));
      expect(await channel?.next(1_000)).toMatchObject({ frame: { kind: "close", failure: { cause: "ws.frame" } } });
      expect(peer.received[0]).not.toMatch(/sec-websocket-extensions/i);
      await channel?.close();
      await peer.close();
    },
  },
  C38: {
    holds: async () => {
      for (const length of [
        [127, 0, 0, 1, 0, 0, 0, 0, 0],
        [127, 0x7f, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff],
        [127, 0x80, 0, 0, 0, 0, 0, 0, 0],
        [127, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff],
      ]) {
        const bytes = frame(1, "x", { length: Buffer.from(length) });
        expect(await endOf(upgrade((socket) => socket.write(bytes)))).toBe("ws.too-large");
      }
    },
  },
  C39: {
    holds: async () => {
      for (const parameter of ["server_max_window_bits=99", "server_max_window_bits", 'client_max_window_bits="x']) {
        const extension = `Sec-WebSocket-Extensions: permessage-deflate; ${parameter}`;
        expect(await endOf((socket, head) => socket.write(switching(head, [extension])))).toBe("ws.bad-101");
      }
    },
  },
  C40: {
    holds: async () => {
      const flood = (first: Buffer, next: Buffer) =>
        upgrade((socket) => {
          socket.write(first);
          repeat("", next)(socket, "");
        });
      for (const text of ["", "y"])
        expect(await endOf(flood(frame(1, text, { first: 1 }), frame(0, text, { first: 0 })))).toBe("ws.flood");
      const many = Array.from({ length: 3_000 }, (_, n) => `x-${n}: 1`);
      const { hops } = await received(sayAndStay(response("400 B", many)), () => ({}), "ws");
      expect([hops[0]?.status, hops[0]?.responseHeaders.length]).toEqual([400, many.length + 1]);
      // What our close says is ours alone: a code, and no byte of memory behind it.
      const peer = await rawPeer(upgrade(() => undefined));
      const { channel } = await ask(peer.url("ws"));
      await channel?.close();
      await peer.idle();
      const sent = Buffer.from(peer.received[0]?.split("\r\n\r\n")[1] ?? "", "latin1");
      await peer.close();
      expect([sent[0], (sent[1] ?? 0) & 0x7f]).toEqual([0x88, 2]);
      expect(sent.length).toBe(2 + 4 + 2);
    },
  },
  C41: {
    holds: async () => {
      for (const header of ["x\r\ny: z", "x\ny", "x\0y"]) {
        for (const scheme of ["http", "ws"] as const) {
          stranger.received.length = 0;
          const url = stranger.url(scheme);
          const request = hopRequest(url, { headers: [["x-own", header]] });
          await openHop(request, wireContext({})).catch(() => undefined);
          expect(stranger.received.join("")).not.toMatch(/^y: z/m);
        }
      }
      expect(() => new Vault().register("a\r\nb", "apikey")).toThrow();
    },
  },
  C42: {
    holds: async () => {
      // Nothing is configured and nothing was registered: what a peer says is redacted by its place and shape alone.
      const secrets = Array.from({ length: 9 }, (_, n) => `nQ${n}vB3cD4eF5gH6iJ7k`);
      const [query, cookie, header, field, minted, ephemeral, bearer, userinfo, signature] = secrets;
      const { hops } = await received(
        say(
          response(
            "302 Found",
            [
              `location: https://me:${userinfo}@r.example/x?api-key=${query}`,
              `set-cookie: a=${cookie}; Path=/`,
              `ocp-apim-subscription-key: ${header}`,
            ],
            JSON.stringify({
              password: field,
              client_secret: { value: minted },
              message: `not ek_${ephemeral}, Bearer ${bearer} or https://x.example/?sig=${signature}`,
            }),
          ),
        ),
        () => ({}),
      );
      expect(hops[0]?.status).toBe(302);
      for (const secret of secrets) expect(JSON.stringify(hops)).not.toContain(secret);
      // And nothing can be configured that would switch it off.
      const flags = Object.values(await loadVerbs()).flatMap(({ flags }) => Object.keys(flags));
      expect(flags.length).toBeGreaterThan(30);
      expect(flags.filter((flag) => /redact|sanit|mask|raw|unsafe|secret|reveal/.test(flag))).toEqual([]);
      const vaults = sourcesOf("src").flatMap((text) => [...text.matchAll(/new Vault\(([^)]*)\)/g)]);
      expect(vaults.length).toBeGreaterThan(3);
      // The proof of an anonymised bundle searches for names, not for secrets, and masks nothing.
      const searches = vaults.filter(([, rules]) => rules !== "").map(([text]) => text);
      expect(searches).toEqual(["new Vault(REDACTION_RULES.filter((rule)"]);
    },
  },
  C43: {
    holds: () => {
      const folder = mkdtempSync(join(tmpdir(), "aoai-probe-disk-"));
      try {
        const long = "a report ".repeat(100);
        disk.atOnce = 7;
        writeArtefact(folder, "report.json", long);
        expect(readFileSync(join(folder, "report.json"), "utf8")).toBe(long);
        disk.left = 100;
        expect(() => writeArtefact(folder, "report.json", long.toUpperCase())).toThrow(OutputError);
        expect(readFileSync(join(folder, "report.json"), "utf8")).toBe(long);
        expect(readdirSync(folder)).toEqual(["report.json"]);
      } finally {
        Object.assign(disk, { atOnce: Number.POSITIVE_INFINITY, left: Number.POSITIVE_INFINITY });
        rmSync(folder, { recursive: true });
      }
    },
  },
};

describe("a flaw that other clients had", () => {
  it.each(Object.entries(CASES))("%s is not one of this client", async (_, known) => {
    if ("holds" in known) await known.holds();
    else if ("why" in known) expect(known.why.length).toBeGreaterThan(40);
    else {
      const [file, name] = known.shown;
      const { names, leftOut } = namesOfTests(readFileSync(new URL(`../${file}`, import.meta.url), "utf8"));
      expect(names).toContain(name);
      // A test that is left out, or that leaves others out, shows nothing.
      expect(leftOut).toEqual([]);
    }
  });

  it("is shown by a test that is run, and by no comment or test that is left out", () => {
    const text = '// it("a comment", () => {});\nit("a name", () => {});\nconst ROWS = [{ does: "a row", x: 1 }];\n';
    const each = 'it.each(ROWS)("that $does", () => {});\n';
    expect(namesOfTests(text + each)).toEqual({ names: ["a name", "that $does", "a row"], leftOut: [] });
    for (const mark of ["it.skip(", "describe.only(", "it.todo(", "it.skipIf(", "describe.each.skip(", "xit("])
      expect(namesOfTests(`${text}${mark}"x", () => {});`).leftOut.length, mark).toBe(1);
  });

  it("is looked at, each of the 43", () => {
    const ids = Array.from({ length: 43 }, (_, n) => `C${String(n + 1).padStart(2, "0")}`);
    expect(Object.keys(CASES)).toEqual(ids);
    const count = (key: string) => Object.values(CASES).filter((known) => key in known).length;
    console.log(
      `known cases: ${count("holds")} tested here, ${count("shown")} elsewhere, ${count("why")} cannot apply`,
    );
  });
});
