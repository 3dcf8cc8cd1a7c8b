import type { JsonObject } from "../../model/json.ts";
import { freshId } from "../identity.ts";
import type { ScenarioDeployment } from "../scenario.ts";
import { modelName } from "../session/defaults.ts";
import { REPLY } from "../session/turn.ts";

/** A response of the Responses API, with its one message and the one text part of the message. */
export interface Answered {
  response: JsonObject;
  message: JsonObject;
  part: JsonObject;
}

/** The completed response of a deployment. */
export function responseOf(deployment: ScenarioDeployment | null): Answered {
  const part: JsonObject = { type: "output_text", text: REPLY, annotations: [] };
  const message: JsonObject = {
    type: "message",
    id: freshId("msg"),
    status: "completed",
    role: "assistant",
    content: [part],
  };
  const response: JsonObject = {
    id: freshId("resp"),
    object: "response",
    created_at: Math.floor(Date.now() / 1000),
    status: "completed",
    error: null,
    incomplete_details: null,
    model: deployment === null ? null : modelName(deployment),
    output: [message],
    usage: { input_tokens: 12, output_tokens: 1, total_tokens: 13 },
  };
  return { response, message, part };
}

/** The events of a streamed response in order, as a stream and a socket send them. */
export function responseEvents({ response, message, part }: Answered): JsonObject[] {
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
  return events.map((event, index) => ({ ...event, sequence_number: index }));
}

/** Whether a deployment speaks the Responses API. */
export function hasResponses({ role }: ScenarioDeployment): boolean {
  return role === "chat" || role === "responses";
}
