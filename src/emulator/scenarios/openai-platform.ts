import type { Scenario } from "../scenario.ts";
import { ANYWHERE } from "./reported.ts";
import { REALTIME, type Saw, sourced, TRANSCRIBE, TRANSLATE } from "./single/place.ts";

const OPENAI = "/v1/realtime";
const AZURE = "/openai/v1/realtime";

/** A path of the OpenAI platform is answered as Azure's of the same meaning; a rule says where that was seen. */
const as = (path: string, more: { transport?: "websocket"; method?: "POST" } = {}): Saw => ({
  ask: { path: OPENAI + path, always: true, ...more },
  answer: { kind: "as", path: AZURE + path },
});

/**
 * The OpenAI platform, for comparison: the same protocol at paths without `/openai`. Its reports have no place, and
 * most have no date.
 */
export const openaiPlatform: Scenario = {
  name: "openai-platform",
  region: "Emulated",
  date: null,
  deployments: [REALTIME, TRANSCRIBE, TRANSLATE],
  rules: [
    ...sourced("FR-078", [as("/translations/client_secrets"), as("/translations/calls")]),
    ...sourced("FR-079", [
      {
        inferred: "the body of the 400",
        ask: { method: "POST", path: OPENAI, always: true },
        answer: {
          kind: "reply",
          status: 400,
          body: {
            error: {
              type: "invalid_request_error",
              code: "beta_api_shape_disabled",
              message: "The Realtime Beta API is no longer supported.",
            },
          },
        },
      },
      as("/calls"),
    ]),
    ...sourced("FR-082", [
      {
        inferred: "the body of the 500, and that any token in place of a key is answered so",
        ask: {
          transport: "websocket",
          path: OPENAI,
          query: { intent: "transcription" },
          credential: "token",
          always: true,
        },
        answer: {
          kind: "reply",
          status: 500,
          body: { error: { type: "server_error", code: null, message: "Internal server error" } },
        },
      },
    ]),
    ...sourced("FR-083", [
      {
        inferred: "which values the message lists, and the error's code",
        event: "error",
        path: OPENAI,
        code: "invalid_value",
        param: "type",
      },
      as("", { transport: "websocket" }),
    ]),
    ...sourced("FR-102", [
      {
        inferred: "the error's code",
        event: "error",
        path: OPENAI,
        query: { intent: "transcription" },
        code: "invalid_parameter",
      },
    ]),
    ...sourced("FR-105", [
      {
        inferred: "the error's code",
        event: "error",
        path: OPENAI,
        code: "missing_required_parameter",
        param: "session.type",
      },
    ]),
    ...sourced("FR-106", [
      { inferred: "the error's code", event: "error", path: OPENAI, code: "input_audio_buffer_commit_empty" },
    ]),
    { source: "inferred", ...as("/client_secrets") },
    ...ANYWHERE,
  ],
};
