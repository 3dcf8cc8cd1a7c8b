import { describe, expect, it } from "vitest";
import { valueAt } from "../../src/model/dotted.ts";
import type { Json } from "../../src/model/json.ts";
import type { Probe } from "../../src/model/probe.ts";
import { catalog, probeOf } from "../support/recorded.ts";

/*
 * A claim is tested by a probe that does what the claim says. The table says what the probes of each claim must send.
 */

/** A request with its query, and the fields of any body or event. null: absent. */
interface Sent {
  post?: string;
  websocket?: string;
  query?: Record<string, string | null>;
  fields?: Record<string, Json>;
  /** The media type of the body. */
  type?: string;
  /** Parts of a multipart form. */
  form?: string[];
  /** Events of which the last step waits for one. */
  waits?: string;
}

const GA = "/openai/v1/realtime";
const DEPLOYMENT = "{deployment}";
const CONVERSATION: Sent = {
  websocket: GA,
  query: { model: DEPLOYMENT, intent: null },
  fields: { "session.type": "realtime" },
};
const TRANSLATION: Sent = { websocket: `${GA}/translations`, query: { model: DEPLOYMENT } };
const TRANSCRIPTION: Sent = {
  websocket: GA,
  query: { intent: "transcription", model: null, deployment: null },
  fields: { "session.type": "transcription", "session.audio.input.transcription.model": DEPLOYMENT },
};
const SECRET: Sent = { post: `${GA}/client_secrets`, fields: { "session.type": "transcription" } };
const INPUT_TRANSCRIPTION: Sent = {
  websocket: GA,
  fields: { "session.type": "realtime", "session.audio.input.transcription.model": DEPLOYMENT },
  waits: "conversation.item.input_audio_transcription.completed",
};

const SENDS: Record<string, Record<string, Sent>> = {
  "CL-01": { "ga-realtime": CONVERSATION },
  "CL-02": { "ga-realtime": CONVERSATION },
  "CL-03": { "ga-translation": TRANSLATION },
  "CL-04": { "ga-translation": TRANSLATION },
  "CL-05": {
    "ga-translation-client-secret": {
      post: `${GA}/translations/client_secrets`,
      fields: { "session.model": DEPLOYMENT },
    },
  },
  "CL-06": {
    "ga-translation": TRANSLATION,
    "ga-translation-client-secret": { post: `${GA}/translations/client_secrets` },
  },
  "CL-07": { "ga-transcription": TRANSCRIPTION },
  "CL-08": { "ga-transcription": TRANSCRIPTION },
  "CL-09": { "ga-realtime-input-transcription": INPUT_TRANSCRIPTION },
  "CL-10": {
    "preview-transcription": { websocket: "/openai/realtime", query: { intent: "transcription", deployment: null } },
    "preview-transcription-session": { post: "/openai/realtimeapi/transcription_sessions" },
  },
  "CL-11": { "ga-realtime": CONVERSATION },
  "CL-13": {
    "claimed-ga-path-preview-query": {
      websocket: GA,
      query: { deployment: DEPLOYMENT, "api-version": "2025-04-01-preview", model: null },
    },
    "claimed-preview-path-ga-query": {
      websocket: "/openai/realtime",
      query: { model: DEPLOYMENT, deployment: null, "api-version": null },
    },
  },
  "CL-14": {
    "sdk-ga-api-version": { websocket: GA, query: { model: DEPLOYMENT, "api-version": "2025-04-01-preview" } },
  },
  "CL-15a": { "ga-client-secret-transcription": SECRET, "ga-client-secret-transcription-model": SECRET },
  "CL-15b": { "ga-client-secret-transcription": SECRET, "ga-client-secret-transcription-model": SECRET },
  "CL-16a": { "ga-calls": { post: `${GA}/calls`, type: "application/sdp" } },
  "CL-30a": { "ga-live": { websocket: "/openai/v1/live/sessions", fields: { type: "session.start" } } },
  "CL-30b": { "ga-live-short-path": { websocket: "/openai/v1/live", fields: { type: "session.start" } } },
  "CL-16b": { "ga-calls-multipart": { post: `${GA}/calls`, form: ["sdp", "session"] } },
  "CL-18": { "ga-realtime-input-transcription": INPUT_TRANSCRIPTION },
};

/** What a probe does not send of what a claim is about. */
function listUnsent({ steps }: Probe, sent: Sent): string[] {
  const request = steps.find(
    (step) =>
      (sent.post !== undefined && step.post === sent.post) ||
      (sent.websocket !== undefined && step.websocket === sent.websocket),
  );
  if (request === undefined) return [sent.post ?? sent.websocket ?? "a request"];
  const query = Object.entries(sent.query ?? {}).filter(([name, value]) => (request.query?.[name] ?? null) !== value);
  const bodies = steps.flatMap((step) => [step.json, step.send].flatMap((one) => one ?? []));
  const fields = Object.entries(sent.fields ?? {}).filter(
    ([path, value]) => !bodies.some((body) => valueAt(body, path) === value),
  );
  const waits = steps.at(-1)?.expect?.event;
  return [
    ...query.map(([name]) => `query ${name}`),
    ...fields.map(([path]) => path),
    ...(sent.type === undefined || request.body?.type === sent.type ? [] : [sent.type]),
    ...(sent.form ?? []).filter((part) => request.multipart?.[part] === undefined),
    ...(sent.waits === undefined || [waits].flat().includes(sent.waits) ? [] : [sent.waits]),
  ];
}

const TESTED = catalog.claims.filter(({ probes }) => probes.length > 0);

describe("a claim", () => {
  it.each(TESTED.map((claim) => [claim.id, claim] as const))(
    "%s is tested by probes that send what it is about",
    (id, { probes }) => {
      expect(Object.keys(SENDS[id] ?? {}).sort()).toEqual([...probes].sort());
      for (const [probe, sent] of Object.entries(SENDS[id] ?? {}))
        expect(listUnsent(probeOf(probe), sent), probe).toEqual([]);
    },
  );

  it.each([
    ["CL-13", "ga-realtime-transcription-update"],
    ["CL-13", "ga-realtime"],
    ["CL-13", "preview-realtime"],
    ["CL-13", "sdk-ga-api-version"],
    ["CL-13", "sdk-ga-deployment-parameter"],
    ["CL-14", "ga-realtime"],
    ["CL-07", "ga-transcription-with-model"],
    ["CL-07", "ga-transcription-with-deployment"],
    ["CL-07", "ga-realtime-transcription-update"],
    ["CL-03", "ga-realtime"],
    ["CL-05", "ga-client-secret-translation"],
    ["CL-09", "ga-realtime-transcription-update"],
    ["CL-10", "preview-transcription-with-deployment"],
    ["CL-15a", "ga-client-secret-realtime"],
    ["CL-16a", "ga-translation-calls"],
    ["CL-16a", "ga-calls-multipart"],
    ["CL-16b", "ga-calls"],
  ])("%s would not be tested by %s, which sends something else", (id, probe) => {
    for (const sent of Object.values(SENDS[id] ?? {})) expect(listUnsent(probeOf(probe), sent)).not.toEqual([]);
  });

  it("says in a sentence what its cells establish", () => {
    const own = catalog.claims.filter(({ expects }) => expects.kind !== "retires");
    expect(own.length).toBeGreaterThan(25);
    for (const { id, establishes } of own) expect(establishes, id).toMatch(/^(Whether|Which|Nothing)\b.*\.$/);
    for (const { id, establishes } of TESTED) expect(establishes, id).not.toMatch(/^Nothing/);
  });
});
