import type { JsonObject } from "../../model/json.ts";
import * as refusals from "../refusal.ts";
import { defaultSession } from "../session/defaults.ts";
import { GA } from "../session/dialect.ts";
import type { Line } from "../session/line.ts";
import { RealtimeSession } from "../session/realtime.ts";
import { TranslationSession, translationSession } from "../session/translation.ts";
import type { Asked, Endpoint, Opening, Resource, Served } from "./endpoint.ts";

const PATH = "/openai/v1/realtime";

/** The GA socket: exactly one of model= (or deployment=), intent=transcription, call_id=. */
export const gaRealtime: Endpoint = {
  transport: "websocket",
  method: "GET",
  path: PATH,
  versions: "optional",
  admits: { resource: true, ephemeral: { surface: "ga", kinds: ["realtime", "transcription"] } },
  names: ({ query }) => query.get("model") ?? query.get("deployment"),
  refuse: ({ question: { query }, deployment, caller, resource }) => {
    const intent = query.get("intent") === "transcription";
    const call = query.get("call_id");
    if (intent && deployment !== null) return refusals.bothSelectors;
    // The documentation says that mixing the formats of GA and preview results in a 404.
    if (query.has("api-version") && query.has("deployment")) return refusals.noRoute;
    if (call !== null && !resource.calls.has(call)) return refusals.unknownId(`No call with id '${call}' was found.`);
    if (!intent && deployment === null && call === null) return refusals.noSelector;
    if (deployment !== null && deployment.role !== "conversation") return refusals.wrongModelGa;
    if (caller.kind === "resource") return null;
    return caller.minted.kind === (intent ? "transcription" : "realtime") ? null : refusals.badCredential;
  },
  serve: (asked) => {
    const { question, resource, deployment } = asked;
    const call = resource.calls.get(question.query.get("call_id") ?? "");
    if (call !== undefined) return opening(resource, "realtime", call.session);
    if (question.query.get("intent") === "transcription") {
      return opening(resource, "transcription", minted(asked) ?? defaultSession(GA, "transcription", null));
    }
    return opening(resource, "realtime", minted(asked) ?? defaultSession(GA, "realtime", deployment));
  },
};

/** The translation socket, the only path for translation models. */
export const gaTranslations: Endpoint = {
  transport: "websocket",
  method: "GET",
  path: `${PATH}/translations`,
  versions: "optional",
  admits: { resource: true, ephemeral: { surface: "ga", kinds: ["translation"] } },
  names: ({ query }) => query.get("model"),
  refuse: ({ deployment }) => {
    if (deployment === null)
      return refusals.badRequest("missing_required_parameter", "Missing required parameter: 'model'.", "model");
    return deployment.role === "translation" ? null : refusals.wrongModelGa;
  },
  serve: (asked): Served => {
    if (asked.deployment === null) return refusals.missingDeployment;
    const session = minted(asked) ?? translationSession(asked.deployment, {});
    return { kind: "session", open: (line) => new TranslationSession(line, session) };
  },
};

/** The session that the caller's secret was minted with. Null for the resource's own credential. */
function minted({ caller }: Asked): JsonObject | null {
  return caller.kind === "ephemeral" ? caller.minted.session : null;
}

function opening(resource: Resource, kind: "realtime" | "transcription", session: JsonObject): Opening {
  const { find, turns } = resource;
  return {
    kind: "session",
    open: (line: Line) => new RealtimeSession({ line, dialect: GA, kind, session, find, turns }),
  };
}
