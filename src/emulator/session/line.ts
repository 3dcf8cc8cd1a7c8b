import type { JsonObject } from "../../model/json.ts";
import type { ScenarioDeployment } from "../scenario.ts";

/** Sends the events of a session, with an id and a source. */
export interface Line {
  /** `about`: the deployment of the event, if it is not that of the session. */
  send(type: string, fields: JsonObject, about?: ScenarioDeployment | null): void;
  /** Closes the socket from our side. */
  close(code: number, reason: string): void;
}

/** An open session. It receives each event of the client, in order. */
export interface Session {
  /** Sends the first event of a session. */
  begin(): void;
  receive(event: JsonObject): void;
}

/** Why an event of the client is refused. */
export interface Complaint {
  code: string;
  message: string;
  param: string | null;
}

/** The service's error event. `eventId` is that of the client, or null if it sent none. */
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
