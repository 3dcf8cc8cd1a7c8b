import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type RunningEmulator, startEmulator } from "../../src/emulator/resource.ts";
import { issueToken } from "../../src/emulator/token.ts";
import { renewedTokens } from "../../src/entra/renewed-token.ts";
import { TokenError, type TokenSource } from "../../src/entra/token-source.ts";
import { audienceOf } from "../../src/model/entra-scope.ts";
import { AUTH_KINDS, type Target } from "../../src/model/target.ts";
import type { Vault } from "../../src/redaction/secret.ts";
import { askLine, type LineRun, targetOf } from "../support/embedded.ts";

const HOUR = 3_600_000;
const PROBES = ["ga-realtime", "chat-completions-v1", "chat-completions-deployment", "ga-client-secret-realtime"];
const SCOPES = ["https://cognitiveservices.azure.com/.default", "https://ai.azure.com/.default"];
const WRONG = "https://management.azure.com/.default";

let emulator: RunningEmulator;
let whole: LineRun;

beforeAll(async () => {
  emulator = await startEmulator({ scenario: "all-supported" });
  whole = await runWith({ auth: [...AUTH_KINDS], entra: { credential: "default", scopes: [...SCOPES, WRONG] } });
});
afterAll(async () => {
  await emulator.close();
});

const issuing = (vault: Vault) =>
  renewedTokens(async (scope) => {
    const expires = Date.now() + HOUR;
    return { secret: vault.register(issueToken({ audience: audienceOf(scope), expires }), "token"), expires };
  }, Date.now);

async function runWith(how: Partial<Target>, entra: (vault: Vault) => TokenSource = issuing): Promise<LineRun> {
  const target = { ...targetOf(emulator, "here"), ...how };
  const credentials = new Map([["here", { key: emulator.key, entra }]]);
  const plan = { probe: PROBES, deployment: ["gpt-realtime-1.5", "gpt-4.1-mini"] };
  return await askLine([target], { credentials, plan });
}

/** Verdicts of ordinary cells by the part of their ids after the target. */
function verdictsIn({ report }: LineRun): Record<string, string> {
  const ordinary = report.results.filter(({ cell }) => cell.control === null);
  return Object.fromEntries(ordinary.map(({ cell, verdict }) => [cell.id.replace("here/", ""), verdict]));
}

describe("a run with every kind of credential", () => {
  it.each([
    ["gpt-realtime-1.5/ga-realtime", "supported"],
    ["gpt-realtime-1.5/ga-realtime@key-bearer", "supported"],
    ["gpt-realtime-1.5/ga-realtime@key-query", "supported"],
    ["gpt-realtime-1.5/ga-realtime@entra@cognitiveservices.azure.com", "supported"],
    ["gpt-realtime-1.5/ga-realtime@entra@ai.azure.com", "supported"],
    ["gpt-realtime-1.5/ga-realtime@entra@management.azure.com", "auth"],
    ["gpt-4.1-mini/chat-completions-v1@key-bearer", "supported"],
    ["gpt-4.1-mini/chat-completions-deployment@entra@ai.azure.com", "supported"],
    ["gpt-4.1-mini/chat-completions-deployment@entra@management.azure.com", "auth"],
    ["gpt-realtime-1.5/ga-client-secret-realtime@key-bearer", "supported"],
  ])("decides %s: %s", (cell, verdict) => {
    expect(verdictsIn(whole)[cell]).toBe(verdict);
  });

  it("sends the key in a URL in handshakes only, and as a bearer on v1 paths only", () => {
    const cells = Object.keys(verdictsIn(whole));
    expect(cells.filter((cell) => cell.endsWith("@key-query")).map((cell) => cell.split(/[/@]/)[1])).toEqual([
      ...new Set(["ga-realtime"]),
      "ga-realtime",
    ]);
    expect(cells).not.toContain("gpt-4.1-mini/chat-completions-deployment@key-bearer");
  });

  it("masks the key in the URL, and nowhere has the key or a token", () => {
    const text = JSON.stringify(whole.report);
    const urls = text.match(/ws:[^"]*api-key=[^"]*/g) ?? [];
    expect(urls.length).toBeGreaterThan(0);
    expect(urls.filter((url) => !/api-key=REDACTED-apikey-1$/.test(url))).toEqual([]);
    expect(text).not.toContain(emulator.key);
    expect(text).not.toContain("eyJ");
  });

  it("shows audience, issuer, tenant and expiry of a token, and nothing else of it", () => {
    const tokens = whole.report.results.flatMap(({ cell, recording }) =>
      cell.variant.scope === WRONG
        ? (recording?.attempts ?? []).flatMap(({ steps }) =>
            steps.flatMap(({ hops }) => hops.map(({ token }) => token)),
          )
        : [],
    );
    expect(tokens.length).toBeGreaterThan(0);
    for (const token of tokens)
      expect(token).toEqual({
        audience: "https://management.azure.com",
        issuer: expect.stringMatching(/^https:\/\/sts\.windows\.net\//),
        tenant: expect.stringMatching(/^[0-9a-f-]{36}$/),
        expires: expect.stringMatching(/^20.*Z$/),
      });
  });
});

describe("a token that cannot be obtained", () => {
  it("is a fault of ours, and nothing is sent", async () => {
    const { report } = await runWith(
      { auth: ["entra"], entra: { credential: "azure-cli" } },
      () => async () => Promise.reject(new TokenError("No Entra token from azure-cli: please run az login.")),
    );
    const own = report.results.filter(({ cell }) => cell.control === null);
    expect(own.length).toBeGreaterThan(0);
    for (const { verdict, cause, recording } of own) {
      expect([verdict, cause]).toEqual(["local-fault", "local.token"]);
      expect(recording?.attempts.flatMap(({ steps }) => steps.flatMap(({ hops }) => hops))).toEqual([]);
      expect(recording?.attempts[0]?.steps[0]?.failure?.text).toBe(
        "No Entra token from azure-cli: please run az login.",
      );
    }
  });
});
