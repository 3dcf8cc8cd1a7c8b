import type { Scenario } from "../../scenario.ts";
import * as at from "./place.ts";
import { place } from "./place.ts";

const TRANSCRIPTIONS = "/openai/deployments/{deployment}/audio/transcriptions";
const COMPLETIONS = "/openai/deployments/{deployment}/chat/completions";

/** Resources on whose REST routes something was seen. */
export const REST_PATHS: readonly Scenario[] = [
  place({
    report: "FR-065",
    date: "2026-08-12",
    deployments: [at.TRANSCRIBE],
    saw: [
      {
        inferred: "that it is the 401, and its words: the report leaves 403 open",
        ask: { method: "POST", path: TRANSCRIPTIONS, credential: "token" },
        answer: {
          kind: "reply",
          status: 401,
          body: { error: { code: "PermissionDenied", message: "Principal does not have access to API/Operation." } },
        },
      },
      {
        ask: { method: "POST", path: "/openai/v1/audio/transcriptions", credential: "token", deployment: {} },
        answer: { kind: "as-documented" },
      },
    ],
  }),
  place({
    report: "FR-068",
    date: "2026-07-23",
    deployments: [at.deployed("gpt-4o-mini-transcribe", "transcription", "2025-12-15")],
    saw: [
      {
        inferred: "status and code; the report's path is relative to a base address",
        ask: { method: "POST", path: "/openai/v1/audio/transcriptions", deployment: {}, refused: "bad-request" },
        answer: { kind: "as-documented" },
      },
    ],
  }),
  place({
    report: "FR-069",
    date: null,
    deployments: [at.TRANSCRIBE],
    saw: [
      {
        inferred: "the code",
        ask: { method: "POST", path: TRANSCRIPTIONS, deployment: {}, refused: "bad-request" },
        answer: { kind: "as-documented" },
      },
    ],
  }),
  place({
    report: "FR-092",
    date: null,
    deployments: [at.CHAT],
    saw: [
      {
        inferred: "which operation, api-version and numbers stand in the message and the headers",
        ask: { method: "POST", path: COMPLETIONS, deployment: {} },
        answer: {
          kind: "reply",
          status: 429,
          headers: {
            // Longer than anybody waits who asks once more: the report has one answer, and no end of it.
            "retry-after": "300",
            "x-ratelimit-remaining-requests": "0",
            "x-ratelimit-remaining-tokens": "0",
            "x-ms-request-id": "{fresh-id}",
          },
          body: {
            error: {
              code: "429",
              message:
                "Requests to the ChatCompletions_Create Operation under Azure OpenAI API version 2024-10-21 have exceeded call rate limit of your current OpenAI S0 pricing tier. Please retry after 300 seconds. Please go here: https://aka.ms/oai/quotaincrease if you would like to further increase the default rate limit.",
            },
          },
        },
      },
    ],
  }),
  place({
    report: "FR-093",
    date: "2025-02-27",
    deployments: [at.CHAT],
    saw: [
      {
        inferred: "the message, and which filter of the result was hit",
        ask: { method: "POST", path: COMPLETIONS, deployment: {} },
        answer: {
          kind: "reply",
          status: 400,
          body: {
            error: {
              code: "content_filter",
              message:
                "The response was filtered due to the prompt triggering Azure OpenAI's content management policy. Please modify your prompt and retry.",
              param: "prompt",
              status: 400,
              innererror: {
                code: "ResponsibleAIPolicyViolation",
                content_filter_result: { violence: { filtered: true, severity: "medium" } },
              },
            },
          },
        },
      },
    ],
  }),
];
