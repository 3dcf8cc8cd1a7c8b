import { describe } from "vitest";
import { hop, serviceError } from "../support/recorded.ts";
import { errorEvent, failedTranscript, noRouteAt, notFoundAt, refusedAt } from "./answers.ts";
import { asked, endsAt, missing, missingPath } from "./situation.ts";
import { besideOneThatPasses, itConcludes, type Report, refused } from "./unseen.ts";

const RETIRED = serviceError(
  "ModelDeprecated",
  "The model associated with the deployment is deprecated and no longer available for use. Please refer to the Azure OpenAI service documentation for more information.",
);
const notKnown = (message: string) =>
  endsAt("session", errorEvent({ type: "invalid_request_error", code: "invalid_model", message, param: null }));
const NOT_A_LIMIT_OF_THE_MODEL = ["operation-unsupported-by-model", "deployment-missing", "route-missing"];

const REPORTS: Report[] = [
  {
    name: "a retired model beside one that is served",
    source: "https://github.com/epam/ai-dial-chat/issues/4403, 2025-07-28",
    cells: besideOneThatPasses("chat-completions-deployment", "gpt-4.5-preview", refusedAt("result", 410, RETIRED)),
    verdict: "unsupported refused.model-retired",
    finds: ["model-retired"],
    never: NOT_A_LIMIT_OF_THE_MODEL,
  },
  {
    name: "a retired model, alone on its resource",
    source: "https://github.com/epam/ai-dial-chat/issues/4403, 2025-07-28",
    cells: [
      asked("preview-realtime", "gpt-realtime-1.5", refusedAt("upgrade", 410, RETIRED)),
      missing("preview-realtime", notFoundAt("upgrade")),
      missingPath(noRouteAt("upgrade")),
    ],
    verdict: "unsupported refused.model-retired",
    finds: ["model-retired"],
    never: NOT_A_LIMIT_OF_THE_MODEL,
  },
  {
    name: "a model that Voice Live has retired",
    source: "https://github.com/microsoft-foundry/voicelive-samples/pull/273, 2026-06-12; carrier and code inferred",
    cells: [
      asked(
        "voice-live-realtime",
        "gpt-4o-realtime",
        notKnown("Model 'gpt-4o-realtime' has been retired. Please use 'gpt-realtime' instead."),
      ),
      asked("voice-live-realtime", "gpt-realtime-1.5", "passes"),
      missing("voice-live-realtime", notKnown("Model 'aoai-probe-no-such-deployment-7f3a' is not supported.")),
    ],
    verdict: "unsupported refused.model-retired",
    finds: ["model-retired"],
    never: NOT_A_LIMIT_OF_THE_MODEL,
  },
  {
    name: "a chat operation refused for the model",
    source: "https://github.com/BerriAI/litellm/issues/11505, 2025-06-07",
    cells: besideOneThatPasses(
      "chat-completions-deployment",
      "gpt-35-turbo",
      refusedAt(
        "result",
        400,
        serviceError(
          "OperationNotSupported",
          "The chatCompletion operation does not work with the specified model, gpt-35-turbo. Please choose different model and try again.",
        ),
      ),
    ),
    verdict: "unsupported refused.operation",
    finds: ["operation-unsupported-by-model"],
    never: ["deployment-missing"],
  },
  {
    name: "an ephemeral key refused for the model",
    source: "https://learn.microsoft.com/en-us/answers/questions/5828199, 2026-03-19",
    cells: [
      asked("ga-client-secret-realtime", "gpt-realtime-1.5", refusedMint(), { auth: "entra" }),
      missing("ga-client-secret-realtime", notFoundAt("mint"), { auth: "entra" }),
    ],
    verdict: "unsupported refused.operation",
    finds: ["operation-unsupported-by-model"],
    never: ["deployment-missing", "mint-is-not-support"],
  },
  {
    name: "audio that is too long for the model, without a parameter",
    source: "https://github.com/murtaza-nasir/speakr/issues/168, 2026-01-08",
    cells: besideOneThatPasses(
      "audio-transcriptions-v1",
      "gpt-4o-transcribe",
      refused(
        400,
        "audio duration 1830.530612 seconds is longer than 1400 seconds which is the maximum for this model",
        "invalid_value",
        null,
      ),
      "whisper-1",
    ),
    verdict: "rejected-request request.refused",
    never: NOT_A_LIMIT_OF_THE_MODEL,
    wordsMatter: true,
  },
  {
    name: "a model that did not finish in time",
    source: "https://github.com/langgenius/dify-official-plugins/issues/2199, 2025-12-08",
    cells: besideOneThatPasses(
      "chat-completions-deployment",
      "gpt-5.1",
      refusedAt("result", 408, serviceError("Timeout", "The operation was timeout.")),
    ),
    verdict: "server-fault server.timeout",
    finds: ["server-defect"],
    never: NOT_A_LIMIT_OF_THE_MODEL,
  },
  {
    name: "a realtime model that a health check asks to chat",
    source: "https://github.com/BerriAI/litellm/issues/7212, 2024-12-13",
    cells: besideOneThatPasses(
      "chat-completions-deployment",
      "gpt-realtime-1.5",
      refusedAt(
        "result",
        400,
        serviceError(
          "OperationNotSupported",
          "The chatCompletion operation does not work with the specified model, gpt-4o-realtime-preview. Please choose different model and try again.",
        ),
      ),
    ),
    verdict: "unsupported refused.operation",
    finds: ["operation-unsupported-by-model"],
    never: ["deployment-missing"],
  },
  {
    name: "a transcription model on the preview socket, which the GA one serves",
    source: "https://github.com/BerriAI/litellm/pull/38390, 2026-08-26; no body: inferred",
    cells: [
      asked("preview-realtime", "gpt-realtime-whisper", endsAt("upgrade", hop({ status: 400 }))),
      asked("preview-realtime", "gpt-realtime-1.5", "passes"),
      missing("preview-realtime", notFoundAt("upgrade")),
      asked("ga-transcription", "gpt-realtime-whisper", "passes"),
      missing("ga-transcription", failedTranscript({ code: "DeploymentNotFound", message: "It does not exist." })),
    ],
    verdict: "inconclusive inconclusive.unrecognised",
    finds: ["working-path"],
    never: ["deployment-missing", "same-in-every-region"],
  },
];

function refusedMint() {
  return refusedAt(
    "mint",
    400,
    serviceError("OpperationNotSupported", "The realtime operation does not work with the specified model."),
  );
}

describe("public reports of models", () => itConcludes(REPORTS));
