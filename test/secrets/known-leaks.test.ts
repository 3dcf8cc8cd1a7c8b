import { describe, expect, it } from "vitest";
import { readDeployment } from "../../src/cli/configuration/deployment-text.ts";
import { readEndpoint } from "../../src/cli/configuration/endpoint.ts";
import { readProxies } from "../../src/cli/configuration/proxy.ts";
import { refuseCredentialAsName } from "../../src/cli/plan/credential-as-name.ts";
import { UsageError } from "../../src/cli/usage-error.ts";
import { captureHeaders } from "../../src/redaction/capture.ts";
import { Vault } from "../../src/redaction/secret.ts";
import { redactUrl } from "../../src/redaction/url.ts";
import { parseLocation } from "../../src/wire/location.ts";
import { freshCanaries } from "./canaries.ts";
import { DISGUISES } from "./disguises.ts";
import { leaksIn } from "./search.ts";
import { asHost } from "./surroundings.ts";

/*
 * Leaks that random runs found, each reduced to what made it: a secret whose disguise holds the marks at which a text is
 * taken apart, so that of the parts none was long enough to be known.
 */

const REQUEST = new URL("https://r.openai.azure.com/openai/v1/realtime?deployment=d");

function leaksOf(secret: string, captured: unknown) {
  return leaksIn(new Map([["captured", JSON.stringify(captured)]]), new Map([["S1", secret]]));
}

/** As it comes over the wire: each byte of its UTF-8 a character. */
const received = (text: string) => Buffer.from(text).toString("latin1");

describe("a key in a Location", () => {
  const LOCATIONS = {
    "in hexadecimal references, which hold & and # and ;": (key: string) =>
      `/moved?zz=${DISGUISES["in hexadecimal references"]?.(key)}`,
    "in hexadecimal references, in the fragment behind a pair": (key: string) =>
      `/moved#a=b&${DISGUISES["in hexadecimal references"]?.(key)}`,
    "with soft hyphens, whose UTF-8 is read byte by byte": (key: string) =>
      `/moved#${DISGUISES["with soft hyphens"]?.(key)}`,
    "twice, in both of these": (key: string) =>
      `https://x.example/?zz=${DISGUISES["in hexadecimal references"]?.(key)}#${DISGUISES["with soft hyphens"]?.(key)}`,
    "behind a userinfo that it is part of": (key: string) =>
      `https://me:${key.slice(0, 20)}@${key.slice(20)}@x.example/`,
    "in shell escapes, whose backslashes a URL reads as slashes": (key: string) =>
      `/moved/${DISGUISES["in shell escapes"]?.(key)}/x`,
    "in hexadecimal and in base64, which read alike": (key: string) =>
      `/moved/${DISGUISES["in hexadecimal"]?.(key)}@${DISGUISES["in base64url"]?.(key)}`,
    "in pieces of a path": (key: string) => `/moved/${key.replace(/.{4}/g, "$&/")}`,
    "across two pairs of a query": (key: string) => `/moved?zz=${key.slice(0, 20)}&${key.slice(20)}`,
  };

  it.each(Object.entries(LOCATIONS))("%s leaves nothing of it", (_, locationOf) => {
    for (let run = 0; run < 20; run++) {
      const { S1: key } = freshCanaries();
      const vault = new Vault();
      const sent = vault.register(key, "apikey");
      const value = received(locationOf(key));
      const { redirect, next } = parseLocation(value, REQUEST, sent, vault);
      const shown = [captureHeaders([["Location", value]], vault), redirect, String(next?.asGiven ?? "")];
      expect(leaksOf(key, shown)).toEqual([]);
      expect(leaksOf(key, [next?.clean?.href ?? "", redactUrl(value, vault)])).toEqual([]);
    }
  });
});

describe("a cookie and a header of JSON", () => {
  it("whose key holds their marks leave nothing of it", () => {
    for (let run = 0; run < 20; run++) {
      const { S1: key } = freshCanaries();
      const vault = new Vault();
      vault.register(key, "apikey");
      const disguised = DISGUISES["in hexadecimal references"]?.(key) ?? "";
      const headers = captureHeaders(
        [
          ["Set-Cookie", `a=${disguised}; Path=/`],
          ["x-echo", received(DISGUISES["with soft hyphens"]?.(key) ?? "")],
        ],
        vault,
      );
      expect(leaksOf(key, headers)).toEqual([]);
    }
  });
});

describe("a credential where a name belongs", () => {
  function isRefused(named: Record<string, unknown>, vault: Vault): boolean {
    try {
      refuseCredentialAsName(named, vault);
      return false;
    } catch (error) {
      expect(error).toBeInstanceOf(UsageError);
      return true;
    }
  }

  it.each(Object.entries(DISGUISES))("%s is refused in a field of a probe's body", (_, disguised) => {
    for (let run = 0; run < 2; run++) {
      const { S1: key } = freshCanaries();
      const vault = new Vault();
      vault.register(key, "apikey");
      expect(isRefused({ probes: [{ steps: [{ json: { own: disguised(key) } }] }] }, vault)).toBe(true);
    }
  });

  it.each(Object.entries(DISGUISES))(
    "%s is refused in a deployment's name, or no column of a table cuts it to what the last net knows",
    (_, disguised) => {
      for (let run = 0; run < 2; run++) {
        const vault = new Vault();
        const token = `eyJhbGciOiJub25lIn0.${freshCanaries().S4}.c2ln`;
        vault.register(token, "token");
        const name = asHost(disguised(token)).slice(0, 64);
        if (isRefused({ targets: [{ deployments: [{ name }] }] }, vault)) continue;
        const cuts = Array.from(name, (_letter, end) => name.slice(0, end + 1));
        expect(cuts.filter((cut) => vault.scan(cut).length > 0)).toEqual([]);
      }
    },
  );
});

describe("a secret that nobody told the run", () => {
  it("is not taken for a deployment's model or its version", () => {
    for (let run = 0; run < 20; run++) {
      const { S8: cookie } = freshCanaries();
      for (const text of [`dep=${cookie}`, `dep=${cookie}@1`, `dep=gpt-realtime@${cookie}`]) {
        const reading = readDeployment(text, (name) => (name === "gpt-realtime" ? "conversation" : "unknown"));
        expect(reading).toEqual({ kind: "refused", why: expect.stringContaining("does not look like a model name") });
        expect(leaksOf(cookie, reading)).toEqual([]);
      }
    }
  });

  it.each(["Llama-4-Maverick-17B-128E-Instruct-FP8", "gpt-realtime-2.1-mini@2026-02-23", "text-embedding-3-small"])(
    "is nothing like the model %s, which nobody knows either",
    (model) => {
      expect(readDeployment(`dep=${model}`, () => "unknown")).toMatchObject({ kind: "deployment" });
    },
  );
});

describe("a user's name or password that holds a slash", () => {
  const SECRET = "q7abcd-EfG_h1J.k2L/m3N+o4P=q5R~sZ4";
  const invisible = SECRET.replace(/.{3}/g, "$&\u200b");

  it.each([SECRET, invisible])("is not taken for an endpoint's host that may be repeated", (user) => {
    const reading = readEndpoint(`https://${user}:x@r.example`);
    expect(reading).toEqual({ kind: "refused", why: expect.stringContaining("user name or password") });
    expect(leaksOf(SECRET, reading)).toEqual([]);
  });

  it("is not repeated as an endpoint's host where it has no at sign either", () => {
    const reading = readEndpoint(`https://${SECRET}`);
    expect(reading).toMatchObject({ kind: "refused", why: expect.stringContaining("has a path") });
    expect(leaksOf(SECRET, reading)).toEqual([]);
  });

  it("is not taken for a proxy's host", () => {
    const environment = { get: () => `http://${SECRET}@127.0.0.1:9`, notes: () => [] };
    expect(() => readProxies(environment, new Vault())).toThrow(/^HTTPS_PROXY: the user name or password has a/);
  });
});
