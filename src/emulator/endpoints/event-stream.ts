import type { Json, JsonObject } from "../../model/json.ts";
import { type Reply, text } from "./endpoint.ts";

const TYPE = "text/event-stream; charset=utf-8";

/** A chat completion as the stream of its chunks, ended by `[DONE]`. */
export function chatStream(completion: JsonObject, content: string, usage: JsonObject | null): Reply {
  const { id, created, model } = completion;
  const chunk = (choices: Json[], more: JsonObject = {}): JsonObject => {
    return {
      id: id ?? null,
      object: "chat.completion.chunk",
      created: created ?? null,
      model: model ?? null,
      choices,
      ...more,
    };
  };
  const choice = (delta: JsonObject, finished: string | null): Json[] => [
    { index: 0, delta, finish_reason: finished, logprobs: null },
  ];
  const chunks = [
    chunk(choice({ role: "assistant", content: "", refusal: null }, null)),
    chunk(choice({ content }, null)),
    chunk(choice({}, "stop")),
    ...(usage === null ? [] : [chunk([], { usage })]),
  ];
  const lines = [...chunks.map((each) => JSON.stringify(each)), "[DONE]"];
  return text(200, TYPE, lines.map((line) => `data: ${line}\n\n`).join(""));
}

/** A response with one message of one text part as the stream of its events, which has no `[DONE]`. */
export function responseStream(response: JsonObject, message: JsonObject, part: JsonObject): Reply {
  const begun = { ...response, status: "in_progress", output: [], usage: null };
  const place = { item_id: message.id ?? null, output_index: 0, content_index: 0 };
  const content = part.text ?? "";
  const item = { ...message, status: "in_progress", content: [] };
  const events: JsonObject[] = [
    { type: "response.created", response: begun },
    { type: "response.in_progress", response: begun },
    { type: "response.output_item.added", output_index: 0, item },
    { type: "response.content_part.added", ...place, part: { ...part, text: "" } },
    { type: "response.output_text.delta", ...place, delta: content, logprobs: [] },
    { type: "response.output_text.done", ...place, text: content, logprobs: [] },
    { type: "response.content_part.done", ...place, part },
    { type: "response.output_item.done", output_index: 0, item: message },
    { type: "response.completed", response },
  ];
  const lines = events.map((event, index) => {
    return `event: ${String(event.type)}\ndata: ${JSON.stringify({ ...event, sequence_number: index })}\n\n`;
  });
  return text(200, TYPE, lines.join(""));
}
