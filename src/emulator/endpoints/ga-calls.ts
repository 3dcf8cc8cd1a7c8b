import { isJsonObject, type JsonObject } from "../../model/json.ts";
import { freshId } from "../identity.ts";
import { textAt } from "../json-field.ts";
import type { Question } from "../question.ts";
import * as refusals from "../refusal.ts";
import { translationSession } from "../session/translation.ts";
import { type Asked, type Endpoint, RESOURCE_ONLY, SERVICE_HEADERS, type Served, text } from "./endpoint.ts";
import { configuredSession } from "./ga-mint.ts";
import { sdpAnswer } from "./sdp.ts";

const CALLS = "/openai/v1/realtime/calls";
const POST = { transport: "http", method: "POST", versions: "optional" } as const;

/**
 * WebRTC: an SDP offer with an ephemeral secret, and not with the resource's own key (FR-022). As documented, a form
 * with the offer and the session is served with the resource's credential.
 */
export const gaCalls: Endpoint = {
  ...POST,
  path: CALLS,
  admits: { resource: true, ephemeral: { surface: "ga", kinds: ["realtime", "transcription"] } },
  names: (question) => textAt(sessionOfForm(question) ?? {}, "model"),
  refuse: ({ question, caller, deployment }) => {
    const session = sessionOfForm(question);
    if (caller.kind === "resource" && session === null) return refusals.ephemeralRequired;
    if (session !== null && deployment === null) return missingModel;
    if (deployment !== null && deployment.role !== "conversation") return refusals.wrongModelGa;
    return offerOf(question) === null ? invalidOffer : null;
  },
  serve: (asked) => {
    const { caller, deployment, question } = asked;
    if (caller.kind === "ephemeral") return answered(asked, caller.minted);
    const patch = sessionOfForm(question);
    if (patch === null) return refusals.ephemeralRequired;
    const outcome = configuredSession(asked, "realtime", patch);
    if ("complaint" in outcome) {
      return refusals.badRequest(outcome.complaint.code, outcome.complaint.message, outcome.complaint.param);
    }
    return answered(asked, { surface: "ga", kind: "realtime", session: outcome.session, deployment, expiresAt: 0 });
  },
};

const missingModel = refusals.badRequest(
  "missing_required_parameter",
  "Missing required parameter: 'session.model'.",
  "session.model",
);

/** The field `session` of a form. Null if the request has none. */
function sessionOfForm({ body }: Question): JsonObject | null {
  const text = body.kind === "form" ? body.fields.get("session") : undefined;
  if (text === undefined) return null;
  try {
    const session: unknown = JSON.parse(text);
    return isJsonObject(session) ? session : null;
  } catch {
    return null;
  }
}

/** The same for translations. It is not documented, but clients use it (FR-022 saw no such route). */
export const gaTranslationCalls: Endpoint = {
  ...POST,
  path: "/openai/v1/realtime/translations/calls",
  admits: { resource: true, ephemeral: { surface: "ga", kinds: ["translation"] } },
  names: ({ query }) => query.get("model"),
  refuse: ({ question, deployment }) => {
    if (deployment !== null && deployment.role !== "translation") return refusals.wrongModelGa;
    return offerOf(question) === null ? invalidOffer : null;
  },
  serve: (asked) => {
    if (asked.caller.kind === "ephemeral") return answered(asked, asked.caller.minted);
    const { deployment } = asked;
    if (deployment === null) return refusals.noSelector;
    const session = translationSession(deployment, {});
    return answered(asked, { surface: "ga", kind: "translation", session, deployment, expiresAt: 0 });
  },
};

export const gaHangup: Endpoint = {
  ...POST,
  path: `${CALLS}/{call}/hangup`,
  admits: RESOURCE_ONLY,
  names: () => null,
  refuse: ({ params, resource }) =>
    resource.calls.has(params.call ?? "") ? null : refusals.unknownId(`No call with id '${params.call}' was found.`),
  serve: ({ params, resource }) => {
    resource.calls.delete(params.call ?? "");
    return { kind: "reply", status: 200, body: { kind: "none" } };
  },
};

/** The preflight request of a browser before it posts an offer (FR-022). */
export const gaCallsPreflight: Endpoint = {
  ...POST,
  method: "OPTIONS",
  path: CALLS,
  admits: null,
  names: () => null,
  refuse: () => null,
  serve: () => {
    const headers = {
      "access-control-allow-origin": "*",
      "access-control-allow-headers": "authorization,content-type",
    };
    return { kind: "reply", status: 200, headers, body: { kind: "none" } };
  },
};

const invalidOffer = refusals.badRequest("invalid_offer", "Invalid SDP offer", null);

/** The offer, as the body or as the field `sdp` of a form. Null if there is none. */
export function offerOf({ body }: Question): string | null {
  const offer = body.kind === "text" ? body.text : body.kind === "form" ? (body.fields.get("sdp") ?? "") : "";
  return offer.startsWith("v=0") ? offer : null;
}

function answered(asked: Asked, call: Parameters<Asked["resource"]["calls"]["set"]>[1]): Served {
  const offer = offerOf(asked.question);
  if (offer === null) return invalidOffer;
  const id = freshId("rtc");
  asked.resource.calls.set(id, call);
  return text(201, "text/plain; charset=utf-8", sdpAnswer(offer), {
    ...SERVICE_HEADERS,
    "access-control-allow-origin": "*",
    "access-control-expose-headers": "Location,X-Request-Id",
    "timing-allow-origin": "*",
    location: `/v1/realtime/calls/${id}`,
  });
}
