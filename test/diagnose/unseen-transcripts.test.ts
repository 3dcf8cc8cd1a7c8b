import { describe } from "vitest";
import type { JsonObject } from "../../src/model/json.ts";
import type { Stage } from "../../src/model/stage.ts";
import { errorEvent, failedTranscript, leftAt, notFoundAt } from "./answers.ts";
import { type Asked, asked, type End, endsAt, missing } from "./situation.ts";
import { itConcludes, type Report } from "./unseen.ts";

const WHISPER = "gpt-realtime-whisper";
const TRANSCRIBE = "gpt-4o-transcribe";

/** Two selectors are refused at a stage; one of them alone gives each deployment its transcript. */
function withModel(stage: Stage, error: (deployment: string) => JsonObject): Asked[] {
  const probe = "ga-transcription-with-model";
  return [
    ...[WHISPER, TRANSCRIBE].map((name) => asked(probe, name, errorAt(stage, error(name)))),
    missing(probe, errorAt(stage, error("aoai-probe-no-such-deployment-7f3a"))),
    ...[WHISPER, TRANSCRIBE].map((name) => asked("ga-transcription", name, "passes")),
    missing("ga-transcription", MISSING),
  ];
}

const errorAt = (stage: Stage, error: JsonObject): End => endsAt(stage, errorEvent(error));
const ours = (code: string | null, message: string, param: string | null = null): JsonObject => ({
  type: "invalid_request_error",
  code,
  message,
  param,
});
const MISSING = failedTranscript(ours("DeploymentNotFound", "The API deployment for this resource does not exist."));
const LOST = failedTranscript({
  type: "server_error",
  code: null,
  message: "Input transcription failed for item 'item_D81pLGqzIyXJ3JdRHoIhD'.",
  param: null,
});
const OF_THE_MODEL = ["operation-unsupported-by-model", "deployment-missing", "late-refusal"];

const REPORTS: Report[] = [
  {
    name: "a gateway that takes a commit for a turn",
    source: "https://github.com/maximhq/bifrost/issues/7189, 2026-09-15",
    cells: [
      asked(
        "ga-realtime-voice-with-transcription",
        WHISPER,
        errorAt("result", ours(null, "Conversation already has an active response in progress.")),
      ),
      asked("ga-realtime-voice-with-transcription", TRANSCRIBE, "passes"),
      missing("ga-realtime-voice-with-transcription", MISSING),
    ],
    verdict: "rejected-request request.refused",
    never: OF_THE_MODEL,
  },
  {
    name: "a commit of an empty buffer",
    source: "https://github.com/run-llama/openai_realtime_client/issues/3, 2024-10-18",
    cells: [
      asked(
        "ga-transcription",
        WHISPER,
        errorAt("input", ours(null, "Error committing input audio buffer: the buffer is empty.")),
      ),
      asked("ga-transcription", TRANSCRIBE, "passes"),
      missing("ga-transcription", MISSING),
    ],
    verdict: "rejected-request request.refused",
    never: OF_THE_MODEL,
  },
  {
    name: "a transcription that fails for a deployment that was never made, as for a name that cannot exist",
    source: "https://learn.microsoft.com/en-us/answers/questions/5772601, 2026-02-12",
    cells: [
      asked("ga-realtime-input-transcription", TRANSCRIBE, LOST),
      asked("ga-realtime-input-transcription", "whisper-1", "passes"),
      missing("ga-realtime-input-transcription", LOST),
      ...["audio-transcriptions-deployment", "audio-transcriptions-v1"].flatMap((probe) => [
        asked(probe, TRANSCRIBE, notFoundAt("result")),
        asked(probe, "whisper-1", "passes"),
        missing(probe, notFoundAt("result")),
      ]),
    ],
    verdict: "server-fault server.error-event",
    finds: ["deployment-missing"],
    never: ["transcription-pathway-degraded", "server-defect", "operation-unsupported-by-model"],
  },
  {
    name: "a transcription that fails for a deployment that is told from one that cannot exist",
    source: "https://github.com/openai/openai-agents-js/issues/297, 2025-08-05",
    cells: [
      asked("ga-realtime-input-transcription", TRANSCRIBE, LOST),
      asked("ga-realtime-input-transcription", "whisper-1", "passes"),
      missing("ga-realtime-input-transcription", MISSING),
    ],
    verdict: "server-fault server.error-event",
    finds: ["transcription-pathway-degraded"],
    never: OF_THE_MODEL,
  },
  {
    name: "a transcription socket that is dropped with 1006 and no word",
    source: "https://learn.microsoft.com/en-us/answers/a/12377610, 2025-11-22",
    cells: [
      asked("ga-transcription-with-deployment", TRANSCRIBE, leftAt("result")),
      asked("ga-transcription-with-deployment", WHISPER, "passes"),
      missing("ga-transcription-with-deployment", MISSING),
    ],
    verdict: "inconclusive ws.closed.no-reason",
    finds: ["session-closed-without-reason"],
    never: OF_THE_MODEL,
  },
  {
    name: "a model beside intent=transcription is refused by an event",
    source: "https://github.com/openai/openai-python/issues/2652, 2025-09-20",
    cells: withModel("session", () =>
      ours("invalid_model", "You must not provide a model parameter for transcription sessions."),
    ),
    verdict: "rejected-request request.refused",
    finds: ["selectors-exclusive", "working-path"],
    never: OF_THE_MODEL,
  },
  {
    name: "a model beside intent=transcription makes a conversation, and every transcription model is refused there",
    source: "https://github.com/livekit/agents-js/issues/1756, 2026-06-11",
    cells: withModel("configure", (name) =>
      ours("invalid_model", `Model "${name}" is not supported in transcription mode.`),
    ),
    verdict: "rejected-request request.refused",
    finds: ["selectors-exclusive", "working-path"],
    never: OF_THE_MODEL,
  },
];

describe("public reports of transcripts that failed", () => itConcludes(REPORTS));
