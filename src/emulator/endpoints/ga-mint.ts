import type { JsonObject } from "../../model/json.ts";
import type { Minted } from "../ephemeral.ts";
import { field, objectAt, textAt } from "../json-field.ts";
import { jsonOf, type Question } from "../question.ts";
import type { Refusal } from "../refusal.ts";
import * as refusals from "../refusal.ts";
import type { ScenarioDeployment } from "../scenario.ts";
import { merged, streamsOnly, transcriptionModel } from "../session/configuration.ts";
import { defaultSession, type SessionKind } from "../session/defaults.ts";
import { GA } from "../session/dialect.ts";
import { translationComplaint, translationSession } from "../session/translation.ts";
import { update } from "../session/update.ts";
import { type Asked, type Endpoint, json, RESOURCE_ONLY, SERVICE_HEADERS, type Served } from "./endpoint.ts";

/** Lifetime of a GA secret in seconds: the default and the allowed range. */
const LIFETIME = { usual: 600, least: 10, most: 7200 };

const POST_JSON = { transport: "http", method: "POST", versions: "optional", admits: RESOURCE_ONLY } as const;
const namesModel = (question: Question) => textAt(jsonOf(question), "session.model");

/** Mints for a conversation or a transcription. It does not know translation as a session type (FR-010). */
export const gaClientSecrets: Endpoint = {
  ...POST_JSON,
  path: "/openai/v1/realtime/client_secrets",
  names: namesModel,
  speaksOf: (question) => textAt(jsonOf(question), "session.audio.input.transcription.model"),
  refuse: ({ question, deployment }) => {
    const type = textAt(jsonOf(question), "session.type");
    if (type !== "realtime" && type !== "transcription") return refusals.sessionType;
    const role = type === "realtime" ? "conversation" : "transcription";
    if (deployment !== null && deployment.role !== role) return refusals.wrongModel;
    const modelless = type === "realtime" && deployment === null;
    return modelless ? refusals.missingParameter("session.model") : lifetimeComplaint(question);
  },
  serve: (asked) => {
    const session = objectAt(jsonOf(asked.question), "session") ?? {};
    const kind: SessionKind = session.type === "transcription" ? "transcription" : "realtime";
    const outcome = configuredSession(asked, kind, session);
    if ("complaint" in outcome) return complain(outcome.complaint);
    const configured = kind === "transcription" ? withModel(outcome.session, asked.deployment) : outcome.session;
    return secret(asked, kind, configured);
  },
};

/** The session of a mint or a call with the settings of its request, or the error that refuses them. */
export function configuredSession({ deployment, resource }: Asked, kind: SessionKind, session: JsonObject) {
  return update(
    {
      dialect: GA,
      kind,
      session: defaultSession(GA, kind, deployment),
      prefix: "session.",
      streamsOnly: (name) => streamsOnly(resource.find(name)?.model ?? name),
    },
    withoutModel(session),
  );
}

/** Mints for a translation, as documented. FR-015 saw that it is not served. */
export const gaTranslationClientSecrets: Endpoint = {
  ...POST_JSON,
  path: "/openai/v1/realtime/translations/client_secrets",
  names: namesModel,
  refuse: ({ question, deployment }) => {
    if (deployment === null) return refusals.missingParameter("session.model");
    return deployment.role === "translation" ? lifetimeComplaint(question) : refusals.wrongModel;
  },
  serve: (asked) => {
    if (asked.deployment === null) return refusals.missingDeployment;
    const session = withoutModel(objectAt(jsonOf(asked.question), "session") ?? {});
    const complaint = translationComplaint(session, "session.");
    if (complaint !== null) return complain(complaint);
    return secret(asked, "translation", translationSession(asked.deployment, session));
  },
};

function secret(asked: Asked, kind: Minted["kind"], session: JsonObject): Served {
  const seconds = lifetime(asked.question);
  const minted = { surface: "ga", kind, session, deployment: asked.deployment } as const;
  const { value, expiresAt } = asked.resource.ephemerals.mint(minted, seconds);
  return { ...json(200, { value, expires_at: Math.floor(expiresAt / 1000), session }), headers: SERVICE_HEADERS };
}

function lifetime(question: Question): number {
  const seconds = field(jsonOf(question), "expires_after.seconds");
  return typeof seconds === "number" ? seconds : LIFETIME.usual;
}

function lifetimeComplaint(question: Question): Refusal | null {
  const seconds = lifetime(question);
  if (Number.isInteger(seconds) && seconds >= LIFETIME.least && seconds <= LIFETIME.most) return null;
  const message = `Invalid 'expires_after.seconds'. Expected a value from ${LIFETIME.least} to ${LIFETIME.most}.`;
  return refusals.badRequest("invalid_value", message, "expires_after.seconds");
}

/** A session names its model with the version, so the deployment is kept separately. */
function withoutModel(session: JsonObject): JsonObject {
  const { model: _, ...rest } = session;
  return rest;
}

/** `session.model` of a transcription (FR-009) names the deployment, unless another field does. */
function withModel(session: JsonObject, deployment: ScenarioDeployment | null): JsonObject {
  if (deployment === null || transcriptionModel(GA, session) !== null) return session;
  const hearing = { transcription: { model: deployment.name }, turn_detection: null };
  return merged(session, { audio: { input: hearing } });
}

function complain(complaint: { code: string; message: string; param: string | null }): Refusal {
  return refusals.badRequest(complaint.code, complaint.message, complaint.param);
}
