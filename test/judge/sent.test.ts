import { describe, expect, it } from "vitest";
import { marksOfHop } from "../../src/judge/attribution.ts";
import { isOfService, judge, observe } from "../../src/judge/index.ts";
import { CAUSES, type Verdict } from "../../src/model/cause.ts";
import type { Cell } from "../../src/model/cell.ts";
import type { Json, JsonObject } from "../../src/model/json.ts";
import type { Recording } from "../../src/model/recording.ts";
import { digestIn } from "../../src/render/digest.ts";
import {
  catalog,
  cell,
  closed,
  DEPLOYMENT_NOT_FOUND,
  hop,
  missing,
  probeOf,
  received,
  recording,
  type StepSketch,
  sent,
} from "../support/recorded.ts";

/*
 * Verdicts by comparison of an answer with what the probe had sent. Each kind has variations in fields, words and
 * languages, because no list of wordings may decide.
 */

type Situation = [Cell, Recording][];

function verdictOf(situation: Situation): Verdict {
  const observations = situation.map(([c, r]) => observe(c, probeOf(c.probe), r, null));
  const found = judge(observations, catalog.probes, catalog.errorTexts).get(situation[0]?.[0].id ?? "");
  if (found === undefined) throw new Error("no verdict");
  return found;
}

const chat = probeOf("chat-completions-v1");
const ga = probeOf("ga-realtime");
const DONE = {
  id: "c",
  object: "chat.completion",
  choices: [{ finish_reason: "stop", message: { content: "ready" } }],
};

const answered = (status: number, body: Json, headers: [string, string][] = []): StepSketch =>
  hop({ status, body, headers, transport: "http" });
const chatOf = (deployment: string, answer: StepSketch): [Cell, Recording] => [
  cell("chat-completions-v1", deployment, "chat"),
  recording(chat, answer),
];
const OTHER_WORKS = chatOf("gpt-4.1", answered(200, DONE));
const CONTROL: [Cell, Recording] = [
  missing("chat-completions-v1"),
  recording(chat, answered(404, DEPLOYMENT_NOT_FOUND)),
];
const responses = probeOf("responses-v1");
const WORKS_ELSEWHERE: [Cell, Recording] = [
  cell("responses-v1", "gpt-5-mini", "chat"),
  recording(
    responses,
    answered(200, { object: "response", id: "r", status: "completed", output: [{ content: [{ text: "ready" }] }] }),
  ),
];

/** A refusal of chat for one deployment, while the deployment works elsewhere and another one works here. */
const refused = (status: number, body: Json, headers: [string, string][] = []): Verdict =>
  verdictOf([chatOf("gpt-5-mini", answered(status, body, headers)), OTHER_WORKS, CONTROL, WORKS_ELSEWHERE]);

const error = (message: string | null, more: JsonObject = {}): JsonObject => ({
  error: { code: null, message, ...more },
});

describe("a refusal that names a field of the request", () => {
  const IN_WORDS = [
    "Unsupported parameter: 'max_completion_tokens' is not supported with this model.",
    "max_completion_tokens is not available for this model",
    "Le paramètre « max_completion_tokens » n'est pas pris en charge par ce modèle.",
    "Der Parameter max_completion_tokens wird von diesem Modell nicht unterstützt.",
    "このモデルでは「max_completion_tokens」はサポートされていません。",
    "maxCompletionTokens: extra inputs are not permitted",
    "Model gpt-5-mini rejects max-completion-tokens",
    "Extra inputs are not permitted: $.max_completion_tokens",
    "1 validation error for ChatRequest\nmax_completion_tokens\n  Extra inputs are not permitted (model)",
    "messages[0].content: expected an array for this model",
    "'messages' is malformed for this model",
    "The model expects messages.0.role to be one of …",
    "messages: field required by the model",
    "Invalid 'content' for the model gpt-5-mini.",
    '模型 gpt-5-mini 不接受 "role" 字段。',
    'model does not take "Reply with the single word: ready"',
  ];
  it.each(IN_WORDS)("is about the field: %s", (message) => {
    const { verdict, cause, facts } = refused(400, error(message));
    expect([verdict, cause]).toEqual(["rejected-request", "request.field"]);
    expect(facts?.field).toMatch(/^body (max_completion_tokens|messages)/);
  });

  const POINTED: JsonObject[] = [
    { error: { code: "x", message: "no", param: "max_completion_tokens" } },
    { error: { code: "x", message: "no", param: "$.max_completion_tokens" } },
    { error: { code: "x", message: "no", target: "max_completion_tokens" } },
    { error: { code: "x", message: "no", param: "messages[0].content" } },
    { error: { code: "x", message: "no", param: "messages.0.role" } },
    { error: { code: "x", message: "no", details: [{ code: "y", target: "max_completion_tokens", message: "no" }] } },
    { error: { code: "x", message: "no", details: [{ pointer: "/max_completion_tokens" }] } },
    { error: { code: "x", message: "no", innererror: { code: "y", target: "max_completion_tokens" } } },
    { detail: [{ loc: ["body", "max_completion_tokens"], msg: "no", type: "extra_forbidden" }] },
    { detail: [{ loc: ["body", "messages", 0, "content"], msg: "nein", type: "x" }] },
    { title: "x", status: 400, errors: { max_completion_tokens: ["no"] } },
    { errors: [{ source: { pointer: "/max_completion_tokens" } }] },
  ];
  it.each(POINTED)("is about the field at which %j points", (body) => {
    const { cause, facts } = refused(400, body);
    expect(cause).toBe("request.field");
    expect(facts?.field).toMatch(/^body (max_completion_tokens|messages)/);
  });

  const update = sent({ type: "session.update", session: { type: "realtime", output_modalities: ["text"] } });
  const EVENTS: [message: string, param: string | null][] = [
    ["no", "session.output_modalities"],
    ["no", "output_modalities"],
    ["no", "session.output_modalities[0]"],
    ["session.output_modalities: Extra inputs are not permitted", null],
    ["output_modalities は使えません", null],
    ["Unknown field output-modalities", null],
    ["Champ inconnu : output modalities", null],
    ["'output_modalities' kennt das Modell nicht", null],
    ["session.type must be another for this model", null],
    ['"session.update" is not taken by this model', null],
    ["'realtime' is no type for the model", null],
  ];
  it.each(EVENTS)("is about the field of an event: %s (param %s)", (message, param) => {
    const { cause, facts } = verdictOf([
      [
        cell("ga-realtime", "gpt-realtime-mini", "conversation"),
        recording(ga, hop({ status: 101 }), received({ type: "session.created", session: {} }), [
          update,
          received({ type: "error", error: { type: "invalid_request_error", code: "x", message, param } }),
        ]),
      ],
    ]);
    expect(cause).toBe("request.field");
    expect(facts?.field).toMatch(/^event (session|type)/);
  });
});

describe("a refusal that names the model and nothing else that was sent", () => {
  const MESSAGES: [message: string, more: JsonObject][] = [
    ["The model does not do this.", {}],
    ["gpt-5-mini kann das nicht.", {}],
    ["gpt-5-mini では利用できません", {}],
    ["no", { param: "model" }],
    ["nein", { param: "body.model" }],
    ["no", { target: "model" }],
    ["this deployment is of another kind", {}],
    ["x", { code: "ModelKindMismatch" }],
    ["x", { code: "unsupported_for_model" }],
    ["The chatCompletion operation is not available here", {}],
    ["chat/completions: non.", {}],
  ];
  it.each(MESSAGES)("is about the model: %s %j", (message, more) => {
    expect(refused(400, error(message, more)).cause).toBe("refused.unknown-code");
  });

  it.each(MESSAGES)("is no claim if the deployment works nowhere: %s %j", (message, more) => {
    const { verdict } = verdictOf([chatOf("gpt-5-mini", answered(400, error(message, more))), OTHER_WORKS, CONTROL]);
    expect(verdict).toBe("inconclusive");
  });
});

describe("a refusal in words that name nothing", () => {
  const WORDS: (string | null)[] = [
    "Bad request",
    "Bad Request.",
    "not ready yet",
    "Please try again later",
    "Ungültige Anfrage",
    "Requête incorrecte",
    "リクエストが無効です",
    "请求无效",
    "Solicitud no válida",
    "Operation failed",
    "An error occurred while processing the request",
    "not supported",
    "",
    null,
  ];
  it.each(WORDS)("is no evidence: %s", (message) => {
    for (const status of [400, 404, 405, 409, 410, 422, 423, 425, 428]) {
      const { verdict } = refused(status, error(message));
      expect([status, verdict]).toEqual([status, "inconclusive"]);
    }
  });

  it.each([
    [409, "The deployment is being updated."],
    [409, "Model gpt-5-mini is being updated, try again."],
    [409, "gpt-5-mini wird gerade aktualisiert"],
    [423, "The deployment is locked"],
    [425, "The model is not ready yet"],
    [428, "model: precondition"],
  ])("is a state that may pass, whatever it names: %i %s", (status, message) => {
    expect(refused(status, error(message)).verdict).toBe("inconclusive");
  });

  it.each([1, 5, 30, 120])("is a state that may pass if it says to come again after %i s", (seconds) => {
    const body = error("The model gpt-5-mini is not ready yet");
    expect(refused(400, body, [["retry-after", String(seconds)]]).verdict).toBe("inconclusive");
  });

  it.each([
    "with another api-version",
    "API version 2024-06-01",
    "Use api_version 2025",
    "api-version ne convient pas",
  ])("is about the api-version, which every address has: the model works %s", (message) => {
    expect(refused(400, error(`The model works ${message}`)).verdict).toBe("rejected-request");
  });
});

describe("an outcome within a body or event", () => {
  const text = (content: string) => [{ content: [{ type: "output_text", text: content }] }];
  const ended = (status: string, more: JsonObject) => ({ object: "response", id: "r", status, output: [], ...more });
  const chatEnd = (finish_reason: string, more: JsonObject = {}) => ({
    id: "c",
    object: "chat.completion",
    choices: [{ finish_reason, message: { content: "" }, ...more }],
  });
  const OF_RESPONSES: [expected: string, body: JsonObject][] = [
    ["partial result.filtered", ended("incomplete", { incomplete_details: { reason: "content_filter" } })],
    ["partial result.token-cap", ended("incomplete", { incomplete_details: { reason: "max_output_tokens" } })],
    ["partial result.incomplete", ended("incomplete", { incomplete_details: { reason: "other" } })],
    ["partial result.incomplete", ended("incomplete", {})],
    ["server-fault server.error-event", ended("failed", { error: { code: "server_error", message: "no_kv_space" } })],
    ["throttled throttled.call-rate", ended("failed", { error: { code: "rate_limit_exceeded", message: "x" } })],
    ["inconclusive result.failed", ended("failed", { error: null })],
    ["inconclusive inconclusive.unrecognised", ended("failed", { error: { code: "odd", message: "x" } })],
    ["inconclusive app.unexpected-success", ended("cancelled", {})],
    ["inconclusive app.unexpected-success", ended("queued", { output: text("x") })],
  ];
  it.each(OF_RESPONSES)("of Responses is %s: %j", (expected, body) => {
    const { verdict, cause } = verdictOf([
      [cell("responses-v1", "gpt-5-mini", "chat"), recording(responses, answered(200, body))],
    ]);
    expect(`${verdict} ${cause}`).toBe(expected);
  });

  const OF_CHAT: [expected: string, body: JsonObject][] = [
    ["result.token-cap", chatEnd("length")],
    ["result.filtered", chatEnd("content_filter")],
    ["result.filtered", chatEnd("stop", { content_filter_results: { hate: { filtered: true, severity: "high" } } })],
    ["result.empty", chatEnd("stop", { content_filter_results: { hate: { filtered: false, severity: "safe" } } })],
    ["result.empty", chatEnd("stop")],
  ];
  it.each(OF_CHAT)("of chat completions is %s: %j", (expected, body) => {
    expect(verdictOf([chatOf("gpt-5-mini", answered(200, body))]).cause).toBe(expected);
  });

  const turn = (response: JsonObject): StepSketch[] => [
    hop({ status: 101 }),
    received({ type: "session.created", session: {} }),
    [
      sent({ type: "session.update", session: { output_modalities: ["text"] } }),
      received({ type: "session.updated", session: { output_modalities: ["text"] } }),
    ],
    [sent({ type: "conversation.item.create" }), received({ type: "conversation.item.added" })],
    [sent({ type: "response.create" }), received({ type: "response.done", response })],
  ];
  const OF_REALTIME: [expected: string, response: JsonObject][] = [
    ["result.token-cap", { status: "incomplete", status_details: { type: "incomplete", reason: "max_output_tokens" } }],
    ["result.filtered", { status: "incomplete", status_details: { type: "incomplete", reason: "content_filter" } }],
    ["result.incomplete", { status: "incomplete", status_details: null }],
    ["result.failed", { status: "failed", status_details: null }],
    ["app.unexpected-success", { status: "cancelled", status_details: { reason: "turn_detected" } }],
    [
      "server.error-event",
      { status: "failed", status_details: { error: { type: "server_error", code: null, message: "x" } } },
    ],
    ["result.other-form", { status: "completed", output: [{ content: [{ type: "audio", transcript: "ready" }] }] }],
    ["result.empty", { status: "completed", output: [] }],
    ["result.received", { status: "completed", output: text("ready") }],
  ];
  it.each(OF_REALTIME)("of a realtime turn is %s: %j", (expected, response) => {
    expect(
      verdictOf([[cell("ga-realtime", "gpt-realtime-mini", "conversation"), recording(ga, ...turn(response))]]).cause,
    ).toBe(expected);
  });

  it("names the form that arrived instead of the requested one", () => {
    const response = { status: "completed", output: [{ content: [{ type: "audio", transcript: "ready" }] }] };
    expect(
      verdictOf([[cell("ga-realtime", "gpt-realtime-mini", "conversation"), recording(ga, ...turn(response))]]).facts,
    ).toEqual({ form: "audio" });
  });
});

describe("an error event on a socket on which nothing was sent", () => {
  const ERRORS: JsonObject[] = [
    { type: "invalid_request_error", code: "invalid_session_update_message", message: "bad", param: "type" },
    { type: "invalid_request_error", code: null, message: "bad", param: null },
    { type: "invalid_request_error", code: "x", message: "The first message must be a session update.", param: null },
    { type: "invalid_request_error", code: "x", message: "Falsche Nachricht", param: "event" },
    { type: "invalid_request_error", code: "x", message: "x", param: "session" },
    { type: "invalid_request_error", code: "x", message: "x", param: "session.voice" },
    { type: null, code: "x", message: "x" },
    { code: "configuration", message: "Session configuration failed" },
    { message: "エラー" },
    {},
  ];
  it.each(ERRORS)("is no invalid request of ours: %j", (body) => {
    const { verdict, cause } = verdictOf([
      [
        cell("ga-realtime", "gpt-realtime-mini", "conversation"),
        recording(ga, hop({ status: 101 }), [received({ type: "error", error: body }), closed(1008, { reason: "no" })]),
      ],
    ]);
    expect([verdict, cause]).toEqual(["inconclusive", "session.unprompted-error"]);
  });

  const KNOWN = catalog.errorTexts.filter(
    ({ means }) => CAUSES[means].verdict === "rejected-request" && !/selector|api-version/.test(means),
  );
  it.each(KNOWN)("is no invalid request of ours in known words either: $means $code $text", ({ code, text, type }) => {
    const error = { code: [code].flat()[0] ?? null, message: text ?? "x", ...(type === undefined ? {} : { type }) };
    const { verdict } = verdictOf([
      [
        cell("ga-realtime", "gpt-realtime-mini", "conversation"),
        recording(ga, hop({ status: 101 }), received({ type: "error", error })),
      ],
    ]);
    expect(verdict).not.toBe("rejected-request");
  });

  it("may be about what the handshake selects", () => {
    const { cause } = verdictOf([
      [
        cell("ga-realtime", "gpt-realtime-mini", "conversation"),
        recording(
          ga,
          hop({ status: 101 }),
          received({ type: "error", error: { code: "invalid_api_key", message: "x" } }),
        ),
      ],
    ]);
    expect(cause).toBe("auth.key-invalid");
  });
});

describe("the mark of the service", () => {
  const GATEWAYS: [status: number, body: Json][] = [
    [401, { statusCode: 401, message: "Access denied due to missing subscription key." }],
    [401, { statusCode: 401, message: "Unauthorized" }],
    [401, { statusCode: 401, message: "Zugriff verweigert" }],
    [401, { message: "No API key found in request" }],
    [401, { detail: "Not authenticated" }],
    [403, { statusCode: 403, message: "Forbidden" }],
    [404, { statusCode: 404, message: "Resource not found" }],
    [429, { statusCode: 429, message: "Rate limit is exceeded." }],
    [500, { statusCode: 500, message: "Internal server error", activityId: "x" }],
    [404, { message: "no Route matched with those values" }],
    [403, { error: "Forbidden" }],
  ];
  it.each(GATEWAYS)("is not in the words of a gateway: %i %j", (status, body) => {
    const observed = observe(
      cell("chat-completions-v1", "gpt-4.1", "chat"),
      chat,
      recording(chat, hop({ status, body, service: false, transport: "http" })),
      null,
    );
    expect(observed.attributedBy).toEqual([]);
  });

  const ENVELOPES: [body: Json, isMark: boolean][] = [
    [{ error: { code: "DeploymentNotFound", message: "x" } }, true],
    [{ error: { code: null, message: "Внутренняя ошибка", type: "server_error" } }, true],
    [{ error: { type: "invalid_request_error", message: "無効" } }, true],
    [{ error: { message: "no code and no type" } }, false],
    [{ error: { code: 404, message: "a number" } }, false],
    [{ error: "not_found", error_description: "x" }, false],
    [{ errors: [{ code: "x", message: "y" }] }, false],
    [{ title: "Unauthorized", status: 401, detail: "x" }, false],
    [{ fault: { faultstring: "Invalid ApiKey", detail: { errorcode: "oauth.v2.InvalidApiKey" } } }, false],
    [{ status: "error", message: "upstream" }, false],
    [[], false],
    [null, false],
  ];
  it.each(ENVELOPES)("is an error body only in the form that the service writes: %j", (body, isMark) => {
    const answered = hop({ status: 401, body, service: false, transport: "http" });
    expect(marksOfHop(answered).length > 0).toBe(isMark);
    expect(digestIn(recording(chat, answered), "").marked).toBe(isMark ? 1 : 0);
  });

  const PAGES: [status: number, headers: [string, string][], ofService: boolean][] = [
    [502, [["apim-request-id", "1"]], true],
    [503, [["x-ms-region", "France Central"]], true],
    [500, [["x-ms-request-id", "1"]], true],
    [504, [["openai-version", "2020-10-01"]], true],
    [502, [["x-ms-client-request-id", "ours"]], false],
    [502, [["server", "nginx"]], false],
    [502, [], false],
    [200, [["apim-request-id", "1"]], false],
    [401, [["x-ms-region", "France Central"]], false],
    [404, [["apim-request-id", "1"]], false],
  ];
  it.each(PAGES)("is in a page only if it reports a failure and bears an id: %i %j", (status, headers, ofService) => {
    const more: [string, string][] = [["content-type", "text/html"], ...headers];
    const page = hop({ status, text: "<html>x</html>", service: false, headers: more, transport: "http" });
    const observed = observe(cell("chat-completions-v1", "gpt-4.1", "chat"), chat, recording(chat, page), null);
    expect(isOfService(observed)).toBe(ofService);
    const { cause } = verdictOf([chatOf("gpt-4.1", page)]);
    if (status >= 500) expect(cause).toBe(ofService ? "server.5xx" : "server.gateway");
    else expect(cause).toBe("app.not-json");
  });

  it.each([500, 502, 503, 504, 520])("makes an HTML page with status %i a fault of the service", (status) => {
    const page = (service: boolean) => hop({ status, text: "<html>no</html>", service, transport: "http" });
    expect(verdictOf([chatOf("gpt-4.1", page(true))]).cause).toBe("server.5xx");
    expect(verdictOf([chatOf("gpt-4.1", page(false))]).cause).toBe("server.gateway");
  });
});
