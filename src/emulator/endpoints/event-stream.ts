import type { Json, JsonObject } from "../../model/json.ts";
import { type Reply, text } from "./endpoint.ts";
import { type Answered, responseEvents } from "./response.ts";

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

/** A response as the stream of its events, which has no `[DONE]`. */
export function responseStream(answered: Answered): Reply {
  const lines = responseEvents(answered).map((event) => {
    return `event: ${String(event.type)}\ndata: ${JSON.stringify(event)}\n\n`;
  });
  return text(200, TYPE, lines.join(""));
}
