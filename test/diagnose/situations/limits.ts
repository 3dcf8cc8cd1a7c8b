import { hop, serviceError } from "../../support/recorded.ts";
import { errorEvent, leftAt, refusedAt, unheardOfAt } from "../answers.ts";
import { asked, endsAt, missing, type Situation } from "../situation.ts";

const HANDSHAKES = serviceError(
  "429",
  "Requests to the onHandshake Operation … have exceeded call rate limit of your tier.",
);
const TOO_MANY = serviceError("429", "Requests … have exceeded call rate limit.");
const LATER = endsAt("result", hop({ status: 429, body: TOO_MANY, headers: [["Retry-After", "20"]] }));
const USED_UP = { type: "insufficient_quota", code: "insufficient_quota", message: "You exceeded your current quota." };

export const LIMITS: Situation[] = [
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
    found: ["rate-limited × 2"],
  },
  {
    name: "plain requests beyond the rate, with a time to come again, and nothing else that transcribes",
    cells: [
      asked(
        "audio-transcriptions-v1",
        "gpt-4o-transcribe",
        endsAt("result", hop({ status: 429, body: TOO_MANY, headers: [["Retry-After", "33"]] })),
      ),
      asked("ga-realtime", "gpt-realtime-1.5", "passes"),
    ],
    found: ["rate-limited", "working-path"],
    says: {
      "rate-limited": {
        severity: "medium",
        component: "quota",
        deployment: "gpt-4o-transcribe",
        title: "Service rate-limits gpt-4o-transcribe",
        explanation:
          "POST /openai/v1/audio/transcriptions returned 429 “Requests … have exceeded call rate limit.” in 1 attempt. The response asks to retry later (retry-after: 33). The limit was reached before the service evaluated the request. The path and the model are not refused, and nothing is proven about them.",
        ask: null,
      },
    },
  },
  {
    name: "plain requests beyond the rate, while another path transcribes",
    cells: [
      asked("audio-transcriptions-v1", "gpt-4o-transcribe", refusedAt("result", 429, TOO_MANY)),
      asked("ga-transcription", "gpt-4o-transcribe", "passes"),
    ],
    found: ["rate-limited", "working-path"],
    says: { "rate-limited": { severity: "low" } },
  },
  {
    name: "every request of a target beyond the rate, of which the first were waited for",
    cells: [
      ...["responses-v1", "chat-completions-v1"].flatMap((probe) => [
        asked(probe, "gpt-4.1-mini", [LATER, LATER]),
        asked(probe, "gpt-realtime-1.5", LATER),
      ]),
      asked("ga-realtime", "gpt-realtime-1.5", refusedAt("upgrade", 429, HANDSHAKES)),
      asked("ga-transcription", "gpt-4o-transcribe", refusedAt("upgrade", 429, HANDSHAKES)),
      missing("responses-v1", LATER),
    ],
    found: ["every-request-rate-limited"],
    says: {
      "every-request-rate-limited": {
        severity: "medium",
        component: "quota",
        deployment: null,
        title: "Every request to france is rate-limited",
        explanation:
          "Each of 6 cells ended with 429. An example is 429 “Requests … have exceeded call rate limit.”. The run waited for 2 cells and tried the others once each. The response asks to retry later (retry-after: 20). Nothing is proven about these deployments and paths.",
        ask: null,
      },
    },
  },
  {
    name: "every request to one deployment beyond the rate, while another works",
    cells: [
      ...["responses-v1", "chat-completions-v1"].map((probe) => asked(probe, "gpt-4.1-mini", LATER)),
      asked("ga-realtime", "gpt-4.1-mini", refusedAt("upgrade", 429, TOO_MANY)),
      asked("ga-realtime", "gpt-realtime-1.5", "passes"),
    ],
    found: ["every-request-rate-limited", "working-path"],
    says: {
      "every-request-rate-limited": {
        deployment: "gpt-4.1-mini",
        title: "Every request to gpt-4.1-mini is rate-limited",
      },
    },
  },
  {
    name: "every plain request of a target beyond the rate, while its sockets work",
    cells: [
      ...["gpt-4.1-mini", "gpt-realtime-1.5", "gpt-4o-transcribe"].map((name) => asked("responses-v1", name, LATER)),
      ...["gpt-4.1-mini", "gpt-realtime-1.5", "gpt-4o-transcribe"].map((name) => asked("ga-realtime", name, "passes")),
    ],
    found: ["every-request-rate-limited", "working-path × 2"],
    says: { "every-request-rate-limited": { title: "Every HTTP request to france is rate-limited" } },
  },
  {
    name: "most requests beyond the rate, and one of each deployment and transport answered",
    cells: [
      ...["responses-v1", "chat-completions-v1", "audio-transcriptions-v1"].map((probe) =>
        asked(probe, "gpt-4.1-mini", LATER),
      ),
      asked("chat-completions-deployment", "gpt-4.1-mini", "passes"),
    ],
    found: ["rate-limited × 3", "working-path"],
  },
  {
    name: "a plain request beyond the rate of whoever stands between",
    cells: [
      asked(
        "audio-transcriptions-v1",
        "gpt-4o-transcribe",
        endsAt("result", hop({ status: 429, text: "slow down", service: false })),
      ),
    ],
    found: ["not-the-service"],
  },
  {
    name: "a plain request beyond the rate, answered after a wait",
    cells: [asked("audio-transcriptions-v1", "gpt-4o-transcribe", [refusedAt("result", 429, TOO_MANY), "passes"])],
    found: ["working-path"],
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
    found: ["rate-limited"],
  },
  {
    name: "the service asks to come again later, by a close",
    cells: [asked("ga-realtime", "gpt-realtime-1.5", leftAt("session", 1013))],
    found: [],
  },
];
