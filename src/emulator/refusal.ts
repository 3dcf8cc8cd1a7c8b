import type { Json, JsonObject } from "../model/json.ts";
import type { RefusalKind } from "./scenario.ts";

/** A documented refusal, in the service's own words. */
export interface Refusal {
  kind: RefusalKind;
  status: number;
  code: string | null;
  message: string;
  /** Further members of the error. */
  more?: JsonObject;
  headers?: Record<string, string>;
}

/** The body of a refusal: `{error: {code, message}}`. */
export function bodyOf(refusal: Refusal): Json {
  return { error: { code: refusal.code, message: refusal.message, ...refusal.more } };
}

const WRONG_MODEL =
  "The realtime operation does not work with the specified model. Please choose different model and try again.";

export const DEPLOYMENT_NOT_FOUND =
  "The API deployment for this resource does not exist. If you created the deployment within the last 5 minutes, please wait a moment and try again.";

/** The path, or path and api-version, is not served (FR-091). */
export const noRoute: Refusal = { kind: "no-route", status: 404, code: "404", message: "Resource not found" };

/** The api-version is not served on this path. The words are those of an unknown path. */
export const apiVersion: Refusal = { ...noRoute, kind: "api-version" };

/** No such deployment (FR-090). */
export const missingDeployment: Refusal = {
  kind: "missing-deployment",
  status: 404,
  code: "DeploymentNotFound",
  message: DEPLOYMENT_NOT_FOUND,
};

/** No key or token, or a wrong one (FR-085). */
export const badCredential: Refusal = {
  kind: "bad-credential",
  status: 401,
  code: "401",
  message:
    "Access denied due to invalid subscription key or wrong API endpoint. Make sure to provide a valid key for an active subscription and use a correct regional API endpoint for your resource.",
};

/** The bearer is an Entra token of another audience, or an expired one. The service does not say which. */
export const badToken: Refusal = {
  kind: "bad-token",
  status: 401,
  code: "401",
  message:
    "Unauthorized. Access token is missing, invalid, audience is incorrect (https://cognitiveservices.azure.com), or have expired.",
};

/** The credential is a subprotocol, which only OpenAI accepts (FR-018). */
export const subprotocolCredential: Refusal = { ...badCredential, kind: "subprotocol-credential" };

/** The ephemeral secret has expired. */
export const expiredEphemeral: Refusal = {
  kind: "bad-credential",
  status: 401,
  code: "401",
  message: "Realtime session ephemeral token has expired.",
};

/** WebRTC accepts an ephemeral secret only (FR-022). */
export const ephemeralRequired: Refusal = {
  kind: "ephemeral-required",
  status: 401,
  code: "401",
  message: "Realtime session ephemeral token is required.",
};

/** The model is for another operation. GA spells the code with two p (FR-001, FR-021). */
export const wrongModelGa: Refusal = {
  kind: "wrong-model",
  status: 400,
  code: "OpperationNotSupported",
  message: WRONG_MODEL,
};

/** The same with the right spelling, as preview paths and mints send it (FR-007). */
export const wrongModel: Refusal = { ...wrongModelGa, code: "OperationNotSupported" };

/** The model is for another operation than that of the REST route. */
export function wrongModelRest(operation: string): Refusal {
  return { ...wrongModel, message: WRONG_MODEL.replace("realtime", operation) };
}

/** A model that does not chat (FR-013). */
export const notChat: Refusal = {
  kind: "not-chat",
  status: 404,
  code: null,
  message: "This is not a chat model and thus not supported in the v1/chat/completions endpoint.",
  more: { type: "invalid_request_error", param: "model" },
};

/** Neither a deployment nor an intent is named (FR-026). */
export const noSelector: Refusal = {
  kind: "no-selector",
  status: 400,
  code: "OperationNotSupported",
  message:
    "This operation requires either deployment=<deployment-id> or intent=transcription present on the querystring.",
};

/** A deployment and an intent are named, but only one of them is allowed (FR-026, FR-062). */
export const bothSelectors: Refusal = { ...noSelector, kind: "both-selectors" };

/** The mint does not know the session's type (FR-010, FR-016). */
export const sessionType: Refusal = {
  kind: "session-type",
  status: 400,
  code: "InvalidSessionType",
  message: "Session Type is invalid or not found",
};

/** Too many handshakes. This limit belongs to the tier, not to a model (FR-049, headers as in FR-092). */
export function handshakeRate(waitMs: number): Refusal {
  const seconds = Math.ceil(waitMs / 1000);
  const message = `Requests to the onHandshake Operation have exceeded call rate limit of your current OpenAI S0 pricing tier. Please retry after ${seconds} seconds. Please go here: https://aka.ms/oai/quotaincrease if you would like to further increase the default rate limit.`;
  const headers = { "retry-after": String(seconds), "retry-after-ms": String(waitMs) };
  return { kind: "handshake-rate", status: 429, code: "429", message, headers };
}

/** The body is larger than the caller may send. */
export const bodyTooLarge: Refusal = {
  kind: "bad-request",
  status: 413,
  code: "413",
  message: "The request body is too large for this caller. Authenticate first, or send less.",
};

/** The request is invalid. */
export function badRequest(code: string, message: string, param: string | null): Refusal {
  return { kind: "bad-request", status: 400, code, message, more: { type: "invalid_request_error", param } };
}

/** The body lacks this parameter. */
export function missingParameter(param: string): Refusal {
  return badRequest("missing_required_parameter", `Missing required parameter: '${param}'.`, param);
}

/** An object with this id does not exist. */
export function unknownId(message: string): Refusal {
  return { kind: "bad-request", status: 404, code: "not_found", message };
}
