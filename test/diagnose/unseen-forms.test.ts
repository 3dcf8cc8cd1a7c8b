import { describe } from "vitest";
import type { JsonObject } from "../../src/model/json.ts";
import type { Stage } from "../../src/model/stage.ts";
import { closed, hop, received } from "../support/recorded.ts";
import { noRouteAt, notFoundAt, refusedAt, wrongKeyAt } from "./answers.ts";
import { type Asked, asked, type End, endsAt, missing, missingPath, noCredential } from "./situation.ts";
import { besideOneThatPasses, itConcludes, type Report, refused } from "./unseen.ts";

const REALTIME = "gpt-realtime-1.5";
const OF_THE_MODEL = ["operation-unsupported-by-model", "deployment-missing", "late-refusal"];

/** A conversation that ends so, beside one of another deployment that passes. */
function conversation(end: End | End[]): Asked[] {
  return [
    asked("ga-realtime", REALTIME, end),
    asked("ga-realtime", "gpt-realtime-mini", "passes"),
    missing("ga-realtime", notFoundAt("upgrade")),
    missingPath(noRouteAt("upgrade")),
  ];
}

const failedResponse = (error: JsonObject): End =>
  endsAt(
    "result",
    received({ type: "response.done", response: { status: "failed", status_details: { type: "failed", error } } }),
  );

/** Every socket ends so, whatever it asks for and with what; HTTP is answered. */
function socketsOnly(answer: (stage: Stage) => End): Asked[] {
  return [
    asked("ga-realtime", REALTIME, answer("upgrade")),
    missing("ga-realtime", answer("upgrade")),
    asked("preview-realtime", REALTIME, answer("upgrade")),
    missing("preview-realtime", answer("upgrade")),
    asked("ga-translation", "gpt-realtime-translate", answer("upgrade")),
    missing("ga-translation", answer("upgrade")),
    missingPath(answer("upgrade")),
    noCredential(answer("upgrade")),
    asked("chat-completions-v1", "gpt-4.1", "passes"),
    missing("chat-completions-v1", notFoundAt("result")),
    missingPath(refusedAt("result", 404, { error: { code: "404", message: "Nothing here" } }), "http"),
  ];
}

const REPORTS: Report[] = [
  {
    name: "one model of two is overloaded, and says so by a type of its own",
    source: "https://learn.microsoft.com/en-us/answers/questions/5846034, 2026-04-01; three of three inferred",
    cells: conversation(
      failedResponse({
        code: "inference_service_unavailable_error",
        type: "service_unavailable_error",
        message: "The server is overloaded or not ready yet. Please try again later.",
      }),
    ),
    verdict: "server-fault server.error-event",
    finds: ["server-defect"],
    never: OF_THE_MODEL,
  },
  {
    name: "a body that does not fit the service's schema",
    source: "https://github.com/Azure/azure-sdk-for-net/issues/49857, 2025-05-06",
    cells: besideOneThatPasses(
      "chat-completions-v1",
      "phi-4-multimodal",
      refusedAt("result", 422, { error: { code: "Invalid input", status: 422, message: "invalid input error" } }),
    ),
    verdict: "inconclusive inconclusive.unrecognised",
    never: OF_THE_MODEL,
  },
  {
    name: "a field of the request that is not of the type wanted",
    source: "https://github.com/chathub-dev/chathub/issues/921, 2023-11-27",
    cells: besideOneThatPasses(
      "chat-completions-v1",
      "gpt-4o-audio",
      refused(400, "[{'type': 'text', 'text': 'test'}] is not of type 'string' - 'messages.1.content'", null, null),
    ),
    verdict: "rejected-request request.field",
    never: OF_THE_MODEL,
    wordsMatter: true,
  },
  {
    name: "the end of a session's time, told by the reason of the close",
    source: "https://github.com/sonichi/sutando/issues/1307, 2026-05-28",
    cells: conversation(endsAt("result", closed(1001, { reason: "session_expired" }))),
    verdict: "inconclusive session.expired",
    never: OF_THE_MODEL,
  },
  {
    name: "a front door that does not carry WebSockets",
    source: "https://github.com/MicrosoftDocs/architecture-center/issues/4011, 2023-04-26; the answer inferred",
    cells: socketsOnly(noRouteAt),
    verdict: "inconclusive inconclusive.unrecognised",
    finds: ["answered-alike-everywhere", "working-path"],
    never: [...OF_THE_MODEL, "route-missing"],
  },
  {
    name: "a call that is made, and whose sideband is never answered",
    source: "https://github.com/microsoft/service-fabric-issues/issues/421, 2017-08-22; for a WebRTC call",
    cells: [
      asked("ga-calls", REALTIME, endsAt("session", hop({ status: null, failure: "cell.deadline", service: false }))),
      missing("ga-calls", notFoundAt("mint")),
      missingPath(noRouteAt("upgrade")),
      noCredential(wrongKeyAt("upgrade")),
    ],
    verdict: "partial result.unprovable",
    never: ["not-the-service"],
  },
];

describe("public reports of answers in an unusual form", () => itConcludes(REPORTS));
