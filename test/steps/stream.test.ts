import { describe, expect, it } from "vitest";
import { type Probe, probeSchema } from "../../src/model/probe.ts";
import { isEventStream, parseEventStream } from "../../src/model/server-sent-events.ts";
import { captureBody } from "../../src/redaction/capture.ts";
import { Vault } from "../../src/redaction/secret.ts";
import { matchHop, readResultText } from "../../src/steps/expectation.ts";
import { hop } from "../support/recorded.ts";

const CHAT = { data: "[DONE]", nonempty: "choices.*.delta.content" };
const RESPONSES = { event: "response.completed", nonempty: "response.output.*.content.*.text" };

function probeWith(stream: Record<string, unknown>): Probe {
  return probeSchema.parse({
    id: "streamed",
    title: "Streamed",
    surface: "rest",
    role: "chat",
    reference: "https://example.com",
    steps: [{ stage: "result", post: "/openai/v1/chat/completions", expect: { status: [200], stream } }],
  });
}

function matched(stream: Record<string, unknown>, text: string) {
  const [step] = probeWith(stream).steps;
  if (step === undefined) throw new Error("no step");
  const answered = hop({ text, transport: "http" });
  return { match: matchHop(step, answered), result: readResultText(step.expect, null, answered) };
}

const chunk = (content: string, more = "") =>
  `data: {"id":"c","object":"chat.completion.chunk","choices":[{"index":0,"delta":{"content":"${content}"}${more}}]}\n\n`;

describe("server-sent events", () => {
  it.each(["\n", "\r\n", "\r"])("are separated by a blank line with the line ending %j", (end) => {
    const lines = ["event: a", 'data: {"type":"b",', 'data: "n":1}', "", ": a comment", "", "data:[DONE]", "", ""];
    expect(parseEventStream(lines.join(end))).toEqual([
      { type: "a", data: '{"type":"b",\n"n":1}', json: { type: "b", n: 1 } },
      { type: null, data: "[DONE]", json: null },
    ]);
  });

  it("have the type of their data if the stream names none", () => {
    expect(parseEventStream('data: {"type":"response.created"}')).toMatchObject([{ type: "response.created" }]);
  });

  it.each([
    ["data: x", true],
    ["event: x", true],
    [": keep-alive\n\ndata: x", true],
    ['{"data": 1}', false],
    ["<html>data: x", false],
    ["", false],
  ])("are recognised by their begin: %j", (text, expected) => {
    expect(isEventStream(text)).toBe(expected);
  });
});

describe("a stream of an HTTP step", () => {
  it("meets the step with its last data, and joins the text of its events", () => {
    const { match, result } = matched(CHAT, `${chunk("re")}${chunk("ady")}data: [DONE]\n\n`);
    expect(match.kind).toBe("met");
    expect(result).toMatchObject({ text: "ready", empty: false, reason: null });
  });

  it("meets the step with its last event", () => {
    const completed = {
      response: { status: "completed", output: [{ content: [{ type: "output_text", text: "ready" }] }] },
    };
    const text = `event: response.completed\ndata: ${JSON.stringify({ type: "response.completed", ...completed })}\n\n`;
    const { match, result } = matched(RESPONSES, text);
    expect(match.kind).toBe("met");
    expect(result?.text).toBe("ready");
  });

  it("is an empty result if no event has text, with the reason of the service", () => {
    const { match, result } = matched(CHAT, `${chunk("", ',"finish_reason":"length"')}data: [DONE]\n\n`);
    expect(match.kind).toBe("met");
    expect(result).toMatchObject({ empty: true, reason: "length" });
  });

  it("is no result if it ends early", () => {
    const { match } = matched(CHAT, chunk("rea"));
    expect(match).toMatchObject({ kind: "refused", answer: { refuses: false, message: null } });
  });

  it.each([
    ["in the data", 'data: {"error":{"code":"content_filter","message":"filtered"}}\n\n', "content_filter"],
    [
      "of the flat error event",
      'event: error\ndata: {"type":"error","code":"server_error","message":"m"}\n\n',
      "server_error",
    ],
    [
      "of a failed response",
      'data: {"type":"response.failed","response":{"status":"failed","error":{"code":"rate_limit_exceeded","message":"m"}}}\n\n',
      "rate_limit_exceeded",
    ],
  ])("is refused by an error %s, although the status is 200", (_, text, code) => {
    for (const stream of [CHAT, RESPONSES]) {
      expect(matched(stream, `${chunk("a")}${text}data: [DONE]\n\n`).match).toMatchObject({
        kind: "refused",
        answer: { code, carrier: { kind: "event" } },
      });
    }
  });

  it("is refused by an incomplete response with its reason", () => {
    const text = `data: ${JSON.stringify({ type: "response.incomplete", response: { status: "incomplete", incomplete_details: { reason: "max_output_tokens" } } })}\n\n`;
    expect(matched(RESPONSES, text).match).toMatchObject({
      kind: "refused",
      answer: { finish: "incomplete", reason: "max_output_tokens" },
    });
  });

  it("needs an end that its probe names", () => {
    expect(() => probeWith({ nonempty: "choices.*.delta.content" })).toThrow("must name the event or the data");
  });
});

describe("the record of a long stream", () => {
  it("keeps the first and the last events and the end of the result", () => {
    const text = `${Array.from({ length: 2_000 }, (_, n) => chunk(`word-${n} `)).join("")}data: [DONE]\n\n`;
    const { body } = captureBody(Buffer.from(text), false, [], new Vault(), 64 * 1024);
    expect(body).toMatchObject({ cut: true, bytes: text.length });
    expect(body.text?.length).toBeLessThanOrEqual(64 * 1024);
    const events = parseEventStream(body.text ?? "");
    expect(events.every(({ json, data }) => json !== null || data === "[DONE]")).toBe(true);
    expect(matched(CHAT, body.text ?? "").match.kind).toBe("met");
    expect(body.text).toContain("word-0 ");
    expect(body.text).toContain("word-1999 ");
  });
});
