import type { Rule, Scenario } from "../../scenario.ts";
import { ANYWHERE } from "../reported.ts";
import * as at from "./place.ts";
import { GA, PREVIEW, type Saw } from "./place.ts";

/** A resource that no report speaks of: what its documentation allows for, and nothing else. */
function unreported(name: string, saw: readonly Saw[]): Scenario {
  return {
    name,
    region: "Emulated",
    date: null,
    deployments: [at.REALTIME_1_5, at.WHISPER, at.CHAT],
    rules: [...saw.map((rule): Rule => ({ ...rule, source: "inferred" })), ...ANYWHERE],
  };
}

const NO_GOOD_TOKEN = {
  error: {
    code: "401",
    message:
      "Unauthorized. Access token is missing, invalid, audience is incorrect (https://cognitiveservices.azure.com), or have expired.",
  },
};

const RETIRED = {
  error: {
    code: "ModelDeprecated",
    message: "The model associated with the deployment is deprecated and no longer available for use.",
  },
};

const LATER = {
  error: {
    code: "BadRequest",
    message: "Model gpt-4.1-mini is enabled only for api versions 2026-12-01-preview and later",
  },
};

/** Situations that are documented or likely, and that nobody reported with an answer of the service. */
export const UNREPORTED: readonly Scenario[] = [
  // One refusal for a model that is of no use there and for a name that nothing is deployed under.
  unreported("refusals-alike", [
    ...(["missing-deployment", "wrong-model"] as const).map((refused) => ({
      ask: { transport: "websocket", path: GA, refused } as const,
      answer: {
        kind: "reply" as const,
        status: 400,
        body: {
          error: {
            code: "OperationNotSupported",
            message:
              "The realtime operation does not work with the specified model. Please choose different model and try again.",
          },
        },
      },
    })),
  ]),
  // A front door that sends its callers to another host.
  unreported("redirected-elsewhere", [
    {
      ask: { transport: "websocket", path: PREVIEW },
      answer: {
        kind: "reply",
        status: 307,
        headers: { location: "wss://emulated-front-door.example/openai/realtime" },
        body: null,
      },
    },
  ]),
  // Preview sessions that are closed without a word once they are configured; GA ones last.
  unreported("sessions-left", [
    { event: "session.updated", path: PREVIEW, becomes: { kind: "close", code: 1000, reason: "" } },
    { event: "transcription_session.updated", path: PREVIEW, becomes: { kind: "close", code: 1000, reason: "" } },
  ]),
  // A model that is not served any more, behind a deployment that is still there.
  unreported("model-retired", [
    { ask: { deployment: { model: at.REALTIME_1_5.model } }, answer: { kind: "reply", status: 410, body: RETIRED } },
  ]),
  // A model that a path serves with a later api-version than the one it is asked with.
  unreported("later-api-version", [
    {
      ask: { path: "/openai/deployments/{deployment}/chat/completions", deployment: { role: "chat" } },
      answer: { kind: "reply", status: 400, body: LATER },
    },
  ]),
  // A token for another audience: words that name all that may be wrong, and that no token at all is answered with too.
  unreported(
    "token-for-another",
    [
      { credential: "token" as const, always: true as const },
      { credential: "none" as const, always: true as const },
    ].map((ask) => ({ ask, answer: { kind: "reply" as const, status: 401, body: NO_GOOD_TOKEN } })),
  ),
];

/**
 * The resource of FR-005 before what it tells of: the report calls it temporary, so it transcribed until then. What
 * differs between two runs against the two is the time alone.
 */
export const EARLIER: readonly Scenario[] = [
  {
    name: "fr-005-2025-11-16",
    region: "Emulated",
    date: "2025-11-16",
    deployments: [at.REALTIME, at.TRANSCRIBE, at.deployed("whisper", "transcription", "001")],
    rules: ANYWHERE,
  },
];
