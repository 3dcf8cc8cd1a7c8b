import dns from "node:dns";
import { afterEach, describe, expect, it, vi } from "vitest";
import { rawPeer, response, say } from "../support/raw-peer.ts";
import { ask } from "../support/wire-question.ts";

/** Look-ups that end when the test says so, in place of the platform's. */
function heldLookups() {
  const ends: { host: string; end(error: Error | null): void }[] = [];
  vi.spyOn(dns, "lookup").mockImplementation((host, ...rest: unknown[]) => {
    const callback = rest.at(-1);
    if (typeof callback !== "function") throw new Error("no callback");
    ends.push({ host, end: (error) => callback(error, [{ address: "127.0.0.1", family: 4 }]) });
  });
  return ends;
}

const notFound = (host: string) => Object.assign(new Error(`getaddrinfo ENOTFOUND ${host}`), { code: "ENOTFOUND" });

describe("the look-up of a host name", () => {
  afterEach(() => vi.restoreAllMocks());

  it("is one for all connections that need the name at the same time, of both transports", async () => {
    const peer = await rawPeer(say(response("400 B", [], "{}")));
    const lookups = heldLookups();
    const schemes = ["http", "ws", "http", "ws", "http"];
    const asked = schemes.map((scheme) => ask(new URL(`${scheme}://shared.invalid:${peer.port}/`)));
    await vi.waitFor(() => expect(lookups.length).toBe(1));
    lookups[0]?.end(null);
    const hops = (await Promise.all(asked)).map(({ hop }) => hop);
    expect(hops.map(({ status, failure }) => [status, failure])).toEqual(schemes.map(() => [400, null]));
    expect(hops.every(({ phases }) => phases.dns !== null)).toBe(true);
    expect(lookups.length).toBe(1);
    await peer.close();
  });

  it("is made again for a later connection", async () => {
    const peer = await rawPeer(say(response("400 B", [], "{}")));
    const lookups = heldLookups();
    for (const count of [1, 2]) {
      const asked = ask(new URL(`http://again.invalid:${peer.port}/`));
      await vi.waitFor(() => expect(lookups.length).toBe(count));
      lookups.at(-1)?.end(null);
      expect((await asked).hop.status).toBe(400);
    }
    await peer.close();
  });

  it("that failed is not kept: all who waited fail, and the next connection finds the name", async () => {
    const peer = await rawPeer(say(response("400 B", [], "{}")));
    const lookups = heldLookups();
    const url = new URL(`http://late.invalid:${peer.port}/`);
    const asked = [ask(url), ask(url), ask(url)];
    await vi.waitFor(() => expect(lookups.length).toBe(1));
    lookups[0]?.end(notFound("late.invalid"));
    const causes = (await Promise.all(asked)).map(({ hop }) => hop.failure?.cause);
    expect(causes).toEqual(["dns.nxdomain", "dns.nxdomain", "dns.nxdomain"]);
    const next = ask(url);
    await vi.waitFor(() => expect(lookups.length).toBe(2));
    lookups[1]?.end(null);
    expect((await next).hop.status).toBe(400);
    await peer.close();
  });

  it("that is slow delays no other name, and is not started again when a connection gives up", async () => {
    const peer = await rawPeer(say(response("400 B", [], "{}")));
    const lookups = heldLookups();
    const slow = new URL(`http://slow.invalid:${peer.port}/`);
    const gaveUp = await ask(slow, { deadlines: { dns: 50 } });
    expect(gaveUp.hop.failure?.cause).toBe("dns.timeout");
    const [second, other] = [ask(slow), ask(new URL(`http://other.invalid:${peer.port}/`))];
    await vi.waitFor(() => expect(lookups.map(({ host }) => host)).toEqual(["slow.invalid", "other.invalid"]));
    lookups[1]?.end(null);
    expect((await other).hop.status).toBe(400);
    lookups[0]?.end(null);
    expect((await second).hop.status).toBe(400);
    await peer.close();
  });
});
