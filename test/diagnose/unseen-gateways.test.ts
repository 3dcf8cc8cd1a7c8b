import { describe } from "vitest";
import type { Json } from "../../src/model/json.ts";
import type { Stage } from "../../src/model/stage.ts";
import { closed, hop, serviceError } from "../support/recorded.ts";
import { leftAt, noRouteAt, notFoundAt, wrongKeyAt } from "./answers.ts";
import { type Asked, asked, type End, endsAt, missing, missingPath, noCredential } from "./situation.ts";
import { besideOneThatPasses, itConcludes, type Report, withCredential } from "./unseen.ts";

const REALTIME = "gpt-realtime-1.5";
const CLAIMS = ["operation-unsupported-by-model", "deployment-missing", "route-missing"];

/** An answer of something in between: no header of the service, and no body of its shape. */
const bare = (stage: Stage, status: number, body: Json): End => endsAt(stage, hop({ status, body, service: false }));
const text = (stage: Stage, status: number, said: string, service = false): End =>
  endsAt(stage, hop({ status, text: said, service, headers: [["content-type", "text/plain"]] }));
const page = (stage: Stage, status: number, heading: string): End =>
  endsAt(stage, hop({ status, text: `<html><h1>${heading}</h1></html>`, service: false }));
const unanswered = (stage: Stage, cause: "dns.nxdomain" | "tls.cert.self-signed"): End =>
  endsAt(stage, hop({ status: null, failure: cause }));

const CONTROLS: Asked[] = [
  missingPath(noRouteAt("upgrade")),
  missingPath(noRouteAt("result"), "http"),
  noCredential(wrongKeyAt("upgrade")),
];
const CHAT_PASSES: Asked[] = [
  asked("chat-completions-v1", "gpt-4.1", "passes"),
  missing("chat-completions-v1", notFoundAt("result")),
];
const SOCKET_PASSES: Asked[] = [
  asked("ga-realtime", REALTIME, "passes"),
  missing("ga-realtime", notFoundAt("upgrade")),
];

/** One answer to everything, with a credential or without. */
function everything(answer: (stage: Stage) => End): Asked[] {
  return [
    asked("chat-completions-v1", "gpt-4.1", answer("result")),
    missing("chat-completions-v1", answer("result")),
    asked("ga-realtime", REALTIME, answer("upgrade")),
    missing("ga-realtime", answer("upgrade")),
    missingPath(answer("upgrade")),
    missingPath(answer("result"), "http"),
    noCredential(answer("upgrade")),
  ];
}

const WEBSOCKET_ONLY: Json = { statusCode: 400, message: "Invalid websocket upgrade request" };
const APIM_FAILS: Json = {
  statusCode: 500,
  message: "Internal server error",
  activityId: "834f68c5-0cd6-4b3b-8328-c47ab7b7ae88",
};

const REPORTS: Report[] = [
  {
    name: "HTTP sent to a gateway's WebSocket interface",
    source: "https://github.com/pipecat-ai/pipecat/issues/1167, 2025-02-07; that the socket passes is inferred",
    cells: [
      asked("chat-completions-v1", "gpt-4.1", bare("result", 400, WEBSOCKET_ONLY)),
      missing("chat-completions-v1", bare("result", 400, WEBSOCKET_ONLY)),
      ...SOCKET_PASSES,
      missingPath(noRouteAt("upgrade")),
      missingPath(bare("result", 400, WEBSOCKET_ONLY), "http"),
      noCredential(wrongKeyAt("upgrade")),
    ],
    verdict: "inconclusive app.unattributed",
    finds: ["not-the-service", "working-path"],
    never: CLAIMS,
  },
  {
    name: "an application gateway that forbids WebSockets alone",
    source: "https://github.com/novnc/noVNC/issues/1754, 2023-02-01; the page inferred",
    cells: [
      asked("ga-realtime", REALTIME, page("upgrade", 403, "403 Forbidden")),
      missing("ga-realtime", page("upgrade", 403, "403 Forbidden")),
      ...CHAT_PASSES,
      missingPath(page("upgrade", 403, "403 Forbidden")),
      missingPath(noRouteAt("result"), "http"),
      noCredential(page("upgrade", 403, "403 Forbidden")),
    ],
    verdict: "inconclusive app.not-json",
    finds: ["websocket-blocked", "working-path"],
    never: [...CLAIMS, "not-the-service", "key-rejected", "access-refused"],
  },
  {
    name: "a company's own gateway wants a login",
    source: "https://github.com/agno-agi/agno/issues/2969, 2025-04-24; the page inferred from its words",
    cells: everything((stage) => page(stage, 401, "401 Authorization Required")),
    verdict: "inconclusive app.not-json",
    finds: ["not-the-service"],
    never: [...CLAIMS, "key-rejected"],
  },
  {
    name: "a gateway's policy fails on one path",
    source: "https://github.com/Azure-Samples/openai-python-enterprise-logging/issues/21, 2023-07-28",
    cells: [
      asked("responses-v1", "gpt-4.1", bare("result", 500, APIM_FAILS)),
      missing("responses-v1", bare("result", 500, APIM_FAILS)),
      ...CHAT_PASSES,
      ...CONTROLS,
    ],
    verdict: "server-fault server.5xx",
    finds: ["not-the-service", "working-path"],
    never: [...CLAIMS, "server-defect"],
  },
  {
    name: "a gateway shows its own key, and the service refuses it",
    source: "https://github.com/Azure-Samples/openai-python-enterprise-logging/issues/6, 2023-05-17",
    cells: ["gateway", "direct"].flatMap((target) => {
      const through = target === "gateway";
      return [
        asked("chat-completions-v1", "gpt-4.1", through ? wrongKeyAt("result") : "passes", { target }),
        missing("chat-completions-v1", through ? wrongKeyAt("result") : notFoundAt("result"), { target }),
        missingPath(noRouteAt("result"), "http", { target }),
        noCredential(wrongKeyAt("upgrade"), { target }),
      ];
    }),
    verdict: "auth auth.key-invalid",
    finds: ["key-rejected", "working-path"],
    never: CLAIMS,
  },
  {
    name: "a mesh without a backend, on one path",
    source: "https://github.com/router-for-me/pi-cliproxyapi-provider/pull/27, 2026-09-06; the path inferred",
    cells: [
      asked("responses-v1", "gpt-4.1", text("result", 502, "no healthy upstream", true)),
      missing("responses-v1", notFoundAt("result")),
      ...CHAT_PASSES,
      ...CONTROLS,
    ],
    verdict: "server-fault server.5xx",
    finds: ["server-defect", "working-path"],
    never: CLAIMS,
  },
  {
    name: "a local server validates the form in place of the service",
    source: "https://github.com/BerriAI/litellm/issues/20274, 2026-02-02",
    cells: besideOneThatPasses(
      "audio-transcriptions-v1",
      "gpt-4o-transcribe",
      bare("result", 422, { detail: [{ type: "literal_error", loc: ["body", "response_format"], msg: "Input" }] }),
    ),
    verdict: "inconclusive app.unattributed",
    finds: ["not-the-service"],
    never: CLAIMS,
  },
  {
    name: "a proxy that accepts a socket and leaves it",
    source: "https://github.com/BerriAI/litellm/issues/8828, 2025-02-26; the close inferred",
    cells: [
      asked("ga-realtime", REALTIME, leftAt("session", 1000)),
      missing("ga-realtime", leftAt("session", 1000)),
      ...CHAT_PASSES,
      ...CONTROLS,
    ],
    verdict: "inconclusive ws.closed.normal-early",
    finds: ["session-closed-without-reason"],
    never: CLAIMS,
  },
  {
    name: "a close that blames what was sent, with the reason cut off",
    source: "https://github.com/hackdaddy8000/unsuperior-ai-waifu/issues/17, 2023-03-04; the surface inferred",
    cells: [
      asked(
        "voice-live-realtime",
        REALTIME,
        endsAt("configure", closed(1007, { reason: "standard voices will no longer be supported for new users. Ple" })),
      ),
      asked("voice-live-realtime", "gpt-realtime-mini", "passes"),
      missing("voice-live-realtime", notFoundAt("upgrade")),
      ...CONTROLS,
    ],
    verdict: "rejected-request ws.protocol-close",
    never: CLAIMS,
  },
  {
    name: "the firewall of the resource",
    source: "https://github.com/microsoft/microsoft-foundry-for-vscode/issues/29, 2025-05-19",
    cells: withCredential(403, serviceError("403", "Access denied due to Virtual Network/Firewall rules.")),
    verdict: "auth auth.network-acl",
    finds: ["network-restricted"],
    never: CLAIMS,
  },
  {
    name: "a host name that does not resolve behind a company's firewall",
    source: "https://github.com/BerriAI/litellm/issues/1458",
    cells: everything((stage) => unanswered(stage, "dns.nxdomain")),
    verdict: "network dns.nxdomain",
    finds: ["endpoint-unreachable"],
    never: CLAIMS,
  },
  {
    name: "a VPN that signs certificates itself, on one of two machines",
    source: "https://github.com/Mintplex-Labs/anything-llm/issues/2896, 2024-12-24",
    cells: everything((stage) => unanswered(stage, "tls.cert.self-signed")),
    verdict: "network tls.cert.self-signed",
    finds: ["endpoint-unreachable"],
    never: CLAIMS,
  },
];

describe("public reports of what stands between", () => itConcludes(REPORTS));
