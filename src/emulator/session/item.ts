import { isJsonObject, type Json, type JsonObject } from "../../model/json.ts";
import { freshId } from "../identity.ts";
import { textAt } from "../json-field.ts";
import { type Complaint, invalidValue, missingParameter } from "./line.ts";

/** The items of a conversation, in order, by their id. */
export class Items {
  readonly #items = new Map<string, JsonObject>();
  #last: string | null = null;

  /** The id of the last item, or null. */
  get last(): string | null {
    return this.#last;
  }

  add(item: JsonObject): void {
    const id = String(item.id);
    this.#items.set(id, item);
    this.#last = id;
  }

  find(id: string): JsonObject | null {
    return this.#items.get(id) ?? null;
  }

  /** False if there is no such item. */
  delete(id: string): boolean {
    const found = this.#items.delete(id);
    if (id === this.#last) this.#last = [...this.#items.keys()].at(-1) ?? null;
    return found;
  }
}

const TYPES = ["message", "function_call", "function_call_output", "mcp_approval_response"];
const ROLES = ["system", "user", "assistant"];

/** The item of a `conversation.item.create`, or the reason for a refusal. */
export function itemOf(given: Json | undefined, items: Items): { item: JsonObject } | { complaint: Complaint } {
  if (!isJsonObject(given)) return { complaint: missingParameter("item") };
  const type = textAt(given, "type");
  if (type === null) return { complaint: missingParameter("item.type") };
  if (!TYPES.includes(type)) return { complaint: invalidValue(type, listed(TYPES), "item.type") };
  if (type === "message") {
    const role = textAt(given, "role");
    if (role === null) return { complaint: missingParameter("item.role") };
    if (!ROLES.includes(role)) return { complaint: invalidValue(role, listed(ROLES), "item.role") };
    if (!Array.isArray(given.content)) return { complaint: missingParameter("item.content") };
  }
  const id = textAt(given, "id") ?? freshId("item");
  if (items.find(id) !== null) {
    const message = `Error adding item: the item with id '${id}' already exists.`;
    return { complaint: { code: "item_create_duplicate_id", message, param: "item.id" } };
  }
  return { item: { ...given, id, object: "realtime.item", status: "completed" } };
}

/** The audio of the user as an item. The audio itself is not repeated. */
export function spokenItem(id: string): JsonObject {
  const content = [{ type: "input_audio", transcript: null }];
  return { id, object: "realtime.item", type: "message", status: "completed", role: "user", content };
}

export function noSuchItem(id: string | null): Complaint {
  const message = `Item with item_id '${id ?? ""}' does not exist.`;
  return { code: "item_not_found", message, param: "item_id" };
}

function listed(names: readonly string[]): string {
  return names.map((name) => `'${name}'`).join(", ");
}
