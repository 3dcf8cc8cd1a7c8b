import { bodyOf, DEPLOYMENT_NOT_FOUND, wrongModelGa } from "../refusal.ts";
import type { ClientRule, EventRule, ReportId, RequestMatch, RequestRule, Rule, RuleAnswer } from "../scenario.ts";

/*
 * What field reports saw, once each, as rules without a place. A scenario takes the reports of its own place and date
 * with `here`, those of others with `elsewhere`.
 */

type Seen = Omit<RequestRule, "source"> | Omit<EventRule, "source"> | Omit<ClientRule, "source">;

const GA = "/openai/v1/realtime";
const TRANSLATIONS = `${GA}/translations`;
const PREVIEW = "/openai/realtime";
const SECRETS = `${GA}/client_secrets`;
const MINT_TRANSCRIPTION = "/openai/realtimeapi/transcription_sessions";
const WHISPER = "gpt-realtime-whisper";
const TRANSLATE = "gpt-realtime-translate";
const TRANSCRIPTION = "conversation.item.input_audio_transcription";
const INTENT = { intent: "transcription", deployment: null };

const ask = (match: RequestMatch, answer: RuleAnswer = { kind: "as-documented" }): Omit<RequestRule, "source"> => ({
  ask: match,
  answer,
});
const socket = (path: string, match: RequestMatch = {}) => ask({ transport: "websocket", path, ...match });
const post = (path: string, match: RequestMatch = {}, answer?: RuleAnswer) =>
  ask({ method: "POST", path, ...match }, answer);
const notFound = (code: string, message: string): RuleAnswer => ({
  kind: "reply",
  status: 404,
  body: { error: { code, message } },
});

/** The same rule, with what the report does not say of it. */
const inferring = (inferred: string, rule: Seen): Seen => ({ ...rule, inferred });

const REPORTED: Record<ReportId, readonly Seen[]> = {
  "FR-001": [socket(GA, { deployment: { model: WHISPER }, refused: "wrong-model" })],
  "FR-002": [
    socket(GA, { deployment: { model: "gpt-realtime-1.5" } }),
    { event: "error", path: GA, query: { intent: null }, code: "invalid_parameter", model: "gpt-realtime-1.5" },
  ],
  "FR-003": [
    inferring(
      "the status of the mint, which is said to succeed; the code of the 404",
      post(MINT_TRANSCRIPTION, { deployment: { model: WHISPER } }),
    ),
    ask(
      {
        transport: "websocket",
        path: PREVIEW,
        query: { intent: "transcription", deployment: "*" },
        deployment: { model: WHISPER },
      },
      { kind: "redirect", status: 302, path: "/v1/realtime" },
    ),
    socket("/v1/realtime", { refused: "no-route" }),
  ],
  "FR-006": [
    post(MINT_TRANSCRIPTION, { deployment: { model: WHISPER } }),
    inferring("that the handshake was a 101", socket(PREVIEW, { query: INTENT })),
    { event: `${TRANSCRIPTION}.completed`, path: PREVIEW, query: INTENT, model: WHISPER },
  ],
  "FR-007": [post("/openai/realtimeapi/sessions", { deployment: { model: TRANSLATE }, refused: "wrong-model" })],
  "FR-008": [
    inferring(
      "the code, and the message around the words quoted",
      post(SECRETS, { body: { "session.type": "realtime" }, deployment: { model: TRANSLATE }, refused: "wrong-model" }),
    ),
  ],
  "FR-009": [
    inferring(
      "the code",
      post(
        SECRETS,
        { body: { "session.type": "transcription", "session.audio": null }, deployment: { model: TRANSLATE } },
        {
          kind: "reply",
          status: 500,
          body: { error: { code: "InternalServerError", message: "Internal server error" } },
        },
      ),
    ),
  ],
  "FR-010": [
    post(SECRETS, {
      body: { "session.type": "translation" },
      deployment: { model: TRANSLATE },
      refused: "session-type",
    }),
  ],
  "FR-011": [
    post(MINT_TRANSCRIPTION, { deployment: { model: TRANSLATE } }),
    { event: `${TRANSCRIPTION}.failed`, path: PREVIEW, query: INTENT, code: "OperationNotSupported", model: TRANSLATE },
  ],
  "FR-013": [
    inferring(
      "that the code is null",
      post("/openai/deployments/{deployment}/chat/completions", {
        deployment: { model: TRANSLATE },
        refused: "not-chat",
      }),
    ),
  ],
  "FR-014": [inferring("paths, status and message, which are those of FR-090", ask({ refused: "missing-deployment" }))],
  "FR-015": [
    inferring(
      "the message, which is that of FR-090",
      post(
        `${TRANSLATIONS}/client_secrets`,
        { deployment: { model: TRANSLATE } },
        notFound("DeploymentNotFound", DEPLOYMENT_NOT_FOUND),
      ),
    ),
  ],
  "FR-016": [
    post(SECRETS, { deployment: { model: TRANSLATE }, refused: "session-type" }),
    // FR-016 has the code with two p where FR-008 quotes none.
    post(
      SECRETS,
      { body: { "session.type": "realtime" }, deployment: { model: TRANSLATE }, refused: "wrong-model" },
      { kind: "reply", status: 400, body: bodyOf(wrongModelGa) },
    ),
  ],
  "FR-017": [socket(TRANSLATIONS, { query: { "api-key": null }, deployment: { model: TRANSLATE } })],
  "FR-018": [
    inferring(
      "code and message, which are those of FR-085",
      socket(TRANSLATIONS, { refused: "subprotocol-credential" }),
    ),
  ],
  "FR-019": [socket(TRANSLATIONS, { query: { "api-key": "*" }, deployment: { model: TRANSLATE } })],
  "FR-020": [
    {
      inferred: "the message",
      ...ask(
        { transport: "websocket", path: TRANSLATIONS, credential: "token" },
        {
          kind: "reply",
          status: 401,
          body: { error: { code: "PermissionDenied", message: "Principal does not have access to API/Operation." } },
        },
      ),
    },
  ],
  "FR-021": [
    inferring(
      "the message, which is that of FR-001",
      socket(GA, { deployment: { model: TRANSLATE }, refused: "wrong-model" }),
    ),
  ],
  "FR-022": [
    inferring("the codes", post(`${GA}/calls`, { refused: "ephemeral-required" })),
    ask({ method: "OPTIONS", path: `${GA}/calls` }),
    post(`${TRANSLATIONS}/calls`, {}, notFound("404", "Resource not found")),
  ],
  "FR-023": [
    { event: "session.updated", path: TRANSLATIONS, model: TRANSLATE },
    { event: "session.output_transcript.delta", path: TRANSLATIONS, model: TRANSLATE },
  ],
  "FR-025": [
    socket(PREVIEW, { query: INTENT }),
    { event: `${TRANSCRIPTION}.completed`, path: PREVIEW, query: INTENT, model: WHISPER },
  ],
  "FR-026": [socket(GA, { refused: "no-selector" })],
  "FR-027": [socket(GA, { query: { intent: "transcription", model: null, deployment: null } })],
  "FR-034": [{ event: "error", path: PREVIEW, code: "unknown_parameter", param: "session.type" }],
  "FR-050": [
    { event: "session.updated", path: GA, query: { intent: null }, model: WHISPER },
    { event: `${TRANSCRIPTION}.completed`, path: GA, query: { intent: null }, model: WHISPER },
  ],
  "FR-053": [{ event: `${TRANSCRIPTION}.failed`, code: "DeploymentNotFound" }],
  "FR-085": [ask({ refused: "bad-credential" })],
  "FR-090": [ask({ refused: "missing-deployment" })],
  "FR-091": [ask({ refused: "no-route" }), ask({ refused: "api-version" })],
  "FR-102": [{ event: "error", path: GA, query: { intent: "transcription" }, code: "invalid_parameter" }],
  "FR-105": [{ event: "error", path: GA, code: "missing_required_parameter", param: "session.type" }],
  "FR-106": [{ event: "error", code: "input_audio_buffer_commit_empty" }],
};

/** The rules of reports of the scenario's own place and date. */
export function here(...reports: ReportId[]): Rule[] {
  return reports.flatMap((report) => seen(report).map((rule): Rule => ({ ...rule, source: report })));
}

/** The rules of reports of another place or date. */
export function elsewhere(...reports: ReportId[]): Rule[] {
  return reports.flatMap((report) => seen(report).map((rule): Rule => ({ ...rule, source: `${report};elsewhere` })));
}

/** Reports of what any resource says: they come after a scenario's own. */
export const ANYWHERE: readonly Rule[] = elsewhere(
  ...(["FR-018", "FR-026", "FR-027", "FR-034", "FR-053", "FR-085", "FR-090", "FR-091", "FR-102", "FR-105"] as const),
  "FR-106",
);

/** FR-003 asked this of the transcription model alone; the others are taken to be sent the same way. */
export const DEPLOYMENT_REDIRECTED: Rule = {
  source: "inferred",
  ask: {
    transport: "websocket",
    path: PREVIEW,
    query: { intent: "transcription", deployment: "*" },
    deployment: {},
  },
  answer: { kind: "redirect", status: 302, path: "/v1/realtime" },
};

function seen(report: ReportId): readonly Seen[] {
  const rules = REPORTED[report];
  if (rules === undefined) throw new Error(`No rules are written for ${report}.`);
  return rules;
}
