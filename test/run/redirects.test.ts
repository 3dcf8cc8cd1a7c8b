import { randomUUID } from "node:crypto";
import { describe, expect, it } from "vitest";
import { Vault } from "../../src/redaction/secret.ts";
import { followRedirects } from "../../src/run/redirects.ts";
import type { BoundCredential } from "../../src/wire/credential.ts";
import { rawPeer, response, say, switching } from "../support/raw-peer.ts";
import { hopRequest, KEY, type Question, wireContext } from "../support/wire-question.ts";

const POLICY = { asGiven: false, clientRequestId: randomUUID };

/** A peer that answers by the path: with a redirect where the table has one, else with 404. */
function redirecting(table: Record<string, { status?: number; to: string }>) {
  return rawPeer((socket, head) => {
    const path = head.split(" ")[1]?.split("?")[0] ?? "";
    const entry = table[path];
    if (entry === undefined) say(response("404 Not Found", [], "{}"))(socket, head);
    else say(response(`${entry.status ?? 302} X`, [`location: ${entry.to}`]))(socket, head);
  });
}

async function follow(url: URL, question: Question = {}, asGiven = false) {
  const vault = question.vault ?? new Vault();
  const secret = vault.register(KEY, "apikey");
  const request = hopRequest(url, {
    ...question,
    vault,
    origins: [url.origin],
    credential: { kind: "api-key", secret },
  });
  return followRedirects(request, wireContext({ ...question, vault }), { asGiven, clientRequestId: randomUUID });
}

/** Every form in which the key could stand in bytes on the wire. */
function holdsKey(bytes: string): boolean {
  const forms = [KEY, encodeURIComponent(KEY), Buffer.from(KEY).toString("base64"), KEY.slice(4, 20)];
  return forms.some((form) => bytes.includes(form));
}

describe.each(["http", "ws"] as const)("a redirect of %s", (scheme) => {
  it("to the same origin is followed, and each hop recorded", async () => {
    const peer = await redirecting({ "/openai/v1/realtime": { to: "/v1/realtime?intent=transcription" } });
    const { hops, outcome } = await follow(peer.url(scheme));
    expect(hops.map((hop) => hop.status)).toEqual([302, 404]);
    expect(hops[0]?.redirect).toMatchObject({ followed: true, notFollowed: null, segmentsDropped: ["openai"] });
    expect(outcome.hop.url).toContain("/v1/realtime?intent=transcription");
    expect(peer.received.every(holdsKey)).toBe(true);
    await peer.close();
  });

  it("is followed five times, and no sixth", async () => {
    const chain = Object.fromEntries([0, 1, 2, 3, 4, 5, 6, 7].map((n) => [`/${n}`, { to: `/${n + 1}` }]));
    const peer = await redirecting(chain);
    const { hops } = await follow(peer.url(scheme, "/0"));
    expect(hops.length).toBe(6);
    expect(hops.at(-1)?.redirect).toMatchObject({ followed: false, notFollowed: "too-many" });
    expect(peer.received.length).toBe(6);
    await peer.close();
  });

  it("to itself is a loop, asked once", async () => {
    const peer = await redirecting({ "/a": { to: "/a" } });
    const { hops } = await follow(peer.url(scheme, "/a"));
    expect(hops.map((hop) => hop.redirect?.notFollowed)).toEqual(["loop"]);
    await peer.close();
  });

  it("there and back is a loop", async () => {
    const peer = await redirecting({ "/a": { to: "/b" }, "/b": { to: "/a#again" } });
    const { hops } = await follow(peer.url(scheme, "/a"));
    expect(hops.map((hop) => hop.redirect?.notFollowed)).toEqual([null, "loop"]);
    await peer.close();
  });

  it("whose query grows ends after five", async () => {
    const peer = await rawPeer((socket, head) => {
      say(response("302 X", [`location: ${head.split(" ")[1]}&x=${"y".repeat(100)}`]))(socket, head);
    });
    const { hops } = await follow(peer.url(scheme, "/a?b=c"));
    expect(hops.length).toBe(6);
    await peer.close();
  });

  it("to another port is recorded, and not one byte goes there", async () => {
    const other = await rawPeer(say(response("200 OK", [], "{}")));
    const peer = await redirecting({ "/a": { to: other.url("http", "/a").href } });
    const { hops } = await follow(peer.url(scheme, "/a"));
    expect(hops.length).toBe(1);
    expect(hops[0]?.redirect).toMatchObject({
      relation: "same-host-other-port",
      followed: false,
      notFollowed: "other-origin",
    });
    expect(other.received).toEqual([]);
    await other.close();
    await peer.close();
  });

  const REFUSED = [
    { to: "http://user:pass@127.0.0.1/x", notFollowed: "userinfo" },
    { to: "file:///etc/passwd", notFollowed: "bad-scheme" },
    { to: "http://[", notFollowed: "malformed" },
    { to: "http://localhost:1/x", notFollowed: "other-origin" },
  ];

  it.each(REFUSED)("to $to is not followed: $notFollowed", async ({ to, notFollowed }) => {
    const peer = await redirecting({ "/a": { to } });
    const { hops } = await follow(peer.url(scheme, "/a"));
    expect(hops.map((hop) => hop.redirect?.notFollowed)).toEqual([notFollowed]);
    await peer.close();
  });

  it("without a Location is missing", async () => {
    const peer = await rawPeer(say(response("302 Found", [], "moved")));
    const { hops } = await follow(peer.url(scheme));
    expect(hops[0]).toMatchObject({
      body: { text: "moved" },
      redirect: { relation: "missing", notFollowed: "missing", location: null },
    });
    await peer.close();
  });

  it("that carries our key is followed without it, and is recorded with the label of what was sent", async () => {
    const peer = await redirecting({ "/a": { to: `/b?intent=x&api-key=${encodeURIComponent(KEY)}` } });
    const { hops } = await follow(peer.url(scheme, "/a"));
    expect(hops[0]?.redirect?.credential).toMatchObject({ name: "api-key", sameAsSent: true });
    expect(peer.received[1]?.split("\r\n")[0]).toBe("GET /b?intent=x HTTP/1.1");
    expect(holdsKey(JSON.stringify(hops))).toBe(false);
    await peer.close();
  });

  it("that carries our key is asked exactly as given if that was wished", async () => {
    const peer = await redirecting({ "/a": { to: `/b?intent=x&api-key=${encodeURIComponent(KEY)}` } });
    const { hops } = await follow(peer.url(scheme, "/a"), {}, true);
    expect(peer.received[1]?.split("\r\n")[0]).toContain(encodeURIComponent(KEY));
    expect(holdsKey(JSON.stringify(hops))).toBe(false);
    await peer.close();
  });

  it.each([300, 304, 305, 306])("of status %i is none", async (status) => {
    const peer = await rawPeer(say(response(`${status} X`, ["location: /b"])));
    const { hops } = await follow(peer.url(scheme));
    expect(hops.length).toBe(1);
    expect(hops[0]?.redirect).toBeNull();
    await peer.close();
  });

  it("that is named by Refresh, Link or Content-Location is none", async () => {
    const peer = await rawPeer(
      say(response("200 OK", ["refresh: 0; url=/b", "link: </b>; rel=next", "content-location: /b"], "{}")),
    );
    const { hops } = await follow(peer.url(scheme));
    expect(hops.length).toBe(1);
    await peer.close();
  });
});

describe("a redirected POST", () => {
  const METHODS = [
    { status: 301, line: "GET /b HTTP/1.1", body: false },
    { status: 302, line: "GET /b HTTP/1.1", body: false },
    { status: 303, line: "GET /b HTTP/1.1", body: false },
    { status: 307, line: "POST /b HTTP/1.1", body: true },
    { status: 308, line: "POST /b HTTP/1.1", body: true },
  ];

  it.each(METHODS)("by $status is asked again as $line", async ({ status, line, body }) => {
    const peer = await redirecting({ "/a": { status, to: "/b" } });
    const headers: [string, string][] = [["Content-Type", "application/json"]];
    const { hops } = await follow(peer.url("http", "/a"), { method: "POST", body: '{"a":1}', headers });
    const second = peer.received[1] ?? "";
    expect(second.split("\r\n")[0]).toBe(line);
    expect(second.endsWith('{"a":1}')).toBe(body);
    expect(/content-(type|length)/i.test(second)).toBe(body);
    expect(hops[1]?.requestBody === null).toBe(!body);
    await peer.close();
  });
});

describe("a credential", () => {
  it("goes to the origins it is bound to and to no other, whatever the request says", async () => {
    const vault = new Vault();
    const secret = vault.register(KEY, "apikey");
    const peer = await rawPeer(say(response("200 OK", [], "{}")));
    const elsewhere: BoundCredential = {
      credential: { kind: "api-key", secret },
      origins: ["https://r.openai.azure.com", "http://127.0.0.1:1"],
    };
    await followRedirects({ ...hopRequest(peer.url("http")), credential: elsewhere }, wireContext({ vault }), POLICY);
    expect(holdsKey(peer.received.join(""))).toBe(false);
    await peer.close();
  });

  it("is sent as a header of its own kind, and shown as its label", async () => {
    const vault = new Vault();
    const secret = vault.register(KEY, "token");
    const peer = await rawPeer((socket, head) => socket.write(switching(head)));
    const url = peer.url("ws");
    const request = hopRequest(url, {
      credential: { kind: "bearer", secret },
      origins: [`http://127.0.0.1:${peer.port}`],
    });
    const { hops, outcome } = await followRedirects(request, wireContext({ vault }), POLICY);
    expect(peer.received[0]).toContain(`Authorization: Bearer ${KEY}\r\n`);
    expect(hops[0]?.requestHeaders).toContainEqual(["Authorization", "Bearer REDACTED-token-1"]);
    expect(peer.received[0]).not.toMatch(/referer/i);
    await outcome.channel?.close();
    await peer.close();
  });
});
