import type { WebSocket } from "ws";
import { isJsonObject, type JsonObject } from "../model/json.ts";
import type { Opening } from "./endpoints/endpoint.ts";
import { freshId } from "./identity.ts";
import type { Question } from "./question.ts";
import { eventSource } from "./rule.ts";
import type { Scenario, ScenarioDeployment } from "./scenario.ts";
import { type Line, sendError } from "./session/line.ts";

/** Events that decide a question: they say where they come from, as headers do for an HTTP answer. */
const DECIDING =
  /^(error|response\.done|session\.(updated|closed|output_transcript\.delta)|transcription_session\.updated)$|input_audio_transcription\.(completed|failed)$/;

/** The member that holds an event's source. */
export const EVENT_SOURCE = "aoai_probe_source";

/** Runs a session on an open socket until either side closes it. */
export function runSession(
  socket: WebSocket,
  opening: Opening,
  handshake: Question,
  scenario: Scenario,
  deployment: ScenarioDeployment | null,
): void {
  const line = lineOf(socket, handshake, scenario, deployment);
  const session = opening.open(line);
  // A peer that breaks the protocol ends its own socket; ws closes it with the right code.
  socket.on("error", () => socket.terminate());
  socket.on("message", (data, binary) => {
    const event = binary ? null : parsed(String(data));
    if (event !== null) session.receive(event);
    else sendError(line, UNREADABLE, null);
  });
  session.begin();
}

const UNREADABLE = {
  code: "invalid_event",
  message: "The server could not parse the event: it must be a JSON object in a text message.",
  param: null,
};

function parsed(text: string): JsonObject | null {
  try {
    const event: unknown = JSON.parse(text);
    return isJsonObject(event) ? event : null;
  } catch {
    return null;
  }
}

function lineOf(socket: WebSocket, handshake: Question, scenario: Scenario, own: ScenarioDeployment | null): Line {
  return {
    send: (type, fields, about = own) => {
      const event: JsonObject = { type, event_id: freshId("event"), ...fields };
      if (DECIDING.test(type)) {
        event[EVENT_SOURCE] = eventSource(scenario.rules, handshake, event, about?.model ?? null);
      }
      if (socket.readyState === socket.OPEN) socket.send(JSON.stringify(event));
    },
    close: (code, reason) => socket.close(code, reason),
  };
}
