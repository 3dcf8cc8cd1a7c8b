import type { JsonObject } from "../../model/json.ts";
import type { ScenarioDeployment } from "../scenario.ts";

/** The way out of a session: adds the event's id and its source, and sends it at once. */
export interface Line {
  /** `about`: the deployment that the event is about, where it is not the session's own. */
  send(type: string, fields: JsonObject, about?: ScenarioDeployment | null): void;
  /** Closes the socket from our side. */
  close(code: number, reason: string): void;
}

/** An open session: told each event of the client, in order. */
export interface Session {
  /** Sends what a session begins with. */
  begin(): void;
  receive(event: JsonObject): void;
}

/** Why an event of the client is refused. */
export interface Complaint {
  code: string;
  message: string;
  param: string | null;
}

/** The service's error event; `eventId` is the client's own, or null where it gave none. */
export function sendError(line: Line, complaint: Complaint, eventId: string | null): void {
  const { code, message, param } = complaint;
  line.send("error", { error: { type: "invalid_request_error", code, message, param, event_id: eventId } });
}

export function unknownParameter(param: string): Complaint {
  return { code: "unknown_parameter", message: `Unknown parameter: '${param}'.`, param };
}

export function missingParameter(param: string): Complaint {
  return { code: "missing_required_parameter", message: `Missing required parameter: '${param}'.`, param };
}

export function invalidValue(value: string, supported: string, param: string): Complaint {
  return { code: "invalid_value", message: `Invalid value: '${value}'. Supported values are: ${supported}.`, param };
}
