import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { bundleFiles, findShapedSecret, maskShapedSecrets, packBundle, verifyBundle } from "../../src/bundle/index.ts";
import { concludeReport } from "../../src/conclusion/index.ts";
import type { Json, JsonObject } from "../../src/model/json.ts";
import type { Hop } from "../../src/model/recording.ts";
import type { Report } from "../../src/model/report.ts";
import { Vault } from "../../src/redaction/secret.ts";
import { concluded, TOOL, VERIFIER } from "./bundled.ts";

const SECRET = "qV7xT2mLp9Zr4Kd8Ws3N";
const KEY = "5d41402abc4b2a76b9719d911017c592";

interface Written {
  what: string;
  put: (hop: Hop) => void;
  /** What must be gone. null: nothing was a secret, and all of it must still be there. */
  gone: string | null;
}

const header = (name: string, value: string, gone: string | null = SECRET): Written => ({
  what: `header ${name}: ${value}`,
  put: (hop) => hop.responseHeaders.push([name, value]),
  gone,
});
const body = (json: Json, gone: string | null = SECRET): Written => ({
  what: `body ${JSON.stringify(json)}`,
  put: (hop) => {
    const text = JSON.stringify(json);
    hop.body = { text, json, bytes: text.length, cut: false };
  },
  gone,
});
const text = (written: string, gone: string | null = SECRET): Written => ({
  what: `text ${written}`,
  put: (hop) => {
    hop.body = { text: written, json: null, bytes: written.length, cut: false };
  },
  gone,
});

/** What a peer may have written into a report that an older version, another tool or a person made. */
const WRITTEN: Written[] = [
  header("set-cookie", `session=${SECRET}`),
  header("x-auth-token", SECRET),
  header("x-upstream-authorization", SECRET),
  header("location", `https://user:${SECRET}@gateway.example/x`),
  header(
    "www-authenticate",
    'Bearer authorization_uri="https://login.microsoftonline.com/common/oauth2/authorize"',
    null,
  ),
  header("www-authenticate", 'Basic realm="api", charset="UTF-8"', null),
  header("x-detail", `Bearer ${SECRET}`),
  header("x-detail", `the key was ${KEY}`, KEY),
  body({ client_secret: { value: SECRET, expires_at: 1 } }),
  body({ error: { code: "401", message: `api-key=${SECRET} is wrong` } }),
  body({ ice_servers: [{ urls: "turn:x", username: "u", credential: SECRET }] }),
  body({ accessToken: SECRET, usage: { total_tokens: 12 } }),
  body({ requestHeaders: "requestHeaders", secret_count: 3 }, null),
  text(`DefaultEndpointsProtocol=https;AccountName=x;AccountKey=${SECRET};`),
  text(`<html><input type="password" name="api_key" value="${SECRET}"></html>`),
  text(`ek_${SECRET}`),
  text(`eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJtZSJ9.${SECRET}`),
  text(`v=0\r\na=ice-pwd:${SECRET}\r\n`),
  {
    what: "an event",
    put: () => undefined,
    gone: SECRET,
  },
  {
    what: "a failure",
    put: (hop) => {
      hop.failure = {
        cause: "proxy.refused",
        code: null,
        phase: "tcp",
        text: `http://u:${SECRET}@proxy.example refused`,
      };
    },
    gone: SECRET,
  },
];

let base: Report;
beforeAll(async () => {
  base = await concluded();
});

function withWritten({ what, put }: Written): Report {
  const report = structuredClone(base);
  const steps = report.results.flatMap(({ recording }) => recording?.attempts[0]?.steps ?? []);
  const hop = steps[0]?.hops[0];
  if (hop !== undefined) put(hop);
  const event: JsonObject = { type: "session.created", session: { client_secret: { value: SECRET, expires_at: 1 } } };
  const frame = steps.flatMap(({ frames }) => frames).find(({ kind }) => kind === "message");
  if (what === "an event" && frame?.kind === "message") frame.event = event;
  return concludeReport(report);
}

describe(`a report with what peers may write, ${WRITTEN.length} ways`, () => {
  let bundled = 0;
  afterAll(() => console.log(`bundle: ${bundled} of ${WRITTEN.length} reports bundled and verified, 0 refused`));

  it.each(WRITTEN)("is bundled and verified: $what", async (written) => {
    const ours = new Vault();
    ours.register(KEY, "apikey");
    const report = withWritten(written);
    const masked = maskShapedSecrets(report, ours);
    const concludedAgain = concludeReport(masked.report);
    expect(findShapedSecret(concludedAgain)).toBe(null);
    const files = await bundleFiles(concludedAgain, TOOL, "none");
    if (written.gone !== null) expect(JSON.stringify(report)).toContain(written.gone);
    for (const [name, content] of files) {
      expect(ours.scan(content), name).toEqual([]);
      if (written.gone !== null) expect(content, name).not.toContain(written.gone);
    }
    expect(masked.places.length > 0).toBe(written.gone !== null);
    if (written.gone === null) expect(masked.report.results).toEqual(report.results);
    for (const place of masked.places) expect(place).toMatch(/^\/results\/\d+\/recording\//);
    expect((await verifyBundle(packBundle(files), VERIFIER)).differences).toEqual([]);
    bundled += 1;
  });

  it("masks a word that a peer calls a secret if the peer says it, and nowhere else", () => {
    const report = withWritten(body({ value: "realtime", expires_at: 1 }));
    const masked = concludeReport(maskShapedSecrets(report, new Vault()).report);
    expect(JSON.stringify(masked)).toContain('"json":{"value":"REDACTED","expires_at":1}');
    expect(masked.results.map(({ cell, verdict }) => [cell, verdict])).toEqual(
      report.results.map(({ cell, verdict }) => [cell, verdict]),
    );
  });

  it("is bundled as it is if a run wrote it", () => {
    const { report, places } = maskShapedSecrets(base, new Vault());
    expect(places).toEqual([]);
    expect(report).toEqual(base);
  });
});
