import { hop, serviceError } from "../../support/recorded.ts";
import {
  errorEvent,
  leftAt,
  notFoundAt,
  notSupportedAt,
  refusedAt,
  TRANSCRIPT_LOST,
  TRANSCRIPT_OF_NONE,
  TRANSCRIPT_REFUSED,
  unheardOfAt,
} from "../answers.ts";
import { asked, endsAt, missing, type Situation } from "../situation.ts";

const WORKS = asked("ga-realtime", "gpt-realtime-1.5", "passes");
const HANDSHAKES = serviceError(
  "429",
  "Requests to the onHandshake Operation … have exceeded call rate limit of your tier.",
);
const TOO_MANY = serviceError("429", "Requests … have exceeded call rate limit.");
const USED_UP = { type: "insufficient_quota", code: "insufficient_quota", message: "You exceeded your current quota." };
const BOOM = serviceError("InternalServerError", "Internal server error");
const CLOSED_FOR_A_REASON = endsAt("session", {
  kind: "close",
  at: 2,
  by: "peer",
  code: 1000,
  reason: "Your session hit the maximum duration",
  transport: "fin",
  failure: null,
});

export const SESSIONS: Situation[] = [
  {
    name: "handshakes beyond the rate, and never taken (FR-049)",
    cells: [
      asked("ga-realtime", "gpt-realtime-1.5", refusedAt("upgrade", 429, HANDSHAKES)),
      asked("preview-realtime", "gpt-realtime-1.5", refusedAt("upgrade", 429, HANDSHAKES)),
    ],
    found: ["handshake-rate-limited"],
    says: { "handshake-rate-limited": { severity: "low", component: "quota", ask: null } },
  },
  {
    name: "handshakes beyond the rate, taken after a wait",
    cells: [asked("ga-realtime", "gpt-realtime-1.5", [refusedAt("upgrade", 429, HANDSHAKES), "passes"])],
    found: ["handshake-rate-limited", "working-path"],
    says: { "handshake-rate-limited": { severity: "information" } },
  },
  {
    name: "handshakes of two deployments answered 429 in words that nobody recorded, while plain requests pass",
    cells: [
      asked("ga-realtime", "gpt-realtime-1.5", unheardOfAt("upgrade", 429)),
      asked("ga-transcription", "gpt-4o-transcribe", unheardOfAt("upgrade", 429)),
      asked("audio-transcriptions-v1", "gpt-4o-transcribe", "passes"),
      asked("responses-v1", "gpt-realtime-1.5", "passes"),
    ],
    found: ["handshake-rate-limited", "working-path"],
  },
  {
    name: "one deployment answered 429 everywhere: its own rate",
    cells: [
      asked("ga-realtime", "gpt-realtime-1.5", refusedAt("upgrade", 429, TOO_MANY)),
      asked("responses-v1", "gpt-realtime-1.5", refusedAt("result", 429, TOO_MANY)),
    ],
    found: [],
  },
  {
    name: "the quota is used up inside the session",
    cells: [
      asked("ga-realtime", "gpt-realtime-1.5", endsAt("result", errorEvent(USED_UP))),
      asked("preview-realtime", "gpt-realtime-1.5", endsAt("result", errorEvent(USED_UP))),
    ],
    found: ["quota-exhausted-in-session"],
    says: {
      "quota-exhausted-in-session": {
        severity: "medium",
        cells: ["france/gpt-realtime-1.5/ga-realtime", "france/gpt-realtime-1.5/preview-realtime@2025-04-01-preview"],
      },
    },
  },
  {
    name: "the quota is used up before any session",
    cells: [
      asked(
        "ga-realtime",
        "gpt-realtime-1.5",
        refusedAt("upgrade", 429, serviceError("insufficient_quota", "used up")),
      ),
    ],
    found: [],
  },
  {
    name: "the service asks to come again later, by a close",
    cells: [asked("ga-realtime", "gpt-realtime-1.5", leftAt("session", 1013))],
    found: [],
  },
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
      "late-refusal": { severity: "medium", cells: ["france/gpt-realtime-translate/ga-transcription"] },
    },
  },
  {
    name: "attempts disagree whether the transcript fails",
    cells: [
      asked("ga-transcription", "gpt-4o-transcribe", [TRANSCRIPT_LOST, "passes"]),
      asked("audio-transcriptions-v1", "gpt-4o-transcribe", "passes"),
    ],
    found: ["working-path"],
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
        severity: "medium",
        facts: { mintedForMissingDeployment: true, refusedAfterwards: ["gpt-realtime-translate"] },
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
    found: [],
  },
  {
    name: "500 to one deployment, three times, and a proper answer to another (FR-009)",
    cells: [
      asked("ga-client-secret-transcription-model", "gpt-realtime-translate", [
        refusedAt("mint", 500, BOOM),
        refusedAt("mint", 500, BOOM),
        refusedAt("mint", 500, BOOM),
      ]),
      asked("ga-client-secret-transcription-model", "gpt-realtime-whisper", "passes"),
    ],
    found: ["server-defect", "working-path"],
    says: {
      "server-defect": {
        severity: "high",
        component: "session-mint",
        title: "500 on a well-formed request, 3 of 3 attempts",
      },
    },
  },
  {
    name: "500 to one body and a secret for another on the same path, once (FR-040)",
    cells: [
      asked("ga-client-secret-input-transcription", "gpt-4o-transcribe", refusedAt("mint", 500, BOOM)),
      asked("ga-client-secret-realtime", "gpt-realtime-1.5", "passes"),
    ],
    found: ["server-defect", "working-path"],
    says: { "server-defect": { severity: "medium" } },
  },
  {
    name: "500 to everybody: an outage, or our request; nothing answers beside it",
    cells: [
      asked("ga-client-secret-transcription-model", "gpt-realtime-translate", refusedAt("mint", 500, BOOM)),
      asked("ga-client-secret-transcription-model", "gpt-realtime-whisper", refusedAt("mint", 500, BOOM)),
      missing("ga-client-secret-transcription-model", refusedAt("mint", 500, BOOM)),
      asked("chat-completions-v1", "gpt-4.1", "passes"),
    ],
    found: ["working-path"],
  },
  {
    name: "500 beside a sibling that was only put off",
    cells: [
      asked("ga-realtime", "gpt-realtime-1.5", refusedAt("upgrade", 500, BOOM)),
      asked("ga-realtime", "gpt-realtime-whisper", refusedAt("upgrade", 429, TOO_MANY)),
    ],
    found: [],
  },
  {
    name: "500 and then a turn",
    cells: [
      asked("ga-realtime", "gpt-realtime-1.5", [refusedAt("upgrade", 500, BOOM), "passes"]),
      missing("ga-realtime", notFoundAt("upgrade")),
    ],
    found: [],
  },
  {
    name: "the peer leaves after a 101, and another socket lasts",
    cells: [WORKS, asked("ga-transcription", "gpt-realtime-whisper", leftAt("session"))],
    found: ["session-closed-without-reason", "working-path"],
    says: {
      "session-closed-without-reason": { severity: "medium", component: "session" },
    },
  },
  {
    name: "the peer leaves every socket after a 101, the one of a deployment that cannot exist too",
    cells: [
      asked("ga-realtime", "gpt-realtime-1.5", leftAt("session", null, "reset")),
      asked("preview-realtime", "gpt-realtime-1.5", leftAt("session", null, "reset")),
      missing("ga-realtime", leftAt("session", null, "reset")),
    ],
    found: ["session-closed-without-reason"],
    says: {
      "session-closed-without-reason": {
        component: "unknown",
        ask: null,
        facts: { sameForMissingDeployment: true, otherSocketsLast: false },
      },
    },
  },
  {
    name: "the peer leaves with a reason",
    cells: [WORKS, asked("ga-transcription", "gpt-realtime-whisper", CLOSED_FOR_A_REASON)],
    found: ["working-path"],
  },
  {
    name: "the peer leaves with a server error code",
    cells: [WORKS, asked("ga-transcription", "gpt-realtime-whisper", leftAt("session", 1011))],
    found: ["working-path"],
  },
  {
    name: "the connection was never accepted",
    cells: [
      asked(
        "ga-realtime",
        "gpt-realtime-1.5",
        endsAt("upgrade", hop({ status: null, failure: "tcp.reset.awaiting-headers" })),
      ),
    ],
    found: [],
  },
  {
    name: "attempts disagree whether the peer leaves",
    cells: [asked("ga-realtime", "gpt-realtime-1.5", [leftAt("session"), "passes"])],
    found: [],
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
