import type { JsonObject } from "../../../src/model/json.ts";
import { hop, received, serviceError } from "../../support/recorded.ts";
import { leftAt, notFoundAt, refusedAt, unheardOfAt } from "../answers.ts";
import { asked, endsAt, missing, type Situation } from "../situation.ts";

const WORKS = asked("ga-realtime", "gpt-realtime-1.5", "passes");
const TOO_MANY = serviceError("429", "Requests … have exceeded call rate limit.");
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

const FAILED = { type: "server_error", code: null, message: "The server had an error while processing your request." };
const response = (status: string, error: JsonObject) =>
  received({ type: "response.done", response: { status, status_details: { type: status, error } } });

const UNPROMPTED = received({
  type: "error",
  error: { type: "invalid_request_error", code: "x", message: "No.", param: null },
});

export const SESSIONS: Situation[] = [
  {
    name: "an error before the client sent anything, and then a close with a code and a reason",
    cells: [
      WORKS,
      asked(
        "ga-realtime",
        "gpt-realtime-mini",
        endsAt("session", UNPROMPTED, {
          kind: "close",
          at: 2,
          by: "peer",
          code: 1008,
          reason: "configuration failed",
          transport: "fin",
          failure: null,
        }),
      ),
    ],
    found: ["session-failed-unprompted", "working-path"],
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
        severity: "medium",
        component: "session-mint",
        title: "Service returns 500 to a valid request (3 of 3 attempts within 1 s)",
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
    found: ["rate-limited"],
  },
  {
    name: "500 and then a turn",
    cells: [
      asked("ga-realtime", "gpt-realtime-1.5", [refusedAt("upgrade", 500, BOOM), "passes"]),
      missing("ga-realtime", notFoundAt("upgrade")),
    ],
    found: ["attempts-disagree"],
    says: {
      "attempts-disagree": {
        severity: "medium",
        component: "model-serving",
        title: "ga-realtime fails in 1 of 2 attempts within 1 s and works in the rest",
        explanation:
          "WebSocket /openai/v1/realtime failed in 1 of 2 attempts within 1 s with 500 InternalServerError “Internal server error”. The other attempts returned the result. Every attempt sent the same request, so neither the request nor the deployment alone is the cause. Nothing is concluded about what is supported.",
        ask: "Please examine the failing attempts with apim-request-id 4b30c637-e2c5-41f9-8e2c-5d37fa3d22d8. Please explain why the same request gets different responses.",
      },
    },
  },
  {
    name: "500 and then a refusal, for what nobody would ask of the deployment: it is told, low",
    cells: [
      asked("ga-realtime", "gpt-realtime-whisper", [
        refusedAt("upgrade", 500, BOOM),
        refusedAt("upgrade", 500, BOOM),
        unheardOfAt("upgrade"),
      ]),
      missing("ga-realtime", notFoundAt("upgrade")),
    ],
    found: ["attempts-disagree"],
    says: {
      "attempts-disagree": {
        severity: "low",
        facts: {
          path: "WebSocket /openai/v1/realtime",
          failing: 2,
          attempts: 3,
          answers: ["500 InternalServerError “Internal server error”"],
          otherwise: ["400 ModelKindMismatch “No such thing for this kind of model.”"],
          failedAt: ["2026-06-10T14:41:07.512Z", "2026-06-10T14:41:07.512Z"],
          requestIds: ["4b30c637-e2c5-41f9-8e2c-5d37fa3d22d8", "4b30c637-e2c5-41f9-8e2c-5d37fa3d22d8"],
        },
      },
    },
  },
  {
    name: "502 of whoever stands between, and then a turn: nothing is asked of the service",
    cells: [
      asked("ga-realtime", "gpt-realtime-1.5", [
        endsAt("upgrade", hop({ status: 502, text: "no healthy upstream", service: false })),
        "passes",
      ]),
    ],
    found: ["attempts-disagree"],
    says: { "attempts-disagree": { component: "unknown", ask: null } },
  },
  {
    name: "put off by a limit, and then a turn: attempts do not disagree",
    cells: [asked("ga-realtime", "gpt-realtime-1.5", [refusedAt("upgrade", 429, TOO_MANY), "passes"])],
    found: ["working-path"],
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
    found: ["server-defect", "working-path"],
    says: {
      "server-defect": {
        severity: "medium",
        title: "Service returns close 1011 to a valid request (1 of 1 attempt)",
      },
    },
  },
  {
    name: "the answer fails with an error that the service calls its own, and another model's does not",
    cells: [
      WORKS,
      asked("ga-realtime", "gpt-4.1", endsAt("result", response("failed", FAILED))),
      missing("ga-realtime", notFoundAt("upgrade")),
    ],
    found: ["server-defect", "working-path"],
    says: {
      "server-defect": {
        title: "Service returns event response.done to a valid request",
        component: "model-serving",
      },
    },
  },
  {
    name: "the answer fails as it does for a deployment that cannot exist",
    cells: [
      WORKS,
      asked("ga-realtime", "gpt-4.1", endsAt("result", response("failed", FAILED))),
      missing("ga-realtime", endsAt("result", response("failed", FAILED))),
    ],
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
    found: ["attempts-disagree"],
    says: { "attempts-disagree": { component: "unknown" } },
  },
];
