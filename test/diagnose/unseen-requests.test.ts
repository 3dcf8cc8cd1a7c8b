import { describe } from "vitest";
import { serviceError } from "../support/recorded.ts";
import { noRouteAt, notFoundAt, refusedAt } from "./answers.ts";
import { asked, missing, missingPath } from "./situation.ts";
import { besideOneThatPasses, itConcludes, type Report, refused } from "./unseen.ts";

const NOT_DEPLOYED =
  "The API deployment for this resource does not exist. If you created the deployment within the last 5 minutes, please wait a moment and try again.";
const OF_THE_MODEL = ["operation-unsupported-by-model", "deployment-missing", "late-refusal"];

const REPORTS: Report[] = [
  {
    name: "a call rate limit in two words",
    source: "https://github.com/microsoft/copilot-camp/issues/551, 2025-04-03",
    cells: besideOneThatPasses(
      "chat-completions-deployment",
      "gpt-4o",
      refusedAt("result", 429, serviceError("429", "Rate limit is exceeded. Try again in 2 seconds.")),
    ),
    verdict: "throttled throttled.call-rate",
    never: OF_THE_MODEL,
  },
  {
    name: "a token rate limit with a day to wait",
    source: "https://github.com/jasonacox/TinyLLM/issues/17, 2025-02-02",
    cells: besideOneThatPasses(
      "chat-completions-deployment",
      "gpt-4o-mini",
      refusedAt(
        "result",
        429,
        serviceError(
          "429",
          "Requests to the ChatCompletions_Create Operation under Azure OpenAI API version 2023-05-15 have exceeded token rate limit of your current AIServices S0 pricing tier. Please retry after 86400 seconds.",
        ),
      ),
    ),
    verdict: "throttled throttled.token-rate",
    never: OF_THE_MODEL,
  },
  {
    name: "a limit that is the peak load of the service",
    source: "https://github.com/pollinations/pollinations/issues/6260, 2025-12-21; code inferred",
    cells: besideOneThatPasses(
      "chat-completions-deployment",
      "gpt-5",
      refusedAt(
        "result",
        429,
        serviceError(
          "too_many_requests",
          "The system is currently experiencing high demand and cannot process your request. Your request exceeds the maximum usage size allowed during peak load.",
        ),
      ),
    ),
    verdict: "throttled throttled.call-rate",
    never: OF_THE_MODEL,
  },
  {
    name: "the name of a deployment that was never made, in the form with a type",
    source: "https://github.com/joselcaguilar/azure-openai-ha/issues/119, 2025-11-30",
    cells: [
      asked("chat-completions-v1", "gpt-4.1-mini", refused(404, NOT_DEPLOYED, "DeploymentNotFound", null)),
      asked("chat-completions-v1", "gpt-4.1", "passes"),
      missing("chat-completions-v1", refused(404, NOT_DEPLOYED, "DeploymentNotFound", null)),
    ],
    verdict: "not-deployed deployment.not-found",
    finds: ["deployment-missing"],
  },
  {
    name: "whisper is not found on the v1 path, a day after it was deployed, and works by its own",
    source: "https://github.com/Azure/azure-sdk-for-net/issues/53546, 2025-10-28",
    cells: [
      asked("audio-transcriptions-v1", "whisper-1", notFoundAt("result")),
      missing("audio-transcriptions-v1", notFoundAt("result")),
      asked("audio-transcriptions-deployment", "whisper-1", "passes"),
      missing("audio-transcriptions-deployment", notFoundAt("result")),
      missingPath(noRouteAt("result"), "http"),
    ],
    verdict: "not-deployed deployment.not-found",
    finds: ["route-denies-known-deployment"],
    never: ["deployment-missing"],
  },
  {
    name: "a partner's model, deployed, that the OpenAI path knows no better than a name that cannot exist",
    source: "https://github.com/enricoros/big-AGI/issues/898, 2025-12-10; code inferred",
    cells: [
      asked(
        "chat-completions-deployment",
        "claude-opus-4-5",
        refusedAt("result", 400, serviceError("unknown_model", "Unknown model: claude-opus-4-5")),
      ),
      asked("chat-completions-deployment", "gpt-4.1", "passes"),
      missing(
        "chat-completions-deployment",
        refusedAt("result", 400, serviceError("unknown_model", "Unknown model: aoai-probe-no-such-deployment-7f3a")),
      ),
    ],
    verdict: "not-deployed deployment.same-as-missing",
    never: ["operation-unsupported-by-model"],
  },
  {
    name: "an api-version that the path does not know any more is a path that is not served",
    source: "https://github.com/microsoft/sample-app-aoai-chatGPT/issues/131, 2023-08-03",
    cells: [
      asked("chat-completions-deployment", "gpt-4.1", noRouteAt("result")),
      missing("chat-completions-deployment", noRouteAt("result")),
      missingPath(noRouteAt("result"), "http"),
      asked("chat-completions-v1", "gpt-4.1", "passes"),
      missing("chat-completions-v1", notFoundAt("result")),
    ],
    verdict: "no-route route.not-found",
    finds: ["route-missing", "working-path"],
    never: OF_THE_MODEL,
  },
  {
    name: "a realtime model asked as a chat model",
    source: "https://github.com/SciSharp/BotSharp/pull/959, 2025-03-21",
    cells: besideOneThatPasses(
      "chat-completions-v1",
      "gpt-realtime-1.5",
      refused(
        404,
        "This is not a chat model and thus not supported in the v1/chat/completions endpoint. Did you mean to use v1/completions?",
        null,
        "model",
      ),
    ),
    verdict: "unsupported refused.operation",
    finds: ["operation-unsupported-by-model"],
    never: ["deployment-missing", "route-missing"],
  },
  {
    name: "a diarizing model without the parameter that it needs",
    source: "https://github.com/riffado/riffado/issues/101, 2026-05-07",
    cells: besideOneThatPasses(
      "audio-transcriptions-v1",
      "gpt-4o-transcribe-diarize",
      refused(400, "chunking_strategy is required for diarization models", "invalid_value", "chunking_strategy"),
      "whisper-1",
    ),
    verdict: "rejected-request request.parameter",
    never: OF_THE_MODEL,
  },
  {
    name: "a response format that the model does not have",
    source: "https://github.com/openai/openai-dotnet/issues/401, 2025-04-14",
    cells: besideOneThatPasses(
      "audio-transcriptions-v1",
      "gpt-4o-transcribe",
      refused(
        400,
        "response_format 'verbose_json' is not compatible with model 'gpt-4o-transcribe'. Use 'json' or 'text' instead.",
        "unsupported_value",
        "response_format",
      ),
      "whisper-1",
    ),
    verdict: "rejected-request request.field",
    never: OF_THE_MODEL,
  },
  {
    name: "an audio file that the model does not read",
    source: "https://github.com/openai/openai-python/issues/2477, 2025-07-17",
    cells: besideOneThatPasses(
      "audio-transcriptions-v1",
      "gpt-4o-transcribe",
      refused(400, "This model does not support the format you provided.", "unsupported_format", "messages"),
      "whisper-1",
    ),
    verdict: "rejected-request request.parameter",
    never: OF_THE_MODEL,
  },
  {
    name: "a server error with a type, while another deployment is answered",
    source: "https://github.com/Azure-Samples/azure-search-openai-demo/issues/1390, 2024-03-08",
    cells: besideOneThatPasses(
      "chat-completions-v1",
      "gpt-4o",
      refusedAt("result", 500, {
        error: {
          message: "The server had an error while processing your request. Sorry about that!",
          type: "server_error",
          param: null,
          code: null,
        },
      }),
    ),
    verdict: "server-fault server.5xx",
    finds: ["server-defect"],
    never: OF_THE_MODEL,
  },
];

describe("public reports of requests refused", () => itConcludes(REPORTS));
