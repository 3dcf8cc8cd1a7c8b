import type { Scenario } from "../../scenario.ts";
import { CHAT, GA, PREVIEW, place, REALTIME, REALTIME_PREVIEW, SECRETS } from "./place.ts";

const KEY_DISABLED = {
  error: { code: "AuthenticationTypeDisabled", message: "Key based authentication is disabled for this resource." },
};

const NO_TRAFFIC = { error: { code: "403", message: "Public access is disabled. Please configure private endpoint." } };

const FIREWALL = { error: { code: "403", message: "Access denied due to Virtual Network/Firewall rules." } };

const ACTION = "Microsoft.CognitiveServices/accounts/OpenAI/deployments/chat/completions/action";
const LACKS = `The principal \`00000000-0000-0000-0000-000000000000\` lacks the required data action \`${ACTION}\` to perform \`POST /openai/deployments/{deployment-id}/chat/completions\` operation.`;

/** Resources that let somebody in, or nobody. */
export const ACCESS: readonly Scenario[] = [
  place({
    report: "FR-055",
    date: "2026-03-14",
    deployments: [REALTIME],
    saw: [
      {
        ask: { method: "POST", path: "/openai/realtime/sessions", refused: "no-route" },
        answer: { kind: "as-documented" },
      },
      {
        inferred: "the body, which is that of the other wrong path",
        ask: { method: "POST", path: "/openai/deployments/{deployment}/realtime/sessions", refused: "no-route" },
        answer: { kind: "as-documented" },
      },
      {
        inferred: "the message, which is that of FR-087, and that every path is closed to keys alike",
        ask: { credential: "key", always: true },
        answer: { kind: "reply", status: 403, body: KEY_DISABLED },
      },
    ],
  }),
  place({
    report: "FR-066",
    date: "2025-04-21",
    deployments: [REALTIME_PREVIEW],
    saw: [
      {
        inferred: "code and message: the report has the status alone",
        ask: { transport: "websocket", path: PREVIEW, credential: "token" },
        answer: {
          kind: "reply",
          status: 401,
          body: { error: { code: "PermissionDenied", message: "Principal does not have access to API/Operation." } },
        },
      },
    ],
  }),
  place({
    report: "FR-085",
    date: null,
    deployments: [REALTIME, CHAT],
    saw: [{ ask: { credential: "unknown", refused: "bad-credential" }, answer: { kind: "as-documented" } }],
  }),
  place({
    report: "FR-086",
    date: null,
    deployments: [CHAT],
    saw: [
      {
        inferred: "the principal's id",
        ask: { method: "POST", path: "/openai/deployments/{deployment}/chat/completions", credential: "token" },
        answer: { kind: "reply", status: 401, body: { error: { code: "PermissionDenied", message: LACKS } } },
      },
    ],
  }),
  place({
    report: "FR-087",
    date: null,
    deployments: [REALTIME, CHAT],
    saw: [{ ask: { credential: "key", always: true }, answer: { kind: "reply", status: 403, body: KEY_DISABLED } }],
  }),
  place({
    report: "FR-088",
    date: null,
    deployments: [REALTIME],
    saw: [
      {
        inferred: "that handshakes are answered as requests are",
        ask: { always: true },
        answer: {
          kind: "reply",
          status: 403,
          headers: { "policy-id": "ThrowExceptionDueToTrafficDenied" },
          body: NO_TRAFFIC,
        },
      },
    ],
  }),
  place({
    report: "FR-089",
    date: null,
    deployments: [REALTIME],
    saw: [
      {
        inferred: "the code, and that handshakes are answered as requests are",
        ask: { always: true },
        answer: { kind: "reply", status: 403, body: FIREWALL },
      },
    ],
  }),
  place({
    report: "FR-072",
    date: "2024-11-16",
    deployments: [REALTIME_PREVIEW],
    apiVersions: ["2024-10-01-preview"],
    saw: [
      {
        ask: { transport: "websocket", path: PREVIEW, query: { "api-key": "*" }, credential: "key" },
        answer: { kind: "as-documented" },
      },
      {
        inferred: "the 401: the report says that it fails",
        ask: { transport: "websocket", path: PREVIEW, credential: "none", refused: "bad-credential" },
        answer: { kind: "as-documented" },
      },
    ],
  }),
  place({
    report: "FR-090",
    date: null,
    deployments: [CHAT],
    saw: [{ ask: { refused: "missing-deployment" }, answer: { kind: "as-documented" } }],
  }),
  place({
    report: "FR-091",
    date: null,
    deployments: [REALTIME],
    saw: [
      { ask: { refused: "no-route" }, answer: { kind: "as-documented" } },
      {
        inferred: "that an api-version is refused so",
        ask: { refused: "api-version" },
        answer: { kind: "as-documented" },
      },
    ],
  }),
  place({
    report: "FR-059",
    date: null,
    deployments: [REALTIME],
    saw: [
      {
        inferred: "status and words, which are those of FR-090",
        ask: { refused: "missing-deployment" },
        answer: { kind: "as-documented" },
      },
    ],
  }),
  place({
    report: "FR-061",
    date: null,
    deployments: [REALTIME_PREVIEW],
    saw: [
      {
        inferred: "that it is the 400: the report leaves 404 open",
        ask: { method: "POST", path: SECRETS, deployment: {} },
        answer: {
          kind: "reply",
          status: 400,
          body: {
            error: {
              code: "OpperationNotSupported",
              message:
                "The realtime operation does not work with the specified model. Please choose different model and try again.",
            },
          },
        },
      },
      {
        ask: { method: "POST", path: "/openai/realtimeapi/sessions", deployment: {} },
        answer: { kind: "as-documented" },
      },
    ],
  }),
  place({
    report: "FR-095",
    date: null,
    deployments: [REALTIME],
    saw: [{ event: "error", path: GA, code: "session_expired" }],
  }),
];
