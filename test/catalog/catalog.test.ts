import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { loadCatalog, roleOfModel } from "../../src/catalog/index.ts";
import { readProbe } from "../../src/catalog/parse.ts";
import { probeSchema } from "../../src/model/probe.ts";
import { catalog } from "../support/recorded.ts";

const folder = mkdtempSync(join(tmpdir(), "aoai-probe-catalog-"));
afterAll(() => rmSync(folder, { recursive: true }));

function probeFile(text: string): string {
  const file = join(folder, `${Math.random().toString(36).slice(2)}.yaml`);
  writeFileSync(file, text);
  return file;
}

const VALID = `id: mine
title: Mine
surface: ga
role: conversation
reference: https://example.com/doc
steps:
  - stage: upgrade
    websocket: /openai/v1/realtime
    query: { model: "{deployment}" }
`;

/** Ids that users and other tools name: none may go, none may be renamed. */
const IDS =
  `ga-realtime ga-realtime-transcription-update ga-realtime-input-transcription ga-realtime-voice-with-transcription
ga-transcription ga-transcription-with-deployment ga-transcription-with-model ga-translation ga-no-selector
ga-client-secret-realtime ga-client-secret-transcription ga-client-secret-transcription-model ga-client-secret-translation
ga-client-secret-input-transcription ga-translation-client-secret ga-calls ga-translation-calls
preview-realtime preview-transcription preview-transcription-with-deployment preview-session preview-transcription-session preview-calls
chat-completions-deployment chat-completions-v1 responses-v1 audio-transcriptions-deployment audio-transcriptions-v1
audio-translations-deployment models-v1 voice-live-realtime
sdk-ga-deployment-parameter sdk-ga-api-version sdk-ga-beta-header sdk-ga-transcription-sessions sdk-preview-client-secrets
sdk-redirect-repaired claimed-target-languages claimed-ga-path-preview-query claimed-preview-path-ga-query`.split(
    /\s+/,
  );

describe("the built-in catalogue", () => {
  it("holds every probe id that other tools may name", () => {
    expect(catalog.probes.map(({ id }) => id)).toEqual(expect.arrayContaining(IDS));
  });

  it("is written with the published schema alone", () => {
    const schema = z.toJSONSchema(probeSchema, { io: "input" });
    expect(schema).toHaveProperty("properties.steps");
    for (const probe of catalog.probes) expect(probeSchema.parse(probe)).toEqual(probe);
  });

  it("climbs to a result in every probe that does not ask for a refusal or says why it cannot prove one", () => {
    const without = catalog.probes.filter(
      (probe) =>
        probe.group !== "control" &&
        probe.unprovable === undefined &&
        !probe.steps.some((step) => step.stage === "result" && !step.finally),
    );
    expect(without.map(({ id }) => id)).toEqual([]);
  });

  it("sends 24 kHz PCM and no turn detection wherever it sends audio for transcription", () => {
    for (const probe of catalog.probes.filter(({ steps }) => steps.some(({ audio }) => audio?.commit === true))) {
      const text = JSON.stringify(probe.steps);
      expect(text, probe.id).toMatch(/turn_detection":null|client_secrets|group":"claimed/);
      if (probe.surface === "ga" && /audio\/pcm/.test(text)) expect(text, probe.id).toContain('"rate":24000');
    }
  });

  it("has a spoken sample of two to three seconds", () => {
    const seconds = catalog.samples.speech.byteLength / 48_000;
    expect(seconds).toBeGreaterThan(2);
    expect(seconds).toBeLessThan(3);
    expect(catalog.samples.speech.some((byte) => byte > 20 && byte < 235)).toBe(true);
  });

  it("tells a role by the exact name, else by the longest known name before a hyphen", () => {
    const roles = [
      "gpt-realtime-whisper",
      "gpt-realtime-1.5",
      "gpt-realtime-2026-01-01",
      "gpt-4o-mini-tts",
      "whisper",
      "realtime",
      "gpt-4o",
    ];
    expect(roles.map((name) => roleOfModel(catalog.models, name))).toEqual([
      "transcription",
      "conversation",
      "conversation",
      "speech",
      "transcription",
      "unknown",
      "chat",
    ]);
  });
});

describe("a probe file", () => {
  it.each([
    ["an unknown key", VALID.replace("query:", "qeury:"), /:9:5: 'steps\.0\.qeury': is not a known key/],
    [
      "an unknown role",
      VALID.replace(/^role: .*$/m, "role: [chat, singing]"),
      /'role\.1'.*"conversation"\|"transcription"\|"translation"\|"chat"\|"responses"\|"live"\|"speech"\|"embedding"\|"other"\|"any"/,
    ],
    ["a role next to none", VALID.replace(/^role: .*$/m, "role: [none, chat]"), /'role\.0'/],
    [
      "an unknown single role",
      VALID.replace(/^role: .*$/m, "role: singing"),
      /'role': Invalid option: expected one of/,
    ],
    ["no role", VALID.replace(/^role: .*$/m, "role: []"), /'role': Too small/],
    ["two requests in a step", VALID.replace("query:", "post: /x\n    query:"), /at most one of get, post, websocket/],
    ["a placeholder without a source", VALID.replace("{deployment}", "{call}"), /\{call\} has no source/],
    ["a companion that is not asked for", VALID.replace("{deployment}", "{companion}"), /\{companion\} has no source/],
    [
      "a secret that was not kept",
      VALID.replace("query:", 'credential: { bearer: "{ephemeral}" }\n    query:'),
      /was not kept as a secret/,
    ],
    [
      "a kept secret outside of credential",
      `${VALID}    keep: { s: { from: value, secret: true } }\n  - stage: result\n    get: /x\n    query: { k: "{s}" }\n`,
      /\{s\} has no source/,
    ],
    ...["secret: true", "header: location"].map((more): [string, string, RegExp] => [
      `a value kept from an event with ${more}`,
      `${VALID}  - stage: result\n    send: { type: x }\n    expect: { event: y }\n    keep: { s: { from: id, ${more} } }\n`,
      /'steps\.\d': keeps a header or a secret without a request: use `from` of an event/,
    ]),
    ["broken YAML", "id: [", /:1:5: not valid YAML: the \[ that opens here is never closed: add \] at its end\.$/],
    ["an alias without anchor", "id: *there\n", /an alias \(`\*name`\) has no anchor/],
    [
      "a credential of its own",
      VALID.replace("query:", "credential: { bearer: an-own-token }\n    query:"),
      /^(?!.*an-own-token).*must be a secret kept by an earlier step/,
    ],
    [
      "a credential among its headers",
      VALID.replace("query:", "headers: { Api-Key: an-own-key }\n    query:"),
      /^(?!.*an-own-key).*:9:25: 'steps\.0\.headers\.Api-Key': this header is reserved for the tool/,
    ],
    [
      "a credential in its body",
      VALID.replace("query:", "json: { a: [{ password: an-own-one }] }\n    query:"),
      /^(?!.*an-own-one).*:9:5: 'steps\.0\.json': sends `password`/,
    ],
    [
      "a secret in place of a key",
      VALID.replace("query:", "q7aB3cD4eF5gH6iJ7kL8: 1\n    query:"),
      /^(?!.*q7aB3cD4).*a key that looks like a secret/,
    ],
    ["an unknown stage", VALID.replace("stage: upgrade", "stage: climb"), /:7:12: 'steps\.0\.stage'/],
  ])("with %s is refused, naming the place", (_, text, message) => {
    expect(() => readProbe(probeFile(text))).toThrow(message);
  });

  it("of the user's own is asked with the built-in ones", async () => {
    const own = mkdtempSync(join(folder, "own-"));
    writeFileSync(join(own, "mine.yaml"), VALID);
    const { probes, hash } = await loadCatalog({ extra: own });
    expect(probes.map(({ id }) => id)).toContain("mine");
    expect(hash).not.toBe(catalog.hash);
  });

  it("replaces the built-in one of the same id, and says so", async () => {
    const own = mkdtempSync(join(folder, "own-"));
    writeFileSync(join(own, "mine.yaml"), VALID.replace("id: mine", "id: ga-realtime"));
    const { probes, replaced } = await loadCatalog({ extra: own });
    expect(probes.find(({ id }) => id === "ga-realtime")?.title).toBe("Mine");
    expect(replaced).toEqual(["probe ga-realtime"]);
  });
});
