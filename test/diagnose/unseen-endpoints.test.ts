import { describe } from "vitest";
import type { Json } from "../../src/model/json.ts";
import type { Stage } from "../../src/model/stage.ts";
import { closed, hop, serviceError } from "../support/recorded.ts";
import { notFoundAt, refusedAt } from "./answers.ts";
import { type Asked, asked, type End, endsAt, missing, missingPath, noCredential } from "./situation.ts";
import { everywhere, itConcludes, type Report } from "./unseen.ts";

/** A gateway of one's own answers everything, and none of its answers bears a mark of the service. */
function byAGateway(status: number, body: Json): Asked[] {
  const at = (stage: Stage): End => endsAt(stage, hop({ status, body, service: false }));
  return [
    asked("ga-realtime", "gpt-realtime-1.5", at("upgrade")),
    missing("ga-realtime", at("upgrade")),
    asked("chat-completions-v1", "gpt-4.1", at("result")),
    missing("chat-completions-v1", at("result")),
    missingPath(at("upgrade")),
    missingPath(at("result"), "http"),
    noCredential(at("upgrade")),
  ];
}

const WRONG_KEY = "invalid_request_error.invalid_api_key";
const SUBDOMAIN = "Subdomain does not map to a resource.";
const invalidUrl = (request: string): Json => ({
  error: { message: `Invalid URL (${request})`, type: "invalid_request_error", param: null, code: null },
});
const UNTRUSTED = endsAt("upgrade", hop({ status: null, failure: "tls.cert.untrusted" }));
const INVALID_OFFER = refusedAt("upgrade", 400, {
  error: {
    message: "Invalid SDP offer. Please try again with a WHIP-compliant offer.",
    type: "invalid_request_error",
    param: null,
    code: "invalid_offer",
  },
});
const CLAIMS = ["operation-unsupported-by-model", "deployment-missing", "route-missing"];
const PER_PATH = [...CLAIMS, "missing-and-unsupported-look-alike"];

const REPORTS: Report[] = [
  {
    name: "a host name that is no resource's any more, answered 404",
    source: "https://github.com/Azure-Samples/azure-search-openai-demo/issues/294, 2023-06-09",
    cells: everywhere(404, serviceError("404", SUBDOMAIN)),
    verdict: "inconclusive inconclusive.unrecognised",
    finds: ["answered-alike-everywhere"],
    never: PER_PATH,
  },
  {
    name: "a host name that is no resource's any more, answered 400",
    source: "https://github.com/Azure-Samples/azure-search-openai-demo/issues/497, 2023-08-03",
    cells: everywhere(400, serviceError("400", SUBDOMAIN)),
    verdict: "inconclusive inconclusive.unrecognised",
    finds: ["answered-alike-everywhere"],
    never: PER_PATH,
  },
  {
    name: "a gateway that wants a key of its own, by another header",
    source: "https://github.com/Azure-Samples/openai-apim-lb/issues/31, 2025-04-15",
    cells: byAGateway(401, {
      statusCode: 401,
      message:
        "Access denied due to missing subscription key. Make sure to include subscription key when making requests to an API.",
    }),
    verdict: "auth auth.key-unread",
    never: PER_PATH,
  },
  {
    name: "a gateway without such a route",
    source: "Azure API Management's own 404 for an operation that no API has; no thread quoted",
    cells: byAGateway(404, { statusCode: 404, message: "Resource not found" }),
    verdict: "inconclusive app.unattributed",
    finds: ["not-the-service"],
    never: PER_PATH,
  },
  {
    name: "a gateway's quota, told by 403",
    source: "https://github.com/MicrosoftDocs/azure-docs/issues/16282, 2018-10-05",
    cells: byAGateway(403, {
      statusCode: 403,
      message: "Out of call volume quota. Quota will be replenished in 5.03:23:11",
    }),
    verdict: "throttled throttled.quota",
    never: [...PER_PATH, "key-rejected", "access-refused"],
  },
  {
    name: "a doubled path, repeated in the answer, is a path that is not served",
    source: "https://github.com/harry0703/MoneyPrinterTurbo/issues/57, 2024-03-25",
    cells: [
      asked("chat-completions-v1", "gpt-4.1", refusedAt("result", 404, invalidUrl("POST /v1/chat/completions/x"))),
      missing("chat-completions-v1", refusedAt("result", 404, invalidUrl("POST /v1/chat/completions/x"))),
      missingPath(refusedAt("result", 404, invalidUrl("GET /v1/aoai-probe-no-such-path")), "http"),
      asked("responses-v1", "gpt-4.1", "passes"),
      missing("responses-v1", notFoundAt("result")),
    ],
    verdict: "no-route route.not-found",
    finds: ["route-missing", "working-path"],
    never: ["deployment-missing", "operation-unsupported-by-model"],
  },
  {
    name: "a wrong key on OpenAI's own platform, told by the close after a 101",
    source: "https://github.com/twilio-samples/speech-assistant-openai-realtime-api-python/issues/4, 2024-10-04",
    cells: [
      asked("ga-realtime", "gpt-realtime-1.5", endsAt("session", closed(3000, { reason: WRONG_KEY }))),
      missing("ga-realtime", endsAt("session", closed(3000, { reason: WRONG_KEY }))),
    ],
    verdict: "auth auth.key-invalid",
    never: PER_PATH,
  },
  {
    name: "a proxy that inspects TLS, whose CA is not trusted here",
    source: "https://github.com/microsoft/teams.ts/issues/383, 2025-10-28",
    cells: [
      asked("ga-realtime", "gpt-realtime-1.5", UNTRUSTED),
      missing("ga-realtime", UNTRUSTED),
      asked("chat-completions-v1", "gpt-4.1", endsAt("result", hop({ status: null, failure: "tls.cert.untrusted" }))),
    ],
    verdict: "network tls.cert.untrusted",
    finds: ["endpoint-unreachable"],
    never: PER_PATH,
  },
  {
    name: "the quota is used up when a call is opened",
    source: "https://github.com/openai/openai-agents-js/issues/1460, 2026-07-10",
    cells: [
      asked(
        "ga-calls",
        "gpt-realtime-1.5",
        refusedAt("upgrade", 429, {
          error: {
            message: "You exceeded your current quota, please check your plan and billing details.",
            type: "insufficient_quota",
            code: "insufficient_quota",
          },
        }),
      ),
      missing("ga-calls", notFoundAt("mint")),
    ],
    verdict: "throttled throttled.quota",
    never: [...PER_PATH, "mint-is-not-support"],
  },
  {
    name: "an offer that is not taken, whichever deployment is called",
    source: "https://github.com/espressif/esp-webrtc-solution/issues/17, 2025-02-19",
    cells: [
      ...["gpt-realtime-1.5", "gpt-realtime-mini"].map((name) => asked("ga-calls", name, INVALID_OFFER)),
      missing("ga-calls", notFoundAt("mint")),
    ],
    verdict: "rejected-request request.refused",
    never: PER_PATH,
  },
];

describe("public reports of endpoints", () => itConcludes(REPORTS));
