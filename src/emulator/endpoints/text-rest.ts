import type { Json, JsonObject } from "../../model/json.ts";
import { freshId } from "../identity.ts";
import { field, textAt } from "../json-field.ts";
import { jsonOf, type Question } from "../question.ts";
import * as refusals from "../refusal.ts";
import { modelName } from "../session/defaults.ts";
import { ResponsesSession } from "../session/responses.ts";
import { REPLY } from "../session/turn.ts";
import { type Asked, type Endpoint, json, RESOURCE_ONLY, type Served } from "./endpoint.ts";
import { chatStream, responseStream } from "./event-stream.ts";
import { hasResponses, responseOf } from "./response.ts";

const POST = { transport: "http", method: "POST", admits: RESOURCE_ONLY } as const;
const namesModel = (question: Question) => textAt(jsonOf(question), "model");
const USAGE: JsonObject = { prompt_tokens: 12, completion_tokens: 1, total_tokens: 13 };

/** Chat completions, the deployment in the path. */
export const chatCompletionsDeployment: Endpoint = {
  ...POST,
  path: "/openai/deployments/{deployment}/chat/completions",
  versions: "data-plane",
  names: (_, params) => params.deployment ?? null,
  refuse: refuseChat,
  serve: serveChat,
};

/** Chat completions on v1, the deployment in the body. */
export const chatCompletionsV1: Endpoint = {
  ...POST,
  path: "/openai/v1/chat/completions",
  versions: "optional",
  names: namesModel,
  refuse: refuseChat,
  serve: serveChat,
};

/** Responses on v1. */
export const responsesV1: Endpoint = {
  ...POST,
  path: "/openai/v1/responses",
  versions: "optional",
  names: namesModel,
  refuse: ({ question, deployment }) => {
    if (deployment === null) return refusals.missingParameter("model");
    if (!hasResponses(deployment)) return refusals.wrongModelRest("responses");
    return jsonOf(question).input === undefined ? refusals.missingParameter("input") : null;
  },
  serve: serveResponse,
};

/** Responses on the dated API, in its last versions. */
export const responsesDated: Endpoint = { ...responsesV1, path: "/openai/responses", versions: "dated-responses" };

/** Responses over WebSocket. Each event of the client names its deployment. */
export const responsesSocket: Endpoint = {
  transport: "websocket",
  method: "GET",
  path: "/openai/v1/responses",
  versions: "optional",
  admits: RESOURCE_ONLY,
  names: () => null,
  refuse: () => null,
  serve: ({ resource: { find } }) => ({ kind: "session", open: (line) => new ResponsesSession(line, find) }),
};

/** The models of the resource's region. This is no list of deployments. */
export const modelsV1: Endpoint = {
  transport: "http",
  method: "GET",
  path: "/openai/v1/models",
  versions: "optional",
  admits: RESOURCE_ONLY,
  names: () => null,
  refuse: () => null,
  serve: ({ resource }) => {
    const data: Json[] = resource.scenario.deployments.map((deployment) => ({
      id: modelName(deployment),
      object: "model",
      created: Math.floor(Date.parse(deployment.version) / 1000) || 0,
      owned_by: "system",
      lifecycle_status: "generally-available",
      status: "succeeded",
    }));
    return json(200, { object: "list", data });
  },
};

/** The same on the dated API. */
export const modelsDated: Endpoint = { ...modelsV1, path: "/openai/models", versions: "data-plane" };

function refuseChat({ question, deployment }: Asked) {
  if (deployment === null) return refusals.missingParameter("model");
  if (deployment.role === "responses") return refusals.wrongModelRest("chatCompletion");
  if (deployment.role !== "chat") return refusals.notChat;
  return Array.isArray(jsonOf(question).messages) ? null : refusals.missingParameter("messages");
}

function serveChat({ question, deployment }: Asked): Served {
  const body = jsonOf(question);
  const completion: JsonObject = {
    id: freshId("chatcmpl"),
    object: "chat.completion",
    created: now(),
    model: deployment === null ? null : modelName(deployment),
    choices: [
      {
        index: 0,
        message: { role: "assistant", content: REPLY, refusal: null },
        finish_reason: "stop",
        logprobs: null,
      },
    ],
    usage: USAGE,
  };
  if (body.stream !== true) return json(200, completion);
  return chatStream(completion, REPLY, field(body, "stream_options.include_usage") === true ? USAGE : null);
}

function serveResponse({ question, deployment }: Asked): Served {
  const answered = responseOf(deployment);
  return jsonOf(question).stream === true ? responseStream(answered) : json(200, answered.response);
}

function now(): number {
  return Math.floor(Date.now() / 1000);
}
