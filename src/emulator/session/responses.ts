import type { JsonObject } from "../../model/json.ts";
import { hasResponses, responseEvents, responseOf } from "../endpoints/response.ts";
import { textAt } from "../json-field.ts";
import * as refusals from "../refusal.ts";
import type { ScenarioDeployment } from "../scenario.ts";
import { type Complaint, invalidValue, type Line, missingParameter, type Session } from "./line.ts";

/** Responses over a WebSocket: each `response.create` is answered with the events of a stream. */
export class ResponsesSession implements Session {
  readonly #line: Line;
  readonly #find: (name: string) => ScenarioDeployment | null;
  readonly #known = new Set<string>();

  constructor(line: Line, find: (name: string) => ScenarioDeployment | null) {
    this.#line = line;
    this.#find = find;
  }

  begin(): void {
    // The client sends the first event.
  }

  receive(event: JsonObject): void {
    const refused = this.#create(event);
    if (refused === null) return;
    const { status, ...complaint } = refused;
    this.#line.send("error", { status, error: { type: "invalid_request_error", ...complaint } });
  }

  #create(event: JsonObject): (Complaint & { status: number }) | null {
    if (event.type !== "response.create")
      return { status: 400, ...invalidValue(String(event.type), "'response.create'", "type") };
    const name = textAt(event, "model");
    if (name === null) return { status: 400, ...missingParameter("model") };
    const deployment = this.#find(name);
    if (deployment === null) return complaintOf(refusals.missingDeployment);
    if (!hasResponses(deployment)) return complaintOf(refusals.wrongModelRest("responses"));
    if (event.input === undefined) return { status: 400, ...missingParameter("input") };
    const previous = textAt(event, "previous_response_id");
    if (previous !== null && !this.#known.has(previous)) {
      const message = `Previous response with id '${previous}' not found.`;
      return { status: 400, code: "previous_response_not_found", message, param: "previous_response_id" };
    }
    const answered = responseOf(deployment);
    this.#known.add(String(answered.response.id));
    for (const { type, ...fields } of responseEvents(answered)) this.#line.send(String(type), fields, deployment);
    return null;
  }
}

function complaintOf({ status, code, message }: refusals.Refusal): Complaint & { status: number } {
  return { status, code: code ?? "", message, param: "model" };
}
