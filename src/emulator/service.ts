import { isJsonObject, type JsonObject } from "../model/json.ts";
import { shownBy } from "./credential.ts";
import type { Opening, Reply } from "./endpoints/endpoint.ts";
import { answer, type Gate } from "./gateway.ts";
import { freshId, freshRequestId } from "./identity.ts";
import type { Question } from "./question.ts";
import type { OpenSocket, Responder } from "./responder.ts";
import { clientRule, eventRule } from "./rule.ts";
import type { EventRule, Scenario, ScenarioDeployment } from "./scenario.ts";
import { type Line, sendError } from "./session/line.ts";
import { endAfter } from "./session-end.ts";

/** The header with the name of the scenario. Every answer of the emulator has it. */
export const EMULATOR_HEADER = "x-aoai-probe-emulator";

/** The header with the source of an answer. */
const SOURCE_HEADER = "x-aoai-probe-source";

/** The member that holds an event's source. */
const EVENT_SOURCE = "aoai_probe_source";

/** Events that decide a verdict. They carry their source, as headers do for an HTTP answer. */
const DECIDING =
  /^(error|response\.(done|completed)|session\.(started|updated|closed|output_transcript\.delta)|transcription_session\.updated)$|input_audio_transcription\.(completed|failed)$/;

/** Answers requests and handshakes for one scenario. */
export function emulatedService(gate: Gate): Responder {
  return {
    isKnown: (head) => !["none", "unknown"].includes(shownBy(head, gate.credentials)),
    respond: (question) => {
      const { answer: given, source, deployment } = answer(question, gate);
      const marks = marksOf(gate, question, source);
      if (given.kind === "reply") return withPayload(given, marks);
      const { scenario } = gate.resource;
      const setting: Setting = { handshake: question, scenario, deployment, sessionMs: gate.sessionMs };
      return {
        kind: "open",
        headers: marks,
        run: (socket) => runSession(socket, given, setting),
      };
    },
  };
}

/** The headers of every answer: the emulator's own, and those of the service. */
function marksOf({ resource }: Gate, question: Question, source: string): [string, string][] {
  const { scenario } = resource;
  const given = question.headers["x-ms-client-request-id"];
  return [
    [EMULATOR_HEADER, scenario.name],
    [SOURCE_HEADER, source],
    ["apim-request-id", freshRequestId()],
    ["x-request-id", freshRequestId()],
    ["x-ms-region", scenario.region],
    ...(typeof given === "string" ? ([["x-ms-client-request-id", given]] satisfies [string, string][]) : []),
  ];
}

function withPayload({ status, headers = {}, body }: Reply, marks: [string, string][]) {
  const { type, bytes } = contentOf(body);
  const own = Object.entries(headers);
  // A header of a rule replaces the header of the same name.
  const kept = marks.filter(([name]) => !own.some(([other]) => other.toLowerCase() === name));
  const all: [string, string][] = [
    ...kept,
    ...own,
    ...(type === null ? [] : [["content-type", type] satisfies [string, string]]),
  ];
  return { kind: "reply" as const, status, headers: all, bytes };
}

function contentOf(body: Reply["body"]): { type: string | null; bytes: Buffer } {
  switch (body.kind) {
    case "json":
      return { type: "application/json", bytes: Buffer.from(JSON.stringify(body.value)) };
    case "text":
      return { type: body.type, bytes: Buffer.from(body.text) };
    case "bytes":
      return { type: body.type, bytes: body.bytes };
    case "none":
      return { type: null, bytes: Buffer.alloc(0) };
  }
}

/** The handshake of a session, and the scenario that answers it. */
interface Setting {
  handshake: Question;
  scenario: Scenario;
  /** The deployment that the handshake names, or null. */
  deployment: ScenarioDeployment | null;
  sessionMs: number;
}

/** Runs a session on an open socket until either side closes it. */
function runSession(socket: OpenSocket, opening: Opening, setting: Setting): void {
  const line = lineOf(socket, setting);
  const session = opening.open(line);
  socket.onMessage((text) => {
    const event = text === null ? null : parsed(text);
    if (event === null) {
      sendError(line, UNREADABLE, null);
      return;
    }
    const rule = clientRule(setting.scenario.rules, setting.handshake, event);
    if (rule === null) session.receive(event);
    else sendError(line, rule.error, typeof event.event_id === "string" ? event.event_id : null);
  });
  endAfter(setting.sessionMs, line, socket);
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

function lineOf(socket: OpenSocket, { handshake, scenario, deployment: own }: Setting): Line {
  const give = (type: string, fields: JsonObject, rule: EventRule | null) => {
    const source =
      DECIDING.test(type) || rule?.becomes !== undefined ? { [EVENT_SOURCE]: rule?.source ?? "inferred" } : {};
    socket.send(JSON.stringify({ type, event_id: freshId("event"), ...fields, ...source }));
  };
  return {
    send: (type, fields, about = own) => {
      const rule = eventRule(scenario.rules, handshake, { type, ...fields }, about?.model ?? null);
      const answer = rule?.becomes ?? null;
      if (answer === null || answer.kind === "then") give(type, fields, answer === null ? rule : null);
      if (answer?.kind === "event" || answer?.kind === "then") give(answer.type, filled(answer.fields, fields), rule);
      if (answer?.kind === "close") socket.close(answer.code, answer.reason);
    },
    close: socket.close,
  };
}

/** The fields of a rule, with the id of the item that the event is about. */
function filled(fields: JsonObject, about: JsonObject): JsonObject {
  const itemId = typeof about.item_id === "string" ? about.item_id : "";
  return JSON.parse(JSON.stringify(fields).replaceAll("{item_id}", itemId));
}
