import type { Cause } from "../../../src/model/cause.ts";
import { hop } from "../../support/recorded.ts";
import { type Asked, asked, endsAt, missing, missingPath, type Situation } from "../situation.ts";

const MINUTE = "2026-06-10T14:41:";

/** A cell whose one attempt began at a second of the minute, and took so long. */
function at(second: number, [cell, recording]: Asked, durationMs = 10): Asked {
  if (recording === null) return [cell, null];
  const startedAt = `${MINUTE}${String(second).padStart(2, "0")}.000Z`;
  return [
    cell,
    { ...recording, startedAt, attempts: recording.attempts.map((a) => ({ ...a, startedAt, durationMs })) },
  ];
}

/** A cell that was not attempted because of others before it. */
function givenUp([cell, recording]: Asked, cause: Cause): Asked {
  return [
    cell,
    recording === null ? null : { ...recording, attempts: [], notAttempted: { cause, because: ["a", "b"] } },
  ];
}

const silentPost = (cause: Cause = "http.headers.timeout") => endsAt("result", hop({ status: null, failure: cause }));
const silentSocket = endsAt("upgrade", hop({ status: null, failure: "ws.handshake.timeout" }));
const chat = (name: string, probe = "chat-completions-v1") => asked(probe, name, silentPost());

export const OUTAGES: Situation[] = [
  {
    name: "connections are accepted, and nothing is answered",
    cells: [
      at(0, asked("ga-realtime", "gpt-realtime-1.5", silentSocket), 10_000),
      at(0, missing("ga-realtime", silentSocket), 10_000),
      at(10, chat("gpt-4.1"), 10_000),
      at(20, asked("models-v1", null, silentPost()), 10_000),
      givenUp(asked("responses-v1", "gpt-4.1", silentPost()), "http.headers.timeout"),
      givenUp(asked("chat-completions-v1", "gpt-4.1-mini", silentPost()), "http.headers.timeout"),
    ],
    found: ["endpoint-silent"],
    says: {
      "endpoint-silent": {
        severity: "high",
        facts: {
          host: "france.openai.azure.com",
          requests: 4,
          attempted: 4,
          notAttempted: 2,
          from: "2026-06-10T14:41:00.000Z",
          to: "2026-06-10T14:41:30.000Z",
        },
      },
    },
  },
  {
    name: "the host goes away in the middle, and comes back",
    cells: [
      at(0, asked("models-v1", null, "passes")),
      at(1, asked("chat-completions-v1", "gpt-4.1", "passes")),
      at(2, chat("gpt-4.1-mini"), 10_000),
      at(3, asked("responses-v1", "gpt-4.1", silentPost()), 10_000),
      at(12, asked("chat-completions-deployment", "gpt-4.1", silentPost()), 10_000),
      at(30, asked("responses-v1", "gpt-4.1-mini", "passes")),
    ],
    found: ["endpoint-intermittent", "working-path × 2"],
    says: {
      "endpoint-intermittent": {
        facts: {
          host: "france.openai.azure.com",
          failed: 3,
          notAttempted: 0,
          answered: 3,
          causes: ["http.headers.timeout"],
          from: "2026-06-10T14:41:02.000Z",
          to: "2026-06-10T14:41:22.000Z",
          backAt: "2026-06-10T14:41:30.000Z",
        },
      },
    },
  },
  {
    name: "the host refuses connections after a while, and is given up",
    cells: [
      at(0, asked("models-v1", null, "passes")),
      ...[1, 2, 3].map((n) => at(n, asked("chat-completions-v1", `gpt-4.1-${n}`, silentPost("tcp.refused")))),
      at(4, asked("chat-completions-deployment", "gpt-4.1-1", silentPost("tcp.refused"))),
      at(5, asked("responses-v1", "gpt-4.1-1", silentPost("tcp.refused"))),
      givenUp(asked("responses-v1", "gpt-4.1-2", silentPost()), "tcp.refused"),
    ],
    found: ["endpoint-intermittent"],
  },
  {
    name: "one path is silent among others that are answered",
    cells: [
      at(0, asked("models-v1", null, "passes")),
      ...[1, 3, 5].map((n) => at(n, asked("responses-v1", `gpt-4.1-${n}`, silentPost()), 10_000)),
      ...[2, 4, 6].map((n) => at(n, asked("chat-completions-v1", `gpt-4.1-${n - 1}`, "passes"))),
      missingPath(
        endsAt("result", hop({ status: 404, body: { error: { code: "404", message: "Resource not found" } } })),
        "http",
      ),
    ],
    found: ["working-path × 3"],
  },
];
