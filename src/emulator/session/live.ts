import { isJsonObject, type JsonObject } from "../../model/json.ts";
import { SPEECH_TRANSCRIPT } from "../../model/sample.ts";
import { freshId } from "../identity.ts";
import { objectAt, textAt } from "../json-field.ts";
import type { ScenarioDeployment } from "../scenario.ts";
import { appended, isSilent } from "./audio-buffer.ts";
import { modelName } from "./defaults.ts";
import { type Complaint, invalidValue, type Line, missingParameter, type Session, unknownParameter } from "./line.ts";
import { REPLY } from "./turn.ts";

/** The format of a session if the client names none: 24 kHz mono PCM16. */
const FORMAT: JsonObject = { type: "audio/pcm", rate: 24000 };
const BYTES_PER_MS = 48;
/** The model speaks in parts of this length, which are longer in total than the least result of a probe. */
const PART_MS = 100;
const PARTS = 4;
/** A tone of one value. Silence would be no speech. */
const PART = Buffer.alloc(PART_MS * BYTES_PER_MS, 0x11).toString("base64");

/** The session object is strict. */
const KEYS = "model instructions audio delegation client".split(" ");

/** What a GPT-Live session needs of its resource. */
interface LiveSettings {
  line: Line;
  /** The deployment of this name on the resource, or null. */
  find: (name: string) => ScenarioDeployment | null;
  /** The session of a WebRTC call, which has started. Null: the client starts one on this socket. */
  started: JsonObject | null;
}

/**
 * A GPT-Live session: the client starts it with its first event and then appends audio. The model listens and speaks at
 * the same time. It speaks as soon as it heard a second of speech.
 */
export class LiveSession implements Session {
  readonly #settings: LiveSettings;
  #session: JsonObject | null;
  #appendedMs = 0;
  #heardMs = 0;
  #hasSpoken = false;

  constructor(settings: LiveSettings) {
    this.#settings = settings;
    this.#session = settings.started;
  }

  begin(): void {
    // The client sends the first event.
  }

  receive(event: JsonObject): void {
    const complaint = this.#take(event);
    if (complaint === null) return;
    const error = { type: "invalid_request_error", ...complaint, client_event_id: textAt(event, "event_id") };
    this.#settings.line.send("error", { error });
  }

  #take(event: JsonObject): Complaint | null {
    if (event.type === "session.start") return this.#start(event);
    if (event.type === "session.close") return this.#close();
    if (this.#session === null) return NOT_STARTED;
    if (event.type === "session.input_audio.append") return this.#append(event);
    return invalidValue(String(event.type), "'session.input_audio.append' and 'session.close'", "type");
  }

  #start(event: JsonObject): Complaint | null {
    const { line, find } = this.#settings;
    if (this.#session !== null)
      return { code: "session_already_started", message: "The session has started.", param: null };
    const begun = liveSession(objectAt(event, "session"), find);
    if ("code" in begun) return begun;
    this.#session = begun.session;
    line.send("session.started", { session: begun.session }, begun.deployment);
    return null;
  }

  #append(event: JsonObject): Complaint | null {
    const audio = appended(event);
    if ("complaint" in audio) return audio.complaint;
    const ms = audio.bytes / BYTES_PER_MS;
    this.#appendedMs += ms;
    if (isSilent(audio.base64)) return null;
    this.#heardMs += ms;
    if (this.#heardMs >= 1_000 && !this.#hasSpoken) this.#speak();
    return null;
  }

  #speak(): void {
    this.#hasSpoken = true;
    const { line } = this.#settings;
    const at: JsonObject = { start_ms: this.#appendedMs, end_ms: this.#appendedMs + PARTS * PART_MS };
    line.send("session.input_transcript.delta", { delta: SPEECH_TRANSCRIPT, start_ms: 0, end_ms: this.#appendedMs });
    for (let part = 0; part < PARTS; part += 1) line.send("session.output_audio.delta", { delta: PART });
    line.send("session.output_transcript.delta", { delta: REPLY, ...at });
  }

  #close(): null {
    const usage: JsonObject = { seconds: Math.round(this.#appendedMs / 100) / 10 };
    this.#settings.line.send("session.closed", { reason: "close_requested", usage });
    this.#settings.line.close(1000, "");
    return null;
  }
}

const NOT_STARTED: Complaint = {
  code: "session_not_started",
  message: "The first event must be 'session.start'.",
  param: null,
};

/** The session that a client starts, with its deployment; or why it is refused. */
export function liveSession(
  asked: JsonObject | null,
  find: LiveSettings["find"],
): { session: JsonObject; deployment: ScenarioDeployment } | Complaint {
  const model = asked === null ? null : textAt(asked, "model");
  if (asked === null || model === null) return missingParameter("session.model");
  const unknown = Object.keys(asked).find((name) => !KEYS.includes(name));
  if (unknown !== undefined) return unknownParameter(`session.${unknown}`);
  const deployment = find(model);
  if (deployment === null) {
    const message = `The model '${model}' does not exist or you do not have access to it.`;
    return { code: "model_not_found", message, param: "session.model" };
  }
  if (deployment.role !== "live") {
    const message = `The model '${model}' is not supported with the Live API.`;
    return { code: "unsupported_model", message, param: "session.model" };
  }
  const audio = isJsonObject(asked.audio ?? null) ? (asked.audio as JsonObject) : {};
  const session = { ...asked, id: freshId("live"), model: modelName(deployment), audio: { format: FORMAT, ...audio } };
  return { session, deployment };
}
