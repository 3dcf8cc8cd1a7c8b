import type { JsonObject } from "../../model/json.ts";
import { freshId } from "../identity.ts";
import { objectAt, textAt } from "../json-field.ts";
import type { RateLimit } from "../rate.ts";
import type { ScenarioDeployment } from "../scenario.ts";
import { AudioBuffer, appended } from "./audio-buffer.ts";
import { bytesPerMs, placeOf, streamsOnly, transcriptionModel, turnDetection } from "./configuration.ts";
import { Conversation } from "./conversation.ts";
import type { SessionKind } from "./defaults.ts";
import type { Dialect } from "./dialect.ts";
import { spokenItem } from "./item.ts";
import { type Complaint, invalidValue, type Line, missingParameter, type Session, sendError } from "./line.ts";
import { sendTranscript } from "./transcript.ts";
import { kindMismatch, update } from "./update.ts";
import { VoiceDetection } from "./voice-detection.ts";

interface RealtimeSettings {
  line: Line;
  dialect: Dialect;
  kind: SessionKind;
  /** The session before the first update, in the shape of the dialect. */
  session: JsonObject;
  /** The deployment of this name on the resource, or null. */
  find: (name: string) => ScenarioDeployment | null;
  /** Limit for the responses of the session. */
  turns: RateLimit;
}

type Handler = (event: JsonObject, eventId: string | null) => Complaint | null;

/** A conversation or a transcription, GA or preview. Everything is answered at once. */
export class RealtimeSession implements Session {
  readonly #settings: RealtimeSettings;
  readonly #buffer = new AudioBuffer();
  readonly #voice = new VoiceDetection();
  readonly #conversation: Conversation;
  readonly #handlers: Record<string, Handler>;
  #session: JsonObject;
  /** The id of the item for the speech that was detected. */
  #spokenItemId: string | null = null;

  constructor(settings: RealtimeSettings) {
    this.#settings = settings;
    this.#session = settings.session;
    this.#conversation = new Conversation(settings.line, settings.dialect, settings.turns);
    this.#handlers = { ...this.#hearing(), ...(settings.kind === "realtime" ? this.#conversing() : {}) };
  }

  begin(): void {
    this.#settings.line.send(this.#named("created"), { session: this.#session });
  }

  receive(event: JsonObject): void {
    const eventId = textAt(event, "event_id");
    const type = textAt(event, "type");
    const handler = type === null ? null : (this.#handlers[type] ?? null);
    const complaint = handler === null ? this.#unknownType(type) : handler(event, eventId);
    if (complaint !== null) sendError(this.#settings.line, complaint, eventId);
  }

  #hearing(): Record<string, Handler> {
    return {
      "session.update": (event) => this.#update(event),
      ...(this.#settings.dialect.surface === "preview"
        ? { "transcription_session.update": (event: JsonObject) => this.#transcriptionUpdate(event) }
        : {}),
      "input_audio_buffer.append": (event) => this.#append(event),
      "input_audio_buffer.commit": () => this.#commit(freshId("item")),
      "input_audio_buffer.clear": () => {
        this.#buffer.clear();
        this.#settings.line.send("input_audio_buffer.cleared", {});
        return null;
      },
    };
  }

  #conversing(): Record<string, Handler> {
    return {
      "conversation.item.create": (event) => this.#conversation.create(event),
      "conversation.item.delete": (event) => this.#conversation.change(event, "deleted"),
      "conversation.item.retrieve": (event) => this.#conversation.change(event, "retrieved"),
      "conversation.item.truncate": (event) => this.#conversation.change(event, "truncated"),
      "response.create": (event) => this.#conversation.respond(objectAt(event, "response") ?? {}, this.#session),
      "response.cancel": () => ({
        code: "response_cancel_not_active",
        message: "Cancellation failed: no active response found.",
        param: null,
      }),
    };
  }

  #update(event: JsonObject): Complaint | null {
    const { dialect, kind, line, find } = this.#settings;
    const patch = objectAt(event, "session");
    if (patch === null) return missingParameter("session");
    const outcome = update(
      {
        dialect,
        kind,
        session: this.#session,
        prefix: "session.",
        streamsOnly: (name) => streamsOnly(find(name)?.model ?? name),
      },
      patch,
    );
    if ("complaint" in outcome) return outcome.complaint;
    this.#session = outcome.session;
    line.send(this.#named("updated"), { session: this.#session }, this.#transcriber() ?? undefined);
    return null;
  }

  #transcriptionUpdate(event: JsonObject): Complaint | null {
    return this.#settings.kind === "transcription" ? this.#update(event) : kindMismatch("realtime");
  }

  #append(event: JsonObject): Complaint | null {
    const audio = appended(event);
    if ("complaint" in audio) return audio.complaint;
    this.#buffer.append(audio);
    const { dialect, line } = this.#settings;
    const settings = turnDetection(dialect, this.#session);
    if (settings === null) return null;
    const heard = this.#voice.hear(audio.base64, bytesPerMs(dialect, this.#session), settings);
    if (heard.kind === "started") {
      this.#spokenItemId = freshId("item");
      line.send("input_audio_buffer.speech_started", { audio_start_ms: heard.at, item_id: this.#spokenItemId });
    }
    return heard.kind === "stopped" ? this.#turnEnds(heard.at, settings) : null;
  }

  #turnEnds(at: number, settings: JsonObject): Complaint | null {
    const itemId = this.#spokenItemId ?? freshId("item");
    this.#spokenItemId = null;
    this.#settings.line.send("input_audio_buffer.speech_stopped", { audio_end_ms: at, item_id: itemId });
    const complaint = this.#commit(itemId);
    const answers = this.#settings.kind === "realtime" && settings.create_response !== false;
    return complaint ?? (answers ? this.#conversation.respond({}, this.#session) : null);
  }

  #commit(itemId: string): Complaint | null {
    const { line, dialect } = this.#settings;
    const taken = this.#buffer.commit(bytesPerMs(dialect, this.#session));
    if ("complaint" in taken) return taken.complaint;
    line.send("input_audio_buffer.committed", { previous_item_id: this.#conversation.last, item_id: itemId });
    this.#conversation.add(spokenItem(itemId));
    const transcriber = transcriptionModel(dialect, this.#session);
    if (transcriber !== null) sendTranscript(line, { itemId, ...taken }, this.#transcriber());
    else if (this.#settings.kind === "transcription") {
      return missingParameter(`session.${placeOf(dialect, "transcription")}.model`);
    }
    return null;
  }

  /** The deployment that transcribes, or null. */
  #transcriber(): ScenarioDeployment | null {
    const name = transcriptionModel(this.#settings.dialect, this.#session);
    return name === null ? null : this.#settings.find(name);
  }

  /** Preview transcriptions have their own event names (FR-025). All others are named `session`. */
  #named(done: "created" | "updated"): string {
    const { dialect, kind } = this.#settings;
    return dialect.surface === "preview" && kind === "transcription"
      ? `transcription_session.${done}`
      : `session.${done}`;
  }

  #unknownType(type: string | null): Complaint {
    if (type === null) return missingParameter("type");
    const supported = Object.keys(this.#handlers)
      .map((name) => `'${name}'`)
      .join(", ");
    return invalidValue(type, supported, "type");
  }
}
