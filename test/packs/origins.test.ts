import { afterAll, describe, expect, it } from "vitest";
import { attack, failureOf, probe, removeFolders } from "./attack.ts";

afterAll(removeFolders);

/** Paths that a URL parser takes for another host, or for another path than is written. */
const STRAY_PATHS = [
  "//EVIL/x",
  "///EVIL/x",
  "////EVIL/x",
  "/\\\\EVIL/x",
  "\\\\\\\\EVIL/x",
  "/\\t/EVIL/x",
  "/\\n/EVIL/x",
  "/\\r\\n/EVIL/x",
  "http://EVIL/x",
  "//user@EVIL/x",
  "@EVIL/x",
  ":@EVIL/x",
  "x/y",
  "",
  "/a/../b",
  "/a/./b",
  "/..",
  "/a/%2e%2E/b",
  "/a/.%2e/b",
  "/a?x=1",
  "/a#b",
  "/a b",
  "/a/%zz",
  "/a/\\u0000",
  "/a/\\u202e",
  "/ä",
  "/{deployment",
  "/{DEPLOYMENT}",
];

describe("a path that could lead elsewhere", () => {
  const rows = STRAY_PATHS.flatMap((path) => ["get", "post", "websocket"].map((key) => ({ key, path })));
  it.each(rows)("is refused with file, line and key: $key $path", async ({ key, path }) => {
    const entries = { "p.yaml": probe(`{ stage: upgrade, ${key}: "${path}" }`) };
    const { refused, received, elsewhere, folder } = await attack({ entries });
    expect(refused).toContain(`${folder}/p.yaml:7:`);
    expect(refused).toContain(`'steps.0.${key}': `);
    expect([...received, ...elsewhere]).toEqual([]);
  });
});

/** Values that a peer may return, and that a probe puts into a later path. */
const HOSTILE_VALUES = [
  "",
  ".",
  "..",
  "../..",
  "/EVIL",
  "//127.0.0.1:1/x",
  "\\\\127.0.0.1:1\\x",
  "http://127.0.0.1:1/x",
  "@127.0.0.1:1",
  "%2e%2e",
  "%2f%2fevil",
  "a/b",
  "a?b#c",
  "a b\t\r\n",
  "a\r\nHost: evil.example\r\n\r\nGET /smuggled HTTP/1.1",
  "\u0000",
  "ä\u202e\u{1f600}",
  "\ud800",
  ";a=b",
  "{deployment}",
];
const PATTERNS = ["/c/{v}", "/{v}/c", "/{v}", "/c/x{v}"];

describe("a value that a peer returned, in a path", () => {
  const rows = HOSTILE_VALUES.flatMap((value) => PATTERNS.map((path) => ({ value: JSON.stringify(value), path })));
  it.each(rows)("stays in its own segment, or nothing is sent: $value in $path", async ({ value, path }) => {
    const kept: string = JSON.parse(value);
    const entries = {
      "p.yaml": probe(
        "{ stage: mint, get: /keep, keep: { v: { from: value } } }",
        `{ stage: upgrade, websocket: "${path}" }`,
      ),
    };
    const { received, recordings, refused } = await attack({ entries, kept });
    expect(refused).toBeNull();
    const [first, second, ...more] = received;
    expect(first).toMatch(/^GET \/keep HTTP/);
    expect(more).toEqual([]);
    const encoded = encodeURIComponent(kept.replace(/\p{Surrogate}/gu, "\ufffd"));
    const filled = path.replace("{v}", encoded);
    const changesPath = kept === "" || ([".", ".."].includes(kept) && !path.includes("x{v}"));
    if (changesPath) {
      expect(second).toBeUndefined();
      expect(failureOf(recordings[0])).toMatchObject({
        cause: "local.unsafe-request",
        text: `probe 'p', step 'upgrade', path ${path}: the values change the path or host: use non-empty values that are not only dots.`,
      });
    } else {
      expect(second?.split("\r\n")[0]).toBe(`GET ${filled} HTTP/1.1`);
      expect(second?.match(/^host: .*$/gim)).toHaveLength(1);
    }
  });
});

describe("a deployment's name, in a path", () => {
  it.each(HOSTILE_VALUES.filter((name) => name !== ""))("stays in its own segment: %j", async (deployment) => {
    const entries = { "p.yaml": probe('{ stage: result, post: "/d/{deployment}/x", json: {} }') };
    const { received, elsewhere, recordings } = await attack({ entries, deployment });
    expect(elsewhere).toEqual([]);
    if ([".", ".."].includes(deployment)) {
      expect(received).toEqual([]);
      expect(failureOf(recordings[0])?.cause).toBe("local.unsafe-request");
      return;
    }
    const encoded = encodeURIComponent(deployment.replace(/\p{Surrogate}/gu, "\ufffd"));
    expect(received[0]?.split("\r\n")[0]).toBe(`POST /d/${encoded}/x HTTP/1.1`);
  });
});

it("sends the path of an ordinary probe as it is written", async () => {
  const path = "/openai/v1/x;a=b/%2F/~u/(1)/a,b:c@d/$&'*+!";
  const { received } = await attack({ entries: { "p.yaml": probe(`{ stage: result, get: "${path}" }`) } });
  expect(received[0]?.split("\r\n")[0]).toBe(`GET ${path} HTTP/1.1`);
});
