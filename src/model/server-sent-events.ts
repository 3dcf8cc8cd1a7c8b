import { isJsonObject, type Json, type JsonObject } from "./json.ts";

/** One event of a `text/event-stream` body. */
export interface ServerSentEvent {
  /** The field `event`, or else the member `type` of its data. Null if it has neither. */
  type: string | null;
  /** The lines of the field `data`, joined by line feeds. */
  data: string;
  /** The data as a JSON object. Null if it is none. */
  json: JsonObject | null;
}

/** Returns the events of a stream in order. A last event without a blank line after it counts too. */
export function parseEventStream(text: string): ServerSentEvent[] {
  return text.split(/\r\n\r\n|\n\n|\r\r/).flatMap((block) => {
    const fields = block.split(/\r\n|\n|\r/).map((line) => /^([^:]*)(?:: ?(.*))?$/s.exec(line));
    const valuesOf = (name: string) => fields.flatMap((field) => (field?.[1] === name ? [field[2] ?? ""] : []));
    const lines = valuesOf("data");
    if (lines.length === 0) return [];
    const data = lines.join("\n");
    const json = jsonObjectOf(data);
    const named = valuesOf("event").at(-1) ?? json?.type ?? null;
    return [{ type: typeof named === "string" && named !== "" ? named : null, data, json }];
  });
}

/** Whether a text begins as an event stream does: with a field or a comment. */
export function isEventStream(text: string): boolean {
  return /^\s*(?:(?:data|event|id|retry): ?|: )/.test(text.slice(0, 100));
}

function jsonObjectOf(data: string): JsonObject | null {
  try {
    const json: Json = JSON.parse(data);
    return isJsonObject(json) ? json : null;
  } catch {
    return null;
  }
}
