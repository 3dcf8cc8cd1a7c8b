import { serviceError } from "../../support/recorded.ts";
import {
  notFoundAt,
  notSupportedAt,
  refusedAt,
  TRANSCRIPT_LOST,
  TRANSCRIPT_OF_NONE,
  TRANSCRIPT_REFUSED,
} from "../answers.ts";
import { asked, missing, type Situation } from "../situation.ts";

const WORKS = asked("ga-realtime", "gpt-realtime-1.5", "passes");
const TOO_MANY = serviceError("429", "Requests … have exceeded call rate limit.");

export const TRANSCRIPTS: Situation[] = [
  {
    name: "the realtime transcript of one model fails, and direct transcription passes (FR-005)",
    cells: [
      asked("ga-transcription", "gpt-4o-transcribe", [TRANSCRIPT_LOST, TRANSCRIPT_LOST]),
      asked("ga-realtime-input-transcription", "gpt-4o-transcribe", TRANSCRIPT_LOST),
      asked("audio-transcriptions-v1", "gpt-4o-transcribe", "passes"),
    ],
    found: ["transcription-pathway-degraded", "working-path"],
    says: {
      "transcription-pathway-degraded": {
        severity: "high",
        component: "model-serving",
        cells: [
          "france/gpt-4o-transcribe/ga-transcription",
          "france/gpt-4o-transcribe/ga-realtime-input-transcription",
          "france/gpt-4o-transcribe/audio-transcriptions-v1",
        ],
      },
    },
  },
  {
    name: "the realtime transcript of one model fails, and another's passes on the same path",
    cells: [
      asked("ga-transcription", "gpt-4o-transcribe", TRANSCRIPT_LOST),
      asked("ga-transcription", "gpt-realtime-whisper", "passes"),
      missing("ga-transcription", TRANSCRIPT_OF_NONE),
    ],
    found: ["transcription-pathway-degraded", "working-path"],
  },
  {
    name: "the transcript fails as it does for a deployment that cannot exist: it may be missing",
    cells: [
      asked("ga-transcription", "gpt-4o-transcribe", TRANSCRIPT_LOST),
      missing("ga-transcription", TRANSCRIPT_LOST),
      asked("ga-transcription", "gpt-realtime-whisper", "passes"),
    ],
    found: ["working-path"],
  },
  {
    name: "the transcript fails as it does for a deployment that cannot exist, and another path knows the deployment",
    cells: [
      asked("ga-transcription", "gpt-4o-transcribe", TRANSCRIPT_LOST),
      missing("ga-transcription", TRANSCRIPT_LOST),
      asked("ga-transcription", "gpt-realtime-whisper", "passes"),
      asked("audio-transcriptions-v1", "gpt-4o-transcribe", "passes"),
    ],
    found: ["transcription-pathway-degraded", "working-path × 2"],
  },
  {
    name: "every transcript fails: nothing passes beside it",
    cells: [
      asked("ga-transcription", "gpt-4o-transcribe", TRANSCRIPT_LOST),
      asked("ga-transcription", "gpt-realtime-whisper", TRANSCRIPT_LOST),
    ],
    found: [],
  },
  {
    name: "a transcript refused with the code of a wrong operation is a refusal (FR-011)",
    cells: [
      asked("ga-transcription", "gpt-realtime-translate", TRANSCRIPT_REFUSED),
      missing("ga-transcription", TRANSCRIPT_OF_NONE),
      asked("ga-transcription", "gpt-realtime-whisper", "passes"),
    ],
    found: ["late-refusal", "operation-unsupported-by-model", "working-path"],
    says: {
      "late-refusal": { severity: "low", cells: ["france/gpt-realtime-translate/ga-transcription"] },
    },
  },
  {
    name: "attempts disagree whether the transcript fails",
    cells: [
      asked("ga-transcription", "gpt-4o-transcribe", [TRANSCRIPT_LOST, "passes"]),
      asked("audio-transcriptions-v1", "gpt-4o-transcribe", "passes"),
    ],
    found: ["attempts-disagree", "working-path"],
    says: { "attempts-disagree": { component: "model-serving" } },
  },
  {
    name: "a secret is minted, and what it is for is refused late (FR-011)",
    cells: [
      asked("preview-transcription-session", "gpt-realtime-translate", TRANSCRIPT_REFUSED),
      missing("preview-transcription-session", TRANSCRIPT_OF_NONE),
      asked("preview-transcription-session", "gpt-realtime-whisper", "passes"),
    ],
    found: ["late-refusal", "mint-is-not-support", "operation-unsupported-by-model", "working-path"],
    says: {
      "mint-is-not-support": {
        severity: "low",
        facts: { mintedForMissingDeployment: true, refusedAfterwards: ["gpt-realtime-translate"] },
      },
    },
  },
  {
    name: "a secret is minted for what its deployment is for, and refused late, beside another that it is not for",
    cells: [
      asked("preview-transcription-session", "gpt-realtime-translate", TRANSCRIPT_REFUSED),
      asked("preview-transcription-session", "gpt-realtime-whisper", TRANSCRIPT_REFUSED),
      missing("preview-transcription-session", TRANSCRIPT_OF_NONE),
    ],
    found: ["late-refusal × 2", "mint-is-not-support", "operation-unsupported-by-model × 2"],
    says: {
      "mint-is-not-support": {
        severity: "medium",
        explanation: `POST /openai/realtimeapi/transcription_sessions issued a client secret for gpt-realtime-whisper (preview-transcription-session). The service then returned conversation.item.input_audio_transcription.failed OperationNotSupported “Input transcription failed for item 'item_abcdef'.” at the result stage. The same request issues a client secret for a nonexistent deployment. So a 200 says nothing about the model, the deployment or the socket.`,
      },
    },
  },
  {
    name: "a secret is minted for a deployment that cannot exist, and nothing was refused",
    cells: [
      asked("preview-transcription-session", "gpt-realtime-whisper", "passes"),
      missing("preview-transcription-session", TRANSCRIPT_OF_NONE),
    ],
    found: ["mint-is-not-support", "working-path"],
    says: { "mint-is-not-support": { severity: "information" } },
  },
  {
    name: "a mint that refuses by itself, the deployment and the one that cannot exist",
    cells: [
      asked("preview-session", "gpt-realtime-translate", notSupportedAt("mint")),
      missing("preview-session", notFoundAt("mint")),
    ],
    found: ["operation-unsupported-by-model"],
  },
  {
    name: "a secret is minted, and the socket is throttled: nothing was refused",
    cells: [
      asked("ga-client-secret-realtime", "gpt-realtime-1.5", refusedAt("upgrade", 429, TOO_MANY)),
      missing("ga-client-secret-realtime", notFoundAt("mint")),
    ],
    found: ["rate-limited"],
  },
  {
    name: "works in another role than the path is documented for",
    cells: [asked("chat-completions-v1", "gpt-realtime-1.5", "passes")],
    found: [],
  },
  {
    name: "works by several paths: the plain GA one is named first",
    cells: [
      asked("preview-realtime", "gpt-realtime-1.5", "passes"),
      asked("ga-client-secret-realtime", "gpt-realtime-1.5", "passes"),
      WORKS,
    ],
    found: ["working-path"],
    says: {
      "working-path": { remedy: "Use ga-realtime: WebSocket /openai/v1/realtime?model=gpt-realtime-1.5." },
    },
  },
];
