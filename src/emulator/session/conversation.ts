import type { JsonObject } from "../../model/json.ts";
import { freshId } from "../identity.ts";
import { objectAt, textAt } from "../json-field.ts";
import { type RateLimit, SlidingWindow } from "../rate.ts";
import { speaks } from "./configuration.ts";
import type { Dialect } from "./dialect.ts";
import { Items, itemOf, noSuchItem } from "./item.ts";
import { type Complaint, type Line, unknownParameter } from "./line.ts";
import { sendTurn } from "./turn.ts";

/** Assumed tokens of any input, for the usage. */
const QUESTION_TOKENS = 12;

/** Tokens that a limit allows per request. */
const TOKENS_A_TURN = 100;

/** The items of a session and the responses to them. */
export class Conversation {
  readonly #line: Line;
  readonly #dialect: Dialect;
  readonly #items = new Items();
  readonly #turns: SlidingWindow;
  readonly #id = freshId("conv");

  constructor(line: Line, dialect: Dialect, turns: RateLimit) {
    this.#line = line;
    this.#turns = new SlidingWindow(turns, () => performance.now());
    this.#dialect = dialect;
  }

  /** The id of the last item, or null. */
  get last(): string | null {
    return this.#items.last;
  }

  /** Adds an item and sends its events: two on GA, one on preview. */
  add(item: JsonObject): void {
    const fields: JsonObject = { previous_item_id: this.#items.last, item };
    this.#items.add(item);
    if (this.#dialect.surface === "preview") {
      this.#line.send("conversation.item.created", fields);
      return;
    }
    this.#line.send("conversation.item.added", fields);
    this.#line.send("conversation.item.done", fields);
  }

  /** `conversation.item.create`. */
  create(event: JsonObject): Complaint | null {
    const outcome = itemOf(event.item, this.#items);
    if ("complaint" in outcome) return outcome.complaint;
    this.add(outcome.item);
    return null;
  }

  /** `conversation.item.delete`, `.retrieve` and `.truncate`. */
  change(event: JsonObject, done: "deleted" | "retrieved" | "truncated"): Complaint | null {
    const id = textAt(event, "item_id");
    const item = id === null ? null : this.#items.find(id);
    if (id === null || item === null) return noSuchItem(id);
    if (done === "deleted") this.#items.delete(id);
    const { content_index = 0, audio_end_ms = 0 } = event;
    const fields: Record<typeof done, JsonObject> = {
      deleted: { item_id: id },
      retrieved: { item },
      truncated: { item_id: id, content_index, audio_end_ms },
    };
    this.#line.send(`conversation.item.${done}`, fields[done]);
    return null;
  }

  /** `response.create`, with the settings of the session as defaults. */
  respond(response: JsonObject, session: JsonObject): Complaint | null {
    const foreign = this.#dialect.surface === "ga" ? "modalities" : "output_modalities";
    if (response[foreign] !== undefined) return unknownParameter(`response.${foreign}`);
    const wait = this.#turns.take();
    if (wait !== null) return turnRate(this.#turns.limit, wait);
    const id = sendTurn(this.#line, {
      dialect: this.#dialect,
      spoken: speaks(this.#dialect, session, response),
      metadata: objectAt(response, "metadata"),
      audio: this.#audioOf(session, response),
      conversationId: this.#id,
      previousItemId: this.#items.last,
      heardTokens: QUESTION_TOKENS,
    });
    this.#line.send("rate_limits.updated", { rate_limits: rateLimits(this.#turns) });
    this.#items.add({ id, object: "realtime.item", type: "message", role: "assistant", status: "completed" });
    return null;
  }

  /** Format and voice of a GA response: its own, or else those of the session. */
  #audioOf(session: JsonObject, response: JsonObject): JsonObject | null {
    if (this.#dialect.surface !== "ga") return null;
    const output = { ...objectAt(session, "audio.output"), ...objectAt(response, "audio.output") };
    return { format: output.format ?? null, voice: output.voice ?? null };
  }
}

/** The remaining requests, and the remaining tokens of these requests. */
function rateLimits(turns: SlidingWindow): JsonObject[] {
  const { remaining, resetMs } = turns.state();
  const reset_seconds = Math.round(resetMs) / 1000;
  const { count } = turns.limit;
  return [
    { name: "requests", limit: count, remaining, reset_seconds },
    { name: "tokens", limit: count * TOKENS_A_TURN, remaining: remaining * TOKENS_A_TURN, reset_seconds },
  ];
}

function turnRate({ count }: RateLimit, waitMs: number): Complaint {
  const message = `Rate limit reached for requests: limit ${count}. Please try again in ${(waitMs / 1000).toFixed(3)}s.`;
  return { code: "rate_limit_exceeded", message, param: null };
}
