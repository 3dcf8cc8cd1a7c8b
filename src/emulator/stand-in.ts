import { isJsonObject, type JsonObject } from "../model/json.ts";
import type { Opening, Reply } from "./endpoints/endpoint.ts";
import { answer, type Gate } from "./gateway.ts";
import { freshId, freshRequestId } from "./identity.ts";
import type { Question } from "./question.ts";
import type { OpenSocket, Responder } from "./responder.ts";
import { eventSource } from "./rule.ts";
import type { Scenario, ScenarioDeployment, Source } from "./scenario.ts";
import { type Line, sendError } from "./session/line.ts";

/** The header that names the scenario: on every answer of the stand-in, whatever its status. */
export const STAND_IN_HEADER = "x-aoai-probe-stand-in";

/** The header that says where an answer comes from. */
export const SOURCE_HEADER = "x-aoai-probe-source";

/** The member that holds an event's source. */
export const EVENT_SOURCE = "aoai_probe_source";

/** Events that decide a question: they say where they come from, as headers do for an HTTP answer. */
const DECIDING =
  /^(error|response\.done|session\.(updated|closed|output_transcript\.delta)|transcription_session\.updated)$|input_audio_transcription\.(completed|failed)$/;

/** Answers for a scenario. */
export function standIn(gate: Gate): Responder {
  return {
    respond: (question) => {
      const { answer: given, source, deployment } = answer(question, gate);
      const marks = marksOf(gate, question, source);
      if (given.kind === "reply") return withPayload(given, marks);
      const { scenario } = gate.resource;
      return {
        kind: "open",
        headers: marks,
        run: (socket) => runSession(socket, given, question, scenario, deployment),
      };
    },
  };
}

/** What every answer bears: the stand-in's own marks, and those of the service. */
function marksOf({ resource }: Gate, question: Question, source: Source): [string, string][] {
  const { scenario } = resource;
  const given = question.headers["x-ms-client-request-id"];
  return [
    [STAND_IN_HEADER, scenario.name],
    [SOURCE_HEADER, source],
    ["apim-request-id", freshRequestId()],
    ["x-request-id", freshRequestId()],
    ["x-ms-region", scenario.region],
    ...(typeof given === "string" ? ([["x-ms-client-request-id", given]] satisfies [string, string][]) : []),
  ];
}

function withPayload({ status, headers = {}, body }: Reply, marks: [string, string][]) {
  const type = body.kind === "json" ? "application/json" : body.kind === "text" ? body.type : null;
  const text = body.kind === "json" ? JSON.stringify(body.value) : body.kind === "text" ? body.text : "";
  const own = Object.entries(headers);
  // A rule's own header takes the place of a mark.
  const kept = marks.filter(([name]) => !own.some(([other]) => other.toLowerCase() === name));
  const all: [string, string][] = [
    ...kept,
    ...own,
    ...(type === null ? [] : [["content-type", type] satisfies [string, string]]),
  ];
  return { kind: "reply" as const, status, headers: all, bytes: Buffer.from(text) };
}

/** Runs a session on an open socket until either side closes it. */
function runSession(
  socket: OpenSocket,
  opening: Opening,
  handshake: Question,
  scenario: Scenario,
  deployment: ScenarioDeployment | null,
): void {
  const line = lineOf(socket, handshake, scenario, deployment);
  const session = opening.open(line);
  socket.onMessage((text) => {
    const event = text === null ? null : parsed(text);
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

function lineOf(socket: OpenSocket, handshake: Question, scenario: Scenario, own: ScenarioDeployment | null): Line {
  return {
    send: (type, fields, about = own) => {
      const event: JsonObject = { type, event_id: freshId("event"), ...fields };
      if (DECIDING.test(type)) {
        event[EVENT_SOURCE] = eventSource(scenario.rules, handshake, event, about?.model ?? null);
      }
      socket.send(JSON.stringify(event));
    },
    close: socket.close,
  };
}
