import type { Json, JsonObject } from "../../src/model/json.ts";
import type { Rung } from "../../src/model/rung.ts";
import {
  closed,
  DEPLOYMENT_NOT_FOUND,
  hop,
  OPERATION_NOT_SUPPORTED,
  RESOURCE_NOT_FOUND,
  received,
  serviceError,
} from "../support/recorded.ts";
import { type End, endsAt } from "./situation.ts";

/*
 * Answers of the service, by name; those with a number are as a field report has them.
 */

export function refusedAt(rung: Rung, status: number, body: Json): End {
  return endsAt(rung, hop({ status, body }));
}

/** FR-090, at a request. */
export const notFoundAt = (rung: Rung) => refusedAt(rung, 404, DEPLOYMENT_NOT_FOUND);
/** FR-001 and FR-007, at a request. */
export const notSupportedAt = (rung: Rung) => refusedAt(rung, 400, OPERATION_NOT_SUPPORTED);
/** FR-091. */
export const noRouteAt = (rung: Rung) => refusedAt(rung, 404, RESOURCE_NOT_FOUND);
/** FR-085. */
export const wrongKeyAt = (rung: Rung) =>
  refusedAt(rung, 401, serviceError("401", "Access denied due to invalid subscription key or wrong API endpoint."));
/** Words that nobody recorded. */
export const unheardOfAt = (rung: Rung, status = 400, code = "ModelKindMismatch") =>
  refusedAt(rung, status, serviceError(code, "No such thing for this kind of model."));

export function errorEvent(error: JsonObject) {
  return received({ type: "error", error });
}

export function failedTranscript(error: JsonObject): End {
  return endsAt("result", received({ type: "conversation.item.input_audio_transcription.failed", error }));
}

/** FR-005. */
export const TRANSCRIPT_LOST = failedTranscript({
  type: "server_error",
  code: null,
  message: "Input transcription failed for item 'item_CcnHforF7TNkgG594R1Q1' .",
});
/** FR-011. */
export const TRANSCRIPT_REFUSED = failedTranscript({
  type: "server_error",
  code: "OperationNotSupported",
  message: "Input transcription failed for item 'item_abcdef'.",
});
/** FR-053. */
export const TRANSCRIPT_OF_NONE = failedTranscript({
  type: "invalid_request_error",
  code: "DeploymentNotFound",
  message: "The API deployment for this resource does not exist.",
});

/** A page of a portal or a proxy. */
export const portalAt = (rung: Rung, status = 200) =>
  endsAt(rung, hop({ status, text: "<html>log in", service: false, headers: [["content-type", "text/html"]] }));

/** The peer ends the open socket and says nothing. */
export const leftAt = (rung: Rung, code: number | null = null, transport: "fin" | "reset" = "fin") =>
  endsAt(rung, closed(code, { transport }));
