import type { Json, JsonObject } from "../../src/model/json.ts";
import type { Stage } from "../../src/model/stage.ts";
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

export function refusedAt(stage: Stage, status: number, body: Json): End {
  return endsAt(stage, hop({ status, body }));
}

/** FR-090, at a request. */
export const notFoundAt = (stage: Stage) => refusedAt(stage, 404, DEPLOYMENT_NOT_FOUND);
/** FR-001 and FR-007, at a request. */
export const notSupportedAt = (stage: Stage) => refusedAt(stage, 400, OPERATION_NOT_SUPPORTED);
/** FR-091. */
export const noRouteAt = (stage: Stage) => refusedAt(stage, 404, RESOURCE_NOT_FOUND);
/** FR-085. */
export const wrongKeyAt = (stage: Stage) =>
  refusedAt(stage, 401, serviceError("401", "Access denied due to invalid subscription key or wrong API endpoint."));
/** Words that nobody recorded. */
export const unheardOfAt = (stage: Stage, status = 400, code = "ModelKindMismatch") =>
  refusedAt(stage, status, serviceError(code, "No such thing for this kind of model."));

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
export const portalAt = (stage: Stage, status = 200) =>
  endsAt(stage, hop({ status, text: "<html>log in", service: false, headers: [["content-type", "text/html"]] }));

/** The peer ends the open socket and says nothing. */
export const leftAt = (stage: Stage, code: number | null = null, transport: "fin" | "reset" = "fin") =>
  endsAt(stage, closed(code, { transport }));
