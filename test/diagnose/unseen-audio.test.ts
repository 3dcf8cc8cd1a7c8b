import { describe } from "vitest";
import type { JsonObject } from "../../src/model/json.ts";
import { hop, received } from "../support/recorded.ts";
import { errorEvent, leftAt, noRouteAt, notFoundAt, refusedAt, wrongKeyAt } from "./answers.ts";
import { type Asked, asked, type End, endsAt, missing, missingPath, noCredential } from "./situation.ts";
import { besideOneThatPasses, itConcludes, type Report, refused } from "./unseen.ts";

const REALTIME = "gpt-realtime-1.5";
const OF_THE_MODEL = ["operation-unsupported-by-model", "deployment-missing", "late-refusal"];
const CONTROLS: Asked[] = [missingPath(noRouteAt("upgrade")), noCredential(wrongKeyAt("upgrade"))];

/** A conversation that ends so, beside one of another deployment that passes. */
function conversation(probe: string, end: End | End[]): Asked[] {
  return [
    asked(probe, REALTIME, end),
    asked(probe, "gpt-realtime-mini", "passes"),
    missing(probe, notFoundAt("upgrade")),
    ...CONTROLS,
  ];
}

const failedResponse = (error: JsonObject): End =>
  endsAt(
    "result",
    received({ type: "response.done", response: { status: "failed", status_details: { type: "failed", error } } }),
  );
const OVERLOADED = failedResponse({
  code: "inference_service_unavailable_error",
  type: "service_unavailable_error",
  message: "The server is overloaded or not ready yet. Please try again later.",
});
const NO_AGENT = endsAt(
  "session",
  errorEvent({
    message: "Missing required agent connection string or project name",
    type: "invalid_request_error",
    code: "invalid_request_error",
    param: null,
    event_id: null,
  }),
);
const FAILS_NOW = refusedAt("result", 500, { Message: "An error has occurred." });

const REPORTS: Report[] = [
  {
    name: "one model of two is overloaded now and then",
    source: "https://learn.microsoft.com/en-us/answers/questions/5846034, 2026-04-01",
    cells: conversation("ga-realtime", [OVERLOADED, "passes", OVERLOADED]),
    verdict: "inconclusive inconclusive.unstable",
    never: OF_THE_MODEL,
  },
  {
    name: "the end of a session's time, told as an error of the service",
    source: "https://github.com/livekit/agents/issues/2341, 2025-05-20; the event inferred",
    cells: conversation(
      "ga-realtime",
      failedResponse({
        type: "server_error",
        code: null,
        message:
          "The server had an error while processing your request. Sorry about that! You can retry your request, or contact us through our help center at aoai-realtimeapi-dri@microsoft.com if the error persists. (Please include the session ID sess_BJtlOCDH4TegSOFQWOTHw in your message.)",
      }),
    ),
    verdict: "server-fault server.error-event",
    finds: ["server-defect"],
    never: OF_THE_MODEL,
  },
  {
    name: "an error of the service in place of a turn",
    source: "https://github.com/openai/openai-realtime-api-beta/issues/111, 2025-04-24; type and code inferred",
    cells: conversation(
      "ga-realtime",
      endsAt(
        "result",
        errorEvent({
          type: "server_error",
          code: null,
          message:
            "The server had an error while processing your request. Sorry about that! Please contact us through our help center at help.openai.com if the error persists.",
        }),
      ),
    ),
    verdict: "server-fault server.error-event",
    finds: ["server-defect"],
    never: OF_THE_MODEL,
  },
  {
    name: "a socket that is closed when it has been idle for a while",
    source: "https://github.com/Azure-Samples/aoai-realtime-audio-sdk/issues/96, 2024-12-02; the close inferred",
    cells: conversation("ga-realtime", leftAt("result", 1000)),
    verdict: "inconclusive ws.closed.normal-early",
    finds: ["session-closed-without-reason"],
    never: OF_THE_MODEL,
  },
  {
    name: "a socket for an agent, opened without its project",
    source: "https://learn.microsoft.com/en-us/answers/questions/5622088, 2025-11-14",
    cells: [
      asked("voice-live-realtime", REALTIME, NO_AGENT),
      missing("voice-live-realtime", NO_AGENT),
      asked("ga-realtime", REALTIME, "passes"),
      missing("ga-realtime", notFoundAt("upgrade")),
      ...CONTROLS,
    ],
    verdict: "inconclusive session.unprompted-error",
    finds: ["working-path"],
    never: OF_THE_MODEL,
  },
  {
    name: "a message that the session cannot make",
    source: "https://learn.microsoft.com/en-us/answers/questions/5699181; the date not shown",
    cells: conversation(
      "voice-live-realtime",
      endsAt(
        "result",
        errorEvent({
          message: "Failed to create message",
          type: "invalid_request_error",
          code: "message_creation_failed",
        }),
      ),
    ),
    verdict: "rejected-request request.refused",
    never: OF_THE_MODEL,
  },
  {
    name: "a form of the answer that the model does not have",
    source: "https://github.com/Thinline-Dynamic-Solutions/ThinLineRadio/issues/114, 2026-03-01",
    cells: besideOneThatPasses(
      "audio-transcriptions-v1",
      "gpt-4o-transcribe",
      refused(
        400,
        "response_format 'verbose_json' is not compatible with model 'gpt-4o-transcribe-api-ev3'. Use 'json' or 'text' instead.",
        "unsupported_value",
        "response_format",
      ),
    ),
    verdict: "rejected-request request.field",
    never: OF_THE_MODEL,
  },
  {
    name: "a transcript that comes back empty",
    source: "https://github.com/epam/ai-dial-adapter-openai/issues/421, 2026-04-08; there when streamed",
    cells: [
      asked(
        "audio-transcriptions-deployment",
        "gpt-4o-transcribe",
        endsAt("result", hop({ status: 200, body: { text: "" }, transport: "http" })),
      ),
      missing("audio-transcriptions-deployment", notFoundAt("result")),
      ...CONTROLS,
    ],
    verdict: "partial result.empty",
    never: OF_THE_MODEL,
  },
  {
    name: "a transcription that fails now and then, in an old form of error",
    source: "https://github.com/MicrosoftDocs/azure-docs/issues/36626, 2019-08-07; of the batch interface",
    cells: [
      asked("audio-transcriptions-deployment", "gpt-4o-transcribe", [FAILS_NOW, "passes", FAILS_NOW]),
      missing("audio-transcriptions-deployment", notFoundAt("result")),
      ...CONTROLS,
    ],
    verdict: "inconclusive inconclusive.unstable",
    never: [...OF_THE_MODEL, "server-defect"],
  },
  {
    name: "the call rate of a tier, for audio alone",
    source: "https://github.com/BerriAI/litellm/issues/4595, 2024-07-08",
    cells: besideOneThatPasses(
      "audio-transcriptions-deployment",
      "whisper",
      refusedAt("result", 429, {
        error: {
          code: "429",
          message:
            "Requests to the Audio_Transcriptions Operation under Azure OpenAI API version 2024-02-01 have exceeded call rate limit of your current OpenAI S0 pricing tier. Please retry after 33 seconds.",
        },
      }),
      "gpt-4o-transcribe",
    ),
    verdict: "throttled throttled.call-rate",
    never: OF_THE_MODEL,
  },
  {
    name: "a chat model asked for a completion",
    source: "https://github.com/langchain-ai/langchainjs/issues/2633, 2023-09-14; the form of the error inferred",
    cells: besideOneThatPasses(
      "chat-completions-deployment",
      "gpt-35-turbo-16k",
      refused(
        400,
        "The completion operation does not work with the specified model, gpt-35-turbo-16k. Please choose different model and try again.",
        null,
        null,
      ),
    ),
    verdict: "unsupported refused.operation",
    finds: ["operation-unsupported-by-model"],
    never: ["deployment-missing"],
  },
];

describe("public reports of audio and its sessions", () => itConcludes(REPORTS));
