import { describe } from "vitest";
import type { JsonObject } from "../../src/model/json.ts";
import type { Stage } from "../../src/model/stage.ts";
import { hop, received } from "../support/recorded.ts";
import { errorEvent, noRouteAt, notFoundAt } from "./answers.ts";
import { type Asked, asked, type End, endsAt, missing, missingPath } from "./situation.ts";
import { itConcludes, type Report } from "./unseen.ts";

const REALTIME = "gpt-realtime-1.5";

/** A conversation that ends so, beside one of another deployment that passes. */
function conversation(end: End | End[]): Asked[] {
  return [
    asked("ga-realtime", REALTIME, end),
    asked("ga-realtime", "gpt-realtime-mini", "passes"),
    missing("ga-realtime", notFoundAt("upgrade")),
    missingPath(noRouteAt("upgrade")),
  ];
}

const errorAt = (stage: Stage, error: JsonObject): End => endsAt(stage, errorEvent(error));
const ours = (code: string | null, message: string, param: string | null = null): JsonObject => ({
  type: "invalid_request_error",
  code,
  message,
  param,
});
const failedResponse = (error: JsonObject): End =>
  endsAt(
    "result",
    received({ type: "response.done", response: { status: "failed", status_details: { type: "failed", error } } }),
  );
const SERVER_ERROR = failedResponse({
  type: "server_error",
  code: null,
  message: "The server had an error while processing your request.",
});
const OF_THE_MODEL = ["operation-unsupported-by-model", "deployment-missing", "late-refusal"];

const REPORTS: Report[] = [
  {
    name: "a turn while another is under way",
    source: "https://github.com/openai/openai-agents-python/issues/1466, 2025-08-14",
    cells: conversation(
      errorAt(
        "result",
        ours(
          "conversation_already_has_active_response",
          "Conversation already has an active response in progress: resp_C4IHTez0STfDDIteKgMyW. Wait until the response is finished before creating a new one.",
        ),
      ),
    ),
    verdict: "rejected-request request.refused",
    never: OF_THE_MODEL,
  },
  {
    name: "a turn while another is under way, without a code",
    source: "https://github.com/run-llama/openai_realtime_client/issues/3, 2024-10-18",
    cells: conversation(errorAt("result", ours(null, "Conversation already has an active response"))),
    verdict: "rejected-request request.refused",
    never: OF_THE_MODEL,
  },
  {
    name: "a response that fails by an error of the service",
    source: "https://learn.microsoft.com/en-us/answers/questions/5821653, 2026-03-14",
    cells: conversation(SERVER_ERROR),
    verdict: "server-fault server.error-event",
    never: OF_THE_MODEL,
  },
  {
    name: "a response that fails now and then, at peak hours",
    source: "https://learn.microsoft.com/en-us/answers/questions/5859586, 2026-04-14",
    cells: conversation([SERVER_ERROR, "passes"]),
    verdict: "inconclusive inconclusive.unstable",
    never: OF_THE_MODEL,
  },
  {
    name: "the requests of a day are used up",
    source: "https://github.com/openai/openai-agents-js/issues/1022, 2026-02-26; type and code inferred",
    cells: conversation(
      failedResponse({
        type: "requests",
        code: "rate_limit_exceeded",
        message:
          "Rate limit reached for gpt-4o-mini-realtime in organization org-xx on requests per day (RPD): Limit 1000, Used 1000, Requested 1. Please try again in 1m26.4s.",
      }),
    ),
    verdict: "throttled throttled.call-rate",
    finds: ["quota-exhausted-in-session"],
    never: OF_THE_MODEL,
  },
  {
    name: "a voice that the socket does not have",
    source: "https://github.com/Azure-Samples/aoai-realtime-audio-sdk/issues/94, 2024-11-28; param inferred",
    cells: conversation(
      errorAt(
        "configure",
        ours(
          "invalid_value",
          "Invalid value: 'ash'. Supported values are: 'alloy', 'echo', and 'shimmer'.",
          "session.voice",
        ),
      ),
    ),
    verdict: "rejected-request request.field",
    never: OF_THE_MODEL,
  },
  {
    name: "a GA field on a socket that speaks the preview shape",
    source: "https://github.com/openai/openai-python/issues/2638, 2025-09-18",
    cells: conversation(
      errorAt(
        "configure",
        ours("unknown_parameter", "Unknown parameter: 'session.output_modalities'.", "session.output_modalities"),
      ),
    ),
    verdict: "rejected-request request.shape",
    finds: ["shape-mismatch"],
    never: OF_THE_MODEL,
  },
  {
    name: "a session at the end of its time",
    source: "https://github.com/livekit/agents/pull/1122, 2024-11-21",
    cells: conversation(
      errorAt("result", ours("session_expired", "Your session hit the maximum duration of 15 minutes.")),
    ),
    verdict: "inconclusive session.expired",
    never: OF_THE_MODEL,
  },
  {
    name: "handshakes limited for everybody",
    source: "https://github.com/Azure-Samples/aisearch-openai-rag-audio/issues/37, 2024-10-24; no body: inferred",
    cells: [
      asked("preview-realtime", REALTIME, endsAt("upgrade", hop({ status: 429 }))),
      missing("preview-realtime", endsAt("upgrade", hop({ status: 429 }))),
    ],
    verdict: "throttled throttled.call-rate",
    never: OF_THE_MODEL,
  },
];

describe("public reports of sessions that failed", () => itConcludes(REPORTS));
