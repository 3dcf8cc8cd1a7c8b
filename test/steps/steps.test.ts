import { describe, expect, it } from "vitest";
import { MISSING_DEPLOYMENT } from "../../src/model/cell.ts";
import { valueAt, valuesAt } from "../../src/model/dotted.ts";
import { probeSchema } from "../../src/model/probe.ts";
import type { Target } from "../../src/model/target.ts";
import { encodeBody } from "../../src/run/body.ts";
import { answerOfEvent, answerOfHop, isErrorShape } from "../../src/steps/answer.ts";
import { findIgnoredSettings, sharesWord } from "../../src/steps/expectation.ts";
import { differencesOf, factorsOf } from "../../src/steps/factors.ts";
import { fill, fillJson, placeholdersIn, valuesOf } from "../../src/steps/placeholder.ts";
import { namesDeployment, renderRequest } from "../../src/steps/request.ts";
import { isSameAnswer, maskMessage } from "../../src/steps/same-answer.ts";
import { cell, hop, probeOf, serviceError } from "../support/recorded.ts";

const target: Target = {
  name: "t",
  endpoint: "https://r.openai.azure.com",
  hosts: {},
  region: null,
  resourceId: null,
  subscription: null,
  kind: null,
  auth: ["key"],
  deployments: [],
};

const WITH_STEP = {
  id: "mine",
  title: "Mine",
  surface: "ga",
  role: "conversation",
  reference: "https://example.com",
} as const;

describe("placeholders", () => {
  it("are plain substitution, in texts and in every string of a JSON value", () => {
    expect(fill("/d/{deployment}/x", { deployment: "a b" }, encodeURIComponent)).toBe("/d/a%20b/x");
    expect(fillJson({ a: ["{companion}", 1], b: { c: "{deployment}" } }, { companion: "c", deployment: "d" })).toEqual({
      a: ["c", 1],
      b: { c: "d" },
    });
    expect(placeholdersIn({ a: "{x}", b: ["{y-z}"] })).toEqual(["x", "y-z"]);
  });

  it("that have no value are named", () => {
    expect(() => fill("{call}", {})).toThrow("the placeholder {call} has no value at this step");
  });

  it("are not taken from what every object inherits", () => {
    expect(() => fill("{constructor}", {})).toThrow("{constructor}");
  });
});

describe("dotted paths", () => {
  const json = { output: [{ type: "reasoning" }, { content: [{ text: "ready" }] }], a: { b: null } };

  it("reach into objects and arrays, and `*` into each", () => {
    expect(valueAt(json, "output.*.content.*.text")).toBe("ready");
    expect(valueAt(json, "output.1.content.0.text")).toBe("ready");
    expect(valuesAt(json, "output.*.type")).toEqual(["reasoning"]);
  });

  it("lead nowhere if there is nothing, inherited names included", () => {
    expect(valueAt(json, "a.b.c")).toBeNull();
    expect(valueAt(json, "constructor.name")).toBeNull();
  });
});

describe("a rendered request", () => {
  const rendered = (id: string, values: Record<string, string>, index = 0) => {
    const step = probeOf(id).steps[index];
    if (step === undefined) throw new Error("no step");
    return renderRequest(step, values, target);
  };

  it("maps the scheme of a WebSocket and escapes the deployment in a path", () => {
    const ws = rendered("preview-transcription-with-deployment", { deployment: "w", "api-version": "v" });
    expect(ws.url.href).toBe(
      "wss://r.openai.azure.com/openai/realtime?api-version=v&intent=transcription&deployment=w",
    );
    const post = rendered("chat-completions-deployment", { deployment: "a/b" });
    expect(post.url.pathname).toBe("/openai/deployments/a%2Fb/chat/completions");
  });

  it("refuses a host that the target does not name", () => {
    expect(() => rendered("voice-live-realtime", { deployment: "w" })).toThrow(
      "the target 't' does not name the host 'voice-live'",
    );
  });
});

describe("an answer", () => {
  it("is read from the service's error shape, wrapped or not, and from plain text", () => {
    expect(answerOfHop("upgrade", hop({ status: 400, body: { code: "C", message: "M" } }))).toMatchObject({
      code: "C",
      message: "M",
    });
    expect(answerOfHop("upgrade", hop({ status: 404, text: " Resource not found " }))).toMatchObject({
      code: null,
      message: "Resource not found",
    });
    expect(
      answerOfEvent("result", {
        type: "x.failed",
        error: { code: null, type: "server_error", message: "m", param: "p" },
      }),
    ).toMatchObject({
      code: null,
      type: "server_error",
      param: "p",
    });
  });

  it("of a response that did not complete says how it ended", () => {
    const event = {
      type: "response.done",
      response: { status: "incomplete", status_details: { reason: "max_output_tokens" } },
    };
    expect(answerOfEvent("result", event).message).toBe(
      'the response ended with status "incomplete", reason "max_output_tokens"',
    );
  });

  it("has the service's shape only with code or type and a message", () => {
    expect(
      [{ error: "unauthorized" }, { error: { reason: "x" } }, { message: "x" }, [], null].map(isErrorShape),
    ).toEqual(Array(5).fill(false));
    expect([serviceError("a", "b"), serviceError(null, "b"), { code: "a", message: "b" }].map(isErrorShape)).toEqual([
      true,
      true,
      true,
    ]);
  });
});

describe("two answers are the same", () => {
  const answer = (message: string, code = "X", status = 404) =>
    answerOfHop("upgrade", hop({ status, body: serviceError(code, message) }));

  it("with names and ids masked", () => {
    const a = answer("Input failed for item 'item_CcnHforF7TNkgG594R1Q1' of dep-a");
    const b = answer("Input failed for item 'item_ZZZZforF7TNkgG594R1Q1' of dep-b");
    expect(isSameAnswer(a, b, ["dep-a", "dep-b"])).toBe(true);
    expect(isSameAnswer(a, b, [])).toBe(false);
  });

  it("in both spellings of one code, and in no other", () => {
    expect(isSameAnswer(answer("m", "OpperationNotSupported"), answer("m", "OperationNotSupported"), [])).toBe(true);
    expect(isSameAnswer(answer("m", "A"), answer("m", "B"), [])).toBe(false);
    expect(isSameAnswer(answer("m", "A", 404), answer("m", "A", 400), [])).toBe(false);
    expect(isSameAnswer(null, null, [])).toBe(false);
  });

  it("masks the longer of two names first", () => {
    expect(maskMessage("gpt-realtime-whisper and gpt-realtime", ["gpt-realtime", "gpt-realtime-whisper"])).toBe(
      "<name> and <name>",
    );
  });
});

describe("echoes and words", () => {
  it("finds a setting that the answer does not repeat", () => {
    const sent = { session: { a: { model: "x" } } };
    expect(findIgnoredSettings({ echoes: "session.a.model" }, sent, { session: {} })).toEqual(["session.a.model"]);
    expect(findIgnoredSettings({ echoes: "session.a.model" }, sent, sent)).toEqual([]);
    expect(findIgnoredSettings({ echoes: "session.b" }, sent, {})).toEqual([]);
  });

  it("shares a word of three letters or more, in any case", () => {
    expect(sharesWord("a QUICK one", "The quick brown fox")).toBe(true);
    expect(sharesWord("is it so", "The quick brown fox")).toBe(false);
  });
});

describe("the factors of two ladders", () => {
  const factors = (id: string) => factorsOf(probeOf(id), { deployment: "w", "api-version": "v" }, target, "key");

  it("differ in the one query name that sets two preview requests apart", () => {
    expect(differencesOf(factors("preview-transcription-with-deployment"), factors("preview-transcription"))).toEqual([
      { factor: "upgrade: query deployment", a: "w", b: null },
    ]);
  });

  it("of a minted and an unminted flow differ in the mint and the credential", () => {
    const names = differencesOf(factors("preview-transcription-session"), factors("preview-transcription")).map(
      (d) => d.factor,
    );
    expect(names).toEqual(
      expect.arrayContaining(["mint: path", "mint: body input_audio_transcription.model", "upgrade: credential"]),
    );
    expect(names).not.toContain("upgrade: path");
  });
});

describe("the model of a deployment", () => {
  const step = { stage: "upgrade", websocket: "/x", query: { model: "{model}" }, finally: false, paid: false } as const;
  const urlOf = (model: string | undefined, deployment = "prod-voice") => {
    const named = cell("ga-realtime", deployment, "conversation", model === undefined ? {} : { model });
    return renderRequest(step, valuesOf(named), target).url.search;
  };

  it("fills {model}, or else the deployment's own name does", () => {
    expect(urlOf("gpt-realtime-2")).toBe("?model=gpt-realtime-2");
    expect(urlOf(undefined)).toBe("?model=prod-voice");
    expect(urlOf(undefined, MISSING_DEPLOYMENT)).toBe(`?model=${MISSING_DEPLOYMENT}`);
  });

  it("counts as the name of the deployment", () => {
    expect(namesDeployment(step)).toBe(true);
  });
});

describe("a rendered body", () => {
  const rendered = (more: Record<string, unknown>) => {
    const step = probeSchema.parse({ ...WITH_STEP, steps: [{ stage: "upgrade", post: "/x", ...more }] }).steps[0];
    if (step === undefined) throw new Error("no step");
    const { body } = renderRequest(step, { deployment: 'a"b' }, target);
    const files = (name: string) => (name === "offer.sdp" ? Buffer.from("v=0\r\n") : null);
    return encodeBody(body, files);
  };

  it("has the text of a sample in place of its reference", () => {
    const encoded = rendered({
      json: { session: { model: "{deployment}" }, transport: [{ sdp: { "sample-text": "offer.sdp" } }] },
    });
    expect(JSON.parse(Buffer.from(encoded?.bytes ?? []).toString())).toEqual({
      session: { model: 'a"b' },
      transport: [{ sdp: "v=0\r\n" }],
    });
  });

  it("has JSON fields and samples without a filename in a form, which any parser reads as fields", async () => {
    const encoded = rendered({
      multipart: {
        sdp: { file: "offer.sdp", type: "application/sdp", filename: null },
        session: { json: { type: "realtime", model: "{deployment}" } },
      },
    });
    const form = await new Response(Buffer.from(encoded?.bytes ?? []), {
      headers: { "content-type": encoded?.type ?? "" },
    }).formData();
    expect(form.get("sdp")).toBe("v=0\r\n");
    expect(JSON.parse(String(form.get("session")))).toEqual({ type: "realtime", model: 'a"b' });
    expect(Buffer.from(encoded?.bytes ?? []).toString()).toContain("Content-Type: application/json");
  });

  it("of a saved report is refused if its sample is unknown", () => {
    expect(() => rendered({ json: { sdp: { "sample-text": "other.sdp" } } })).toThrow("the sample 'other.sdp'");
  });
});

describe("a step", () => {
  it.each<[Record<string, unknown>, string]>([
    [{ get: "/x", subprotocol: "realtime" }, "goes with websocket only"],
    [{ websocket: "/x", "event-id": "none" }, "goes with send only"],
    [{ websocket: "/x", expect: { stream: { data: "[DONE]" } } }, "goes with get and post only"],
    [{ send: { type: "x" }, expect: { stream: { data: "[DONE]" } } }, "goes with get and post only"],
  ])("is refused if its keys do not go together: %j", (keys, message) => {
    const given = { ...WITH_STEP, steps: [{ stage: "result", ...keys }] };
    expect(() => probeSchema.parse(given)).toThrow(message);
  });

  it("renders its subprotocol as the header of the handshake", () => {
    const [step] = probeSchema.parse({
      ...WITH_STEP,
      steps: [{ stage: "upgrade", websocket: "/x", subprotocol: "realtime", headers: { "OpenAI-Beta": "a" } }],
    }).steps;
    if (step === undefined) throw new Error("no step");
    expect(renderRequest(step, {}, target).headers).toEqual([
      ["Sec-WebSocket-Protocol", "realtime"],
      ["OpenAI-Beta", "a"],
    ]);
  });
});
