import type { Scenario } from "../../scenario.ts";
import { ANYWHERE } from "../reported.ts";
import * as at from "./place.ts";
import { GA, place, sourced, TRANSCRIPTION } from "./place.ts";

const intent = { transport: "websocket", path: GA, query: { intent: "transcription", model: null } } as const;
const conversation = { transport: "websocket", path: GA, query: { intent: null } } as const;

const NO_SELECTOR = {
  code: "OperationNotSupported",
  message:
    "This operation requires either deployment=<deployment-id> or intent=transcription present on the querystring.",
};

const OPERATION_NOT_SUPPORTED = {
  error: {
    code: "OperationNotSupported",
    message:
      "The realtime operation does not work with the specified model. Please choose different model and try again.",
  },
};

/** The load tests of FR-049 and FR-050: one resource, of which only the year is known. */
const loadTest: Scenario = {
  name: "load-test-2026",
  region: "Emulated",
  date: "2026",
  deployments: [at.REALTIME_1_5, at.WHISPER],
  // FR-049 says that many at once are too many, and not how many.
  handshakes: { count: 100, within: 1000 },
  rules: [
    ...sourced("FR-049", [
      {
        inferred: "how many are too many, the headers, and the words between those quoted",
        ask: { transport: "websocket", path: GA, refused: "handshake-rate" },
        answer: { kind: "as-documented" },
      },
    ]),
    ...sourced("FR-050", [
      { ask: { ...conversation, deployment: { role: "conversation" } }, answer: { kind: "as-documented" } },
      { event: "session.updated", path: GA },
      { event: `${TRANSCRIPTION}.completed`, path: GA },
    ]),
    ...ANYWHERE,
  ],
};

/** Resources on whose GA sockets and mints something was seen. */
export const GA_PATHS: readonly Scenario[] = [
  loadTest,
  place({
    report: "FR-005",
    date: "2025-11-18",
    deployments: [at.REALTIME, at.TRANSCRIBE, at.deployed("whisper", "transcription", "001")],
    saw: [
      { ask: { ...conversation, deployment: { role: "conversation" } }, answer: { kind: "as-documented" } },
      { event: `${TRANSCRIPTION}.delta`, model: "gpt-4o-transcribe", becomes: { kind: "nothing" } },
      {
        event: `${TRANSCRIPTION}.completed`,
        model: "gpt-4o-transcribe",
        becomes: {
          kind: "event",
          type: `${TRANSCRIPTION}.failed`,
          fields: {
            item_id: "{item_id}",
            content_index: 0,
            error: {
              type: "server_error",
              code: null,
              message: "Input transcription failed for item '{item_id}' .",
              param: null,
            },
          },
        },
      },
      { event: `${TRANSCRIPTION}.completed`, model: "whisper" },
    ],
  }),
  place({
    report: "FR-025",
    date: "2026-06-12",
    region: "East US 2",
    deployments: [at.WHISPER],
    saw: [
      {
        ask: { transport: "websocket", path: at.PREVIEW, query: { intent: "transcription", deployment: null } },
        answer: { kind: "as-documented" },
      },
      {
        inferred: "how 2024-10-01-preview fails",
        ask: { path: at.PREVIEW, query: { "api-version": "2024-10-01-preview" }, refused: "api-version" },
        answer: { kind: "as-documented" },
      },
      { event: `${TRANSCRIPTION}.completed`, path: at.PREVIEW },
    ],
  }),
  place({
    report: "FR-026",
    date: "2026-05-26",
    deployments: [at.WHISPER],
    saw: [
      { ask: { ...conversation, refused: "no-selector" }, answer: { kind: "reply", status: 400, body: NO_SELECTOR } },
    ],
  }),
  place({
    report: "FR-027",
    date: "2026-08-03",
    deployments: [at.LIVE_TRANSCRIBE],
    saw: [
      {
        inferred: "the body of the 404",
        ask: { transport: "websocket", path: GA, host: ".services.ai.azure.com", always: true },
        answer: { kind: "reply", status: 404, body: { error: { code: "404", message: "Resource not found" } } },
      },
      { ask: { ...intent, query: { ...intent.query, deployment: null } }, answer: { kind: "as-documented" } },
      {
        inferred: "the message",
        ask: { ...conversation, deployment: { role: "transcription" } },
        answer: { kind: "reply", status: 400, body: OPERATION_NOT_SUPPORTED },
      },
    ],
  }),
  place({
    report: "FR-040",
    date: "2026-06-02",
    region: "Sweden Central",
    deployments: [at.REALTIME, at.deployed("gpt-4o-mini-transcribe-sweden-dev-v2", "transcription", "2025-12-15")],
    saw: [
      ...["session.input_audio_transcription.model", "session.audio.input.transcription.model"].map((setting) => ({
        inferred: "the body of the 500, and which nesting the reporter's body had",
        ask: { method: "POST", path: at.SECRETS, body: { "session.type": "realtime", [setting]: "*" }, deployment: {} },
        answer: {
          kind: "reply" as const,
          status: 500,
          body: { error: { code: "InternalServerError", message: "Internal server error" } },
        },
      })),
      {
        ask: {
          method: "POST",
          path: at.SECRETS,
          body: { "session.type": "realtime" },
          deployment: { role: "conversation" },
        },
        answer: { kind: "as-documented" },
      },
    ],
  }),
  place({
    report: "FR-045",
    date: "2026-03-23",
    deployments: [at.REALTIME],
    saw: [
      { ask: { ...conversation, deployment: {} }, answer: { kind: "as-documented" } },
      {
        inferred: "code and reason of the close, and that the update of another shape is answered by an error first",
        event: "input_audio_buffer.speech_started",
        path: GA,
        becomes: { kind: "close", code: 1000, reason: "" },
      },
    ],
  }),
  place({
    report: "FR-048",
    date: "2026-04-04",
    deployments: [at.REALTIME],
    saw: [
      { ask: { ...conversation, deployment: {} }, answer: { kind: "as-documented" } },
      { inferred: "that the settings are echoed as they were sent", event: "session.updated", path: GA },
    ],
  }),
  place({
    report: "FR-053",
    date: "2026-09-17",
    deployments: [at.REALTIME],
    saw: [
      { event: "session.updated", path: GA, query: { intent: "transcription" } },
      {
        inferred: "that it comes as a failed event, and the message, which is that of FR-090",
        event: `${TRANSCRIPTION}.failed`,
        code: "DeploymentNotFound",
      },
    ],
  }),
  place({
    report: "FR-097",
    date: null,
    deployments: [at.WHISPER, at.TRANSLATE],
    saw: [
      { ask: { ...intent, credential: "token" }, answer: { kind: "as-documented" } },
      {
        ask: {
          transport: "websocket",
          path: at.TRANSLATIONS,
          credential: "token",
          deployment: { role: "translation" },
        },
        answer: { kind: "as-documented" },
      },
    ],
  }),
];
