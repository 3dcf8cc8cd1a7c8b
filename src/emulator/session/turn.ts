import type { JsonObject } from "../../model/json.ts";
import { freshId } from "../identity.ts";
import type { Dialect } from "./dialect.ts";
import type { Line } from "./line.ts";
import { wordsOf } from "./transcript.ts";

/** The text of every response. */
export const REPLY = "ready";

/** The audio of every response: 200 ms of silence, 24 kHz mono PCM16. */
const SPOKEN = Buffer.alloc(9600).toString("base64");

interface Turn {
  dialect: Dialect;
  conversationId: string;
  /** True: audio with a transcript. False: text. */
  spoken: boolean;
  /** The last item of the conversation, or null. */
  previousItemId: string | null;
  metadata: JsonObject | null;
  /** Format and voice of the session's output, which GA repeats in a response. Null on other surfaces. */
  audio: JsonObject | null;
  /** Tokens of the earlier conversation, for the usage. */
  heardTokens: number;
}

/** Sends one response, from `response.created` to `response.done`. Returns the id of the new item. */
export function sendTurn(line: Line, turn: Turn): string {
  const { dialect, spoken } = turn;
  // GA items have no `object`.
  const kind: JsonObject = dialect.surface === "ga" ? {} : { object: "realtime.item" };
  const item: JsonObject = { id: freshId("item"), ...kind, type: "message", role: "assistant" };
  const itemId = String(item.id);
  const responseId = freshId("resp");
  const output: JsonObject = { response_id: responseId, output_index: 0 };
  const place: JsonObject = { ...output, item_id: itemId, content_index: 0 };
  const begun: JsonObject = { ...item, status: "in_progress", content: [] };
  const content = spoken ? { type: dialect.audio, transcript: REPLY } : { type: dialect.text, text: REPLY };
  const ended: JsonObject = { ...item, status: "completed", content: [content] };
  const history: JsonObject = { previous_item_id: turn.previousItemId };

  line.send("response.created", { response: response(turn, responseId, "in_progress", []) });
  line.send("response.output_item.added", { ...output, item: begun });
  line.send(dialect.surface === "ga" ? "conversation.item.added" : "conversation.item.created", {
    ...history,
    item: begun,
  });
  line.send("response.content_part.added", { ...place, part: part(spoken, "") });
  sendContent(line, dialect, spoken, place);
  line.send("response.content_part.done", { ...place, part: part(spoken, REPLY) });
  if (dialect.surface === "ga") line.send("conversation.item.done", { ...history, item: ended });
  line.send("response.output_item.done", { ...output, item: ended });
  line.send("response.done", { response: response(turn, responseId, "completed", [ended]) });
  return itemId;
}

function sendContent(line: Line, dialect: Dialect, spoken: boolean, place: JsonObject): void {
  if (!spoken) {
    for (const delta of wordsOf(REPLY)) line.send(`${dialect.textEvents}.delta`, { ...place, delta });
    line.send(`${dialect.textEvents}.done`, { ...place, text: REPLY });
    return;
  }
  for (const delta of wordsOf(REPLY)) line.send(`${dialect.transcriptEvents}.delta`, { ...place, delta });
  line.send(`${dialect.audioEvents}.delta`, { ...place, delta: SPOKEN });
  line.send(`${dialect.audioEvents}.done`, place);
  line.send(`${dialect.transcriptEvents}.done`, { ...place, transcript: REPLY });
}

function part(spoken: boolean, words: string): JsonObject {
  return spoken ? { type: "audio", transcript: words } : { type: "text", text: words };
}

function response(turn: Turn, id: string, status: string, output: JsonObject[]): JsonObject {
  const { dialect } = turn;
  return {
    object: "realtime.response",
    id,
    status,
    status_details: null,
    output,
    conversation_id: turn.conversationId,
    [dialect.modalities]:
      dialect.surface === "ga" ? [turn.spoken ? "audio" : "text"] : turn.spoken ? ["text", "audio"] : ["text"],
    [dialect.outputCap]: "inf",
    ...(turn.audio === null ? {} : { audio: { output: turn.audio } }),
    metadata: turn.metadata,
    usage: status === "completed" ? usage(turn) : null,
  };
}

function usage(turn: Turn): JsonObject {
  const text = 1 + wordsOf(REPLY).length;
  const audio = turn.spoken ? 4 : 0;
  return {
    total_tokens: turn.heardTokens + text + audio,
    input_tokens: turn.heardTokens,
    output_tokens: text + audio,
    input_token_details: {
      text_tokens: turn.heardTokens,
      audio_tokens: 0,
      image_tokens: 0,
      cached_tokens: 0,
      cached_tokens_details: { text_tokens: 0, audio_tokens: 0, image_tokens: 0 },
    },
    output_token_details: { text_tokens: text, audio_tokens: audio },
  };
}
