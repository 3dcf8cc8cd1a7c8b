import { describe } from "vitest";
import { hop, serviceError } from "../support/recorded.ts";
import { notFoundAt, refusedAt, wrongKeyAt } from "./answers.ts";
import { asked, endsAt, missing, noCredential } from "./situation.ts";
import { everywhere, itConcludes, type Report, withCredential } from "./unseen.ts";

const WRONG_KEY =
  "Access denied due to invalid subscription key or wrong API endpoint. Make sure to provide a valid key for an active subscription and use a correct regional API endpoint for your resource.";
const ANY_TOKEN_FAULT = {
  statusCode: 401,
  message:
    "Unauthorized. Access token is missing, invalid, audience is incorrect (https://cognitiveservices.azure.com), or have expired.",
};
const CLAIMS = ["operation-unsupported-by-model", "deployment-missing", "route-missing"];

const REPORTS: Report[] = [
  {
    name: "the key of another provider, with the code Unauthorized in place of 401",
    source: "https://github.com/vercel/chatbot/issues/588, 2024-12-04",
    cells: everywhere(401, serviceError("Unauthorized", WRONG_KEY)),
    verdict: "auth auth.key-invalid",
    finds: ["key-rejected"],
    never: CLAIMS,
  },
  {
    name: "a 401 at the handshake of which the client shows the status alone, for a key as for none",
    source: "https://github.com/Azure-Samples/aisearch-openai-rag-audio/issues/48, 2024-11-02; no body: inferred",
    cells: [
      asked("preview-realtime", "gpt-realtime-1.5", endsAt("upgrade", hop({ status: 401 }))),
      missing("preview-realtime", endsAt("upgrade", hop({ status: 401 }))),
      noCredential(endsAt("upgrade", hop({ status: 401 }))),
    ],
    verdict: "auth auth.refused",
    finds: ["key-rejected"],
    never: CLAIMS,
  },
  {
    name: "an api-version on the GA path is answered 401, while the same key passes without it",
    source: "https://github.com/livekit/agents/pull/5228, 2026-03-25",
    cells: [
      asked("sdk-ga-api-version", "gpt-realtime-1.5", wrongKeyAt("upgrade")),
      missing("sdk-ga-api-version", wrongKeyAt("upgrade")),
      asked("ga-realtime", "gpt-realtime-1.5", "passes"),
      missing("ga-realtime", notFoundAt("upgrade")),
      noCredential(wrongKeyAt("upgrade")),
    ],
    verdict: "auth auth.key-invalid",
    finds: ["working-path"],
    never: ["key-rejected", ...CLAIMS],
  },
  {
    name: "a key in a header that the service does not read: the answer names all that may be wrong with a token",
    source: "https://github.com/run-llama/llama_index/issues/12484, 2024-04-02",
    cells: everywhere(401, ANY_TOKEN_FAULT),
    verdict: "auth auth.token-unaccepted",
    finds: ["key-rejected"],
    never: ["token-rejected", ...CLAIMS],
  },
  {
    name: "a token that is refused in the words that name all that may be wrong with it",
    source: "https://github.com/Azure/azure-sdk-for-python/issues/40260, 2025-03-27",
    cells: everywhere(401, ANY_TOKEN_FAULT, { auth: "entra" }),
    verdict: "auth auth.token-unaccepted",
    finds: ["token-rejected"],
    never: ["key-rejected", ...CLAIMS],
  },
  {
    name: "a token of another tenant, answered 400",
    source: "https://github.com/Azure-Samples/ai-rag-chat-evaluator/issues/94, 2024-06-19",
    cells: withCredential(
      400,
      serviceError(
        "Tenant provided in token does not match resource token",
        "Token tenant 33e01921-4d64-4f8c-a055-5bdaffd5e33d does not match resource tenant.",
      ),
      { auth: "entra" },
    ),
    verdict: "auth auth.token-invalid",
    finds: ["token-rejected"],
    never: CLAIMS,
  },
  {
    name: "an identity without a role",
    source: "https://github.com/microsoft/semantic-kernel/issues/10020, 2024-12-19",
    cells: withCredential(401, serviceError("PermissionDenied", "Principal does not have access to API/Operation."), {
      auth: "entra",
    }),
    verdict: "auth auth.role-missing",
    finds: ["role-missing"],
    never: ["token-rejected", ...CLAIMS],
  },
  {
    name: "an identity without the data action that the answer names",
    source: "https://github.com/davrous/AzureAgentToM365/issues/3, 2025-07-21",
    cells: withCredential(
      401,
      serviceError(
        "PermissionDenied",
        "The principal XXXX lacks the required data action Microsoft.CognitiveServices/accounts/AIServices/agents/read to perform GET /api/projects/{projectName}/assistants/{assistantId} operation.",
      ),
      { auth: "entra" },
    ),
    verdict: "auth auth.role-missing",
    finds: ["role-missing"],
    never: ["token-rejected", ...CLAIMS],
  },
  {
    name: "a firewall of the resource",
    source: "https://github.com/Azure-Samples/azure-sql-db-chatbot/issues/3, 2025-04-23",
    cells: everywhere(403, serviceError("403", "Access denied due to Virtual Network/Firewall rules.")),
    verdict: "auth auth.network-acl",
    finds: ["network-restricted"],
    never: ["key-rejected", ...CLAIMS],
  },
  {
    name: "a private endpoint whose name resolves to the public address",
    source: "https://github.com/TabularEditor/TabularEditor3/issues/1557, 2026-03-26",
    cells: everywhere(403, serviceError("403", "Public access is disabled. Please configure private endpoint.")),
    verdict: "auth auth.network-acl",
    finds: ["network-restricted"],
    never: ["key-rejected", ...CLAIMS],
  },
  {
    name: "one deployment is blocked, and others are answered with the same key",
    source: "https://learn.microsoft.com/en-us/answers/questions/5901823, 2026-05-25, and 2264921, 2025-05-10",
    cells: [
      asked("chat-completions-v1", "gpt-5.5", blocked()),
      asked("chat-completions-v1", "gpt-4.1", "passes"),
      missing("chat-completions-v1", notFoundAt("result")),
      noCredential(wrongKeyAt("upgrade")),
    ],
    verdict: "auth auth.refused",
    never: ["key-rejected", "network-restricted", ...CLAIMS],
  },
];

function blocked() {
  return refusedAt(
    "result",
    403,
    serviceError("Forbidden", "Your resource has been temporarily blocked because we detected unusual behavior."),
  );
}

describe("public reports of access denied", () => itConcludes(REPORTS));
