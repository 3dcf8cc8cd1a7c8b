import { describe, expect, it } from "vitest";
import { valueAt, valuesAt } from "../../src/model/dotted.ts";
import type { Target } from "../../src/model/target.ts";
import { answerOfEvent, answerOfHop, isErrorShape } from "../../src/steps/answer.ts";
import { findIgnoredSettings, sharesWord } from "../../src/steps/expectation.ts";
import { differencesOf, factorsOf } from "../../src/steps/factors.ts";
import { fill, fillJson, placeholdersIn } from "../../src/steps/placeholder.ts";
import { renderRequest } from "../../src/steps/request.ts";
import { isSameAnswer, maskMessage } from "../../src/steps/same-answer.ts";
import { hop, probeOf, serviceError } from "../support/recorded.ts";

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
