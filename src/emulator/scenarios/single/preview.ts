import type { Scenario } from "../../scenario.ts";
import * as at from "./place.ts";
import { PREVIEW, place } from "./place.ts";

const conversation = { transport: "websocket", path: PREVIEW, query: { intent: null } } as const;

/** Resources on whose preview paths something was seen. */
export const PREVIEW_PATHS: readonly Scenario[] = [
  place({
    report: "FR-030",
    date: "2026-07-01",
    deployments: [at.deployed("gpt-realtime-2", "conversation", "2026-05-06")],
    saw: [
      {
        ask: { ...conversation, deployment: { model: "gpt-realtime-2" } },
        answer: { kind: "redirect", status: 302, path: "/v1/realtime" },
      },
    ],
  }),
  place({
    report: "FR-032",
    date: "2025-09-23",
    deployments: [at.REALTIME],
    saw: [
      { ask: { ...conversation, deployment: {} }, answer: { kind: "as-documented" } },
      {
        inferred: "the error's code and message, which are those of FR-034",
        event: "error",
        path: PREVIEW,
        param: "session.type",
      },
    ],
  }),
  place({
    report: "FR-033",
    date: "2025-04-18",
    deployments: [at.REALTIME_PREVIEW],
    saw: [
      {
        inferred: "the error's code and message: the report says that it is rejected",
        client: "session.update",
        path: PREVIEW,
        body: { "session.turn_detection.type": "semantic_vad" },
        error: {
          code: "invalid_value",
          message: "Invalid value: 'semantic_vad'. Supported values are: 'server_vad'.",
          param: "session.turn_detection.type",
        },
      },
      { event: "error", path: PREVIEW, param: "session.turn_detection.type" },
    ],
  }),
  place({
    report: "FR-034",
    date: "2025-10-06",
    deployments: [at.REALTIME_PREVIEW],
    saw: [
      { ask: { ...conversation, deployment: {} }, answer: { kind: "as-documented" } },
      { event: "error", path: PREVIEW, code: "unknown_parameter", param: "session.type" },
    ],
  }),
  place({
    report: "FR-036",
    date: "2026-03-23",
    deployments: [at.REALTIME],
    saw: [
      {
        inferred: "the error's code and message, after the pattern of FR-034",
        event: "error",
        path: PREVIEW,
        param: "response.output_modalities",
      },
    ],
  }),
  place({
    report: "FR-038",
    date: "2025-09-19",
    deployments: [at.REALTIME],
    saw: [{ ask: { ...conversation, deployment: {} }, answer: { kind: "as-documented" } }],
  }),
  place({
    report: "FR-043",
    date: "2025-09-02",
    deployments: [at.deployed("gpt-4o-mini-realtime-preview", "conversation", "2024-12-17")],
    saw: [
      { ask: { ...conversation, deployment: {} }, answer: { kind: "as-documented" } },
      {
        inferred: "all that the error says: the report has none of its words",
        event: "session.created",
        path: PREVIEW,
        becomes: {
          kind: "then",
          type: "error",
          fields: {
            error: {
              type: "server_error",
              code: null,
              message: "The server had an error while processing your request.",
              param: null,
              event_id: null,
            },
          },
        },
      },
    ],
  }),
  place({
    report: "FR-046",
    date: "2025-06-04",
    region: "East US 2",
    deployments: [at.TRANSCRIBE],
    saw: [
      { ask: { method: "POST", path: at.MINT_TRANSCRIPTION }, answer: { kind: "as-documented" } },
      {
        inferred: "status and words: the report says that it does not work",
        ask: { method: "POST", path: "/v1/realtimertc", refused: "bad-credential", credential: "ephemeral" },
        answer: { kind: "as-documented" },
      },
    ],
  }),
  place({
    report: "FR-056",
    date: null,
    region: "East US",
    deployments: [at.REALTIME_PREVIEW],
    saw: [{ ask: { method: "POST", path: PREVIEW, refused: "no-route" }, answer: { kind: "as-documented" } }],
  }),
  place({
    report: "FR-062",
    date: "2026-02-24",
    deployments: [at.TRANSCRIBE],
    saw: [
      {
        inferred: "code and message: the report has the status alone",
        ask: { transport: "websocket", path: PREVIEW, refused: "both-selectors" },
        answer: { kind: "as-documented" },
      },
      {
        ask: { transport: "websocket", path: PREVIEW, query: { intent: "transcription", deployment: null } },
        answer: { kind: "as-documented" },
      },
      { event: "transcription_session.updated", path: PREVIEW },
      { event: `${at.TRANSCRIPTION}.completed`, path: PREVIEW },
    ],
  }),
  place({
    report: "FR-073",
    date: "2024-11-02",
    deployments: [at.REALTIME_PREVIEW],
    apiVersions: ["2024-10-01-preview"],
    saw: [
      {
        inferred: "code and message, and that it was a missing selector: the report has the status alone",
        ask: { transport: "websocket", path: PREVIEW, refused: "no-selector" },
        answer: { kind: "as-documented" },
      },
      {
        inferred: "that the api-version was missing too",
        ask: { transport: "websocket", path: PREVIEW, query: { "api-version": null }, always: true },
        answer: {
          kind: "reply",
          status: 400,
          body: { error: { code: "BadRequest", message: "The api-version query parameter is required." } },
        },
      },
    ],
  }),
];
