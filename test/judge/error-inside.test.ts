import { describe, expect, it } from "vitest";
import { judge, observe } from "../../src/judge/index.ts";
import type { Verdict } from "../../src/model/cause.ts";
import type { Json, JsonObject } from "../../src/model/json.ts";
import { type Probe, probeSchema } from "../../src/model/probe.ts";
import type { Recording } from "../../src/model/recording.ts";
import { catalog, cell, hop, probeOf, received, recording, type StepSketch, sent } from "../support/recorded.ts";

/*
 * Errors where no status tells them: in the body or the stream of a success, in an event without the usual form, and
 * filters that are shown by their results instead of a code.
 */

const chat = probeOf("chat-completions-v1");
const ga = probeOf("ga-realtime");
const DONE = {
  id: "c",
  object: "chat.completion",
  choices: [{ finish_reason: "stop", message: { content: "ready" } }],
};

/** A probe that looks at the status only. */
const statusOnly: Probe = probeSchema.parse({
  id: "own-status-only",
  title: "Chat, looking at the status only",
  surface: "rest",
  role: "chat",
  reference: "https://example.com/",
  steps: [
    {
      stage: "result",
      post: "/openai/v1/chat/completions",
      json: { model: "{deployment}", messages: [], stream: true, seed: 7 },
      expect: { status: [200] },
    },
  ],
});

function verdictOf(probe: Probe, recorded: Recording): Verdict {
  const own = cell(probe.id, "gpt-4.1", probe.role === "chat" ? "chat" : "conversation");
  const found = judge([observe(own, probe, recorded, null)], [...catalog.probes, statusOnly], catalog.errorTexts);
  const verdict = found.get(own.id);
  if (verdict === undefined) throw new Error("no verdict");
  return verdict;
}

const answered = (status: number, body: Json): StepSketch => hop({ status, body, transport: "http" });

describe("a success with an error inside", () => {
  const BODIES: [verdict: string, body: JsonObject][] = [
    ["inconclusive", { error: { code: "ModelLoading", message: "Model failed to load" } }],
    ["inconclusive", { error: "backend unavailable" }],
    ["inconclusive", { error: "Zeitüberschreitung" }],
    ["inconclusive", { error: {} }],
    ["inconclusive", { statusCode: 404, message: "Resource not found" }],
    ["inconclusive", { status: 403, detail: "Forbidden" }],
    ["inconclusive", { statusCode: 500, message: "エラー" }],
    ["server-fault", { error: { type: "server_error", code: "internal_error", message: "x" } }],
    ["throttled", { error: { code: "insufficient_quota", message: "x" } }],
    ["throttled", { error: { code: "rate_limit_exceeded", message: "x" }, id: "c" }],
    ["auth", { error: { code: "PermissionDenied", message: "x" } }],
    ["not-deployed", { error: { code: "DeploymentNotFound", message: "x" } }],
    ["rejected-request", { error: { type: "invalid_request_error", code: null, message: "x" } }],
    ["rejected-request", { error: { code: "content_filter", message: "x" } }],
  ];
  it.each(BODIES)("is %s and no result: %j", (verdict, body) => {
    for (const probe of [chat, statusOnly])
      expect([probe.id, verdictOf(probe, recording(probe, answered(200, body))).verdict]).toEqual([probe.id, verdict]);
  });

  it("names the field that it is about", () => {
    const body = { error: { code: "x", message: "no", param: "seed" } };
    expect(verdictOf(statusOnly, recording(statusOnly, answered(200, body)))).toMatchObject({
      cause: "request.field",
      facts: { field: "body seed" },
    });
  });

  it.each([
    { ...DONE, error: null },
    { ...DONE, status: 200 },
    { ...DONE, error: "" },
    { ...DONE, statusCode: 200 },
  ])("is a result if the error is empty: %j", (body) => {
    expect(verdictOf(chat, recording(chat, answered(200, body))).verdict).toBe("supported");
  });

  it.each([{ detail: "Not Found" }, { message: "hello" }, { object: "list", data: [] }, {}])(
    "is no empty result if the body has another form: %j",
    (body) => {
      expect(verdictOf(chat, recording(chat, answered(200, body))).verdict).toBe("inconclusive");
    },
  );
});

describe("a stream with an error inside", () => {
  const STREAMS: [verdict: string, text: string][] = [
    ["throttled", 'data: {"error":{"code":"rate_limit_exceeded","message":"x"}}\n\ndata: [DONE]\n\n'],
    ["server-fault", 'event: error\ndata: {"error":{"type":"server_error","message":"x"}}\n\n'],
    ["server-fault", 'data: {"choices":[]}\n\ndata: {"error":{"type":"server_error","code":null,"message":"x"}}\n\n'],
    ["not-deployed", 'data: {"error":{"code":"DeploymentNotFound","message":"x"}}\n\n'],
    ["rejected-request", 'event: error\ndata: {"type":"error","code":"content_filter","message":"x"}\n\n'],
    ["rejected-request", 'data: {"error":{"code":"x","message":"no","param":"seed"}}\n\n'],
    ["inconclusive", 'event: error\ndata: {"type":"error","code":"odd","message":"x"}\n\n'],
    ["inconclusive", "event: error\ndata: Fehler\n\n"],
  ];
  it.each(STREAMS)("is %s, also if the probe expects no stream: %j", (verdict, text) => {
    const streamed = hop({ status: 200, text, headers: [["content-type", "text/event-stream"]], transport: "http" });
    expect(verdictOf(statusOnly, recording(statusOnly, streamed)).verdict).toBe(verdict);
  });
});

describe("an error event with its members at the top", () => {
  const EVENTS: [verdict: string, event: JsonObject][] = [
    ["server-fault", { type: "error", error: { type: "server_error", message: "x" } }],
    ["throttled", { type: "error", code: "rate_limit_exceeded", message: "x" }],
    ["not-deployed", { type: "error", code: "DeploymentNotFound", message: "x" }],
    ["rejected-request", { type: "error", code: "x", message: "no", param: "session.output_modalities" }],
    ["rejected-request", { type: "error", message: "output_modalities is unknown" }],
    ["inconclusive", { type: "error", message: "nope" }],
    ["inconclusive", { type: "error", error: "nope" }],
    ["inconclusive", { type: "error" }],
  ];
  it.each(EVENTS)("is %s: %j", (verdict, event) => {
    const steps = [
      hop({ status: 101 }),
      received({ type: "session.created", session: {} }),
      [sent({ type: "session.update", session: { output_modalities: ["text"] } }), received(event)],
    ];
    expect(verdictOf(ga, recording(ga, ...steps)).verdict).toBe(verdict);
  });
});

describe("a filter that shows its results", () => {
  const hit = { hate: { filtered: true, severity: "high" } };
  const safe = { hate: { filtered: false, severity: "safe" } };
  const ERRORS: JsonObject[] = [
    { code: "Blocked", innererror: { code: "x", content_filter_result: hit } },
    { code: "Blocked", innererror: { content_filter_results: hit } },
    { code: "BadRequest", content_filter_results: hit },
    { code: null, content_filter_result: { jailbreak: { filtered: true, detected: true } } },
    { code: "x", content_filters: [{ source_type: "prompt", content_filter_results: hit }] },
    { type: "invalid_request_error", param: "prompt", content_filter_results: hit },
    { code: "filtro", content_filter_result: { ...safe, custom_blocklists: { filtered: true } } },
    { code: "x", param: "messages", innererror: { content_filter_result: hit } },
    { code: "content_filter" },
    { code: "x", innererror: { code: "ResponsibleAIPolicyViolation" } },
  ];
  it.each(ERRORS)("blocked the prompt: %j", (error) => {
    for (const status of [400, 403, 422]) {
      const body = { error: { message: "Anfrage abgelehnt", ...error } };
      const { cause } = verdictOf(chat, recording(chat, answered(status, body)));
      expect([status, cause]).toEqual([status, "request.content-filter"]);
    }
  });

  it.each([
    { code: "x", content_filter_results: safe },
    { code: "x", innererror: { content_filter_result: safe } },
  ])("blocked nothing if nothing was filtered: %j", (error) => {
    const { verdict } = verdictOf(chat, recording(chat, answered(400, { error: { message: "x", ...error } })));
    expect(verdict).toBe("inconclusive");
  });
});

describe("words on record that name a field and not the model", () => {
  it.each([
    ["messages has been retired", "inconclusive"],
    ["temperature and messages are deprecated and no longer available", "inconclusive"],
    ["'messages' is not supported in this region", "rejected-request"],
    ["max_completion_tokens is deprecated and no longer available", "rejected-request"],
    ["API version 2024-01-01 has been retired", "rejected-request"],
    ["The model gpt-4.1 has been retired", "inconclusive"],
  ])("are about the field: %s", (message, verdict) => {
    const body = { error: { code: null, message } };
    expect(verdictOf(chat, recording(chat, answered(400, body))).verdict).toBe(verdict);
  });
});
