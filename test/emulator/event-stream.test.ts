import { describe, expect, it } from "vitest";
import { ask, resource } from "./resource-client.ts";

const MODEL = "gpt-4.1-mini";
const MESSAGES = [{ role: "user", content: "ready?" }];
const COMPLETIONS = [
  "/openai/v1/chat/completions",
  `/openai/deployments/${MODEL}/chat/completions?api-version=2024-10-21`,
];

/** The `data:` of each event of a stream. */
function dataOf(text: string): string[] {
  expect(text.endsWith("\n\n")).toBe(true);
  return text
    .trimEnd()
    .split("\n\n")
    .map((event) => /^data: (.*)$/m.exec(event)?.[1] ?? "");
}

describe("a chat completion with `stream: true`", () => {
  it.each(COMPLETIONS)("is a stream of chunks on %s", async (path) => {
    const running = await resource("all-supported");
    const answer = await ask(running, path, { json: { model: MODEL, messages: MESSAGES, stream: true } });
    expect(answer).toMatchObject({ status: 200, headers: { "content-type": "text/event-stream; charset=utf-8" } });
    const data = dataOf(answer.text);
    expect(data.at(-1)).toBe("[DONE]");
    const chunks = data.slice(0, -1).map((text) => JSON.parse(text));
    expect(chunks.map(({ object }) => object)).toEqual(chunks.map(() => "chat.completion.chunk"));
    expect(new Set(chunks.map(({ id }) => id)).size).toBe(1);
    expect(chunks.map(({ choices }) => choices[0].delta.content ?? "").join("")).toBe("ready");
    expect(chunks.map(({ choices }) => choices[0].finish_reason)).toEqual([null, null, "stop"]);
  });

  it("ends with the usage if `stream_options` asks for it", async () => {
    const running = await resource("all-supported");
    const json = { model: MODEL, messages: MESSAGES, stream: true, stream_options: { include_usage: true } };
    const { text } = await ask(running, COMPLETIONS[0] ?? "", { json });
    expect(JSON.parse(dataOf(text).at(-2) ?? "")).toMatchObject({ choices: [], usage: { total_tokens: 13 } });
  });

  it("is refused as JSON", async () => {
    const running = await resource("all-supported");
    const answer = await ask(running, COMPLETIONS[0] ?? "", { json: { model: MODEL, stream: true } });
    expect(answer).toMatchObject({ status: 400, json: { error: { param: "messages" } } });
  });
});

describe("a response with `stream: true`", () => {
  it("is a stream of numbered events that ends with response.completed", async () => {
    const running = await resource("all-supported");
    const answer = await ask(running, "/openai/v1/responses", {
      json: { model: MODEL, input: "ready?", stream: true },
    });
    expect(answer.headers["content-type"]).toBe("text/event-stream; charset=utf-8");
    const events = dataOf(answer.text).map((text) => JSON.parse(text));
    expect(events.map(({ type }) => type)).toEqual([
      "response.created",
      "response.in_progress",
      "response.output_item.added",
      "response.content_part.added",
      "response.output_text.delta",
      "response.output_text.done",
      "response.content_part.done",
      "response.output_item.done",
      "response.completed",
    ]);
    expect(events.map((event) => event.sequence_number)).toEqual(events.map((_, index) => index));
    expect(events.at(-1)).toMatchObject({
      response: { status: "completed", output: [{ content: [{ text: "ready" }] }] },
    });
    const named = [...answer.text.matchAll(/^event: (.*)$/gm)].map((match) => match[1]);
    expect(named).toEqual(events.map(({ type }) => type));
  });
});
