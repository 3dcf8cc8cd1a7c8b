import { freshId } from "../identity.ts";
import { textAt } from "../json-field.ts";
import { jsonOf, type Question } from "../question.ts";
import * as refusals from "../refusal.ts";
import { modelName } from "../session/defaults.ts";
import { REPLY } from "../session/turn.ts";
import { type Asked, type Endpoint, json, RESOURCE_ONLY, type Served } from "./endpoint.ts";
import { chatCompletionsV1 } from "./text-rest.ts";

const POST = { transport: "http", method: "POST", admits: RESOURCE_ONLY } as const;
const namesModel = (question: Question) => textAt(jsonOf(question), "model");

/** The model inference API of Foundry, with versions of its own. */
export const foundryModelsChat: Endpoint = {
  ...chatCompletionsV1,
  path: "/models/chat/completions",
  versions: "model-inference",
};

/** The Messages API of Anthropic. It names its version in a header and takes a key as `x-api-key`. */
export const anthropicMessages: Endpoint = {
  ...POST,
  path: "/anthropic/v1/messages",
  versions: "optional",
  names: namesModel,
  refuse: ({ question, deployment }) => {
    if (question.headers["anthropic-version"] === undefined)
      return refusals.badRequest("invalid_request_error", "anthropic-version: header is required", null);
    if (deployment === null) return refusals.missingParameter("model");
    if (!deployment.model.startsWith("claude")) return refusals.wrongModelRest("messages");
    return typeof jsonOf(question).max_tokens === "number" ? null : refusals.missingParameter("max_tokens");
  },
  serve: ({ deployment }) =>
    json(200, {
      id: freshId("msg"),
      type: "message",
      role: "assistant",
      model: deployment === null ? null : modelName(deployment),
      content: [{ type: "text", text: REPLY }],
      stop_reason: "end_turn",
      stop_sequence: null,
      usage: { input_tokens: 12, output_tokens: 1 },
    }),
};

/** Embeddings, the deployment in the path. */
export const embeddingsDeployment: Endpoint = {
  ...POST,
  path: "/openai/deployments/{deployment}/embeddings",
  versions: "data-plane",
  names: (_, params) => params.deployment ?? null,
  refuse: refuseEmbedding,
  serve: serveEmbedding,
};

/** Embeddings on v1, the deployment in the body. */
export const embeddingsV1: Endpoint = {
  ...POST,
  path: "/openai/v1/embeddings",
  versions: "optional",
  names: namesModel,
  refuse: refuseEmbedding,
  serve: serveEmbedding,
};

function refuseEmbedding({ question, deployment }: Asked) {
  if (deployment === null) return refusals.missingParameter("model");
  if (deployment.role !== "embedding") return refusals.wrongModelRest("embeddings");
  return jsonOf(question).input === undefined ? refusals.missingParameter("input") : null;
}

function serveEmbedding({ deployment }: Asked): Served {
  return json(200, {
    object: "list",
    data: [{ object: "embedding", index: 0, embedding: [0.0123, -0.0456, 0.0789] }],
    model: deployment === null ? null : modelName(deployment),
    usage: { prompt_tokens: 1, total_tokens: 1 },
  });
}

/** Half a second of 24 kHz mono PCM16 that is not silent. */
const SPEECH = Buffer.alloc(24_000, Buffer.from([0x00, 0x11]));

/** Text to speech on v1. */
export const speechV1: Endpoint = {
  ...POST,
  path: "/openai/v1/audio/speech",
  versions: "optional",
  names: namesModel,
  refuse: ({ question, deployment }) => {
    if (deployment === null) return refusals.missingParameter("model");
    if (deployment.role !== "speech") return refusals.wrongModelRest("audio/speech");
    const lacking = ["input", "voice"].find((name) => textAt(jsonOf(question), name) === null);
    return lacking === undefined ? null : refusals.missingParameter(lacking);
  },
  serve: () => ({ kind: "reply", status: 200, body: { kind: "bytes", type: "audio/pcm", bytes: SPEECH } }),
};

/** Text to speech, the deployment in the path. */
export const speechDeployment: Endpoint = {
  ...speechV1,
  path: "/openai/deployments/{deployment}/audio/speech",
  versions: "data-plane",
  names: (_, params) => params.deployment ?? null,
};
