import { expect } from "vitest";
import * as at from "./reporter.ts";
import { bearer, type FieldReport, GA, gets, isOpened, isRefused } from "./reporter.ts";

const CHAT = "/openai/deployments/gpt-4.1-mini/chat/completions?api-version=2024-10-21";
const json = { messages: [{ role: "user", content: "ready?" }] };
const OLD = "/openai/realtime?api-version=2024-10-01-preview&deployment=gpt-4o-realtime-preview";

/** Reports of who was let in, and who was not. */
export const ACCESS_REPORTS: readonly FieldReport[] = [
  {
    report: "FR-055",
    scenarios: ["fr-055-2026-03-14"],
    saw: "two wrong paths are not found, and the right one takes no key",
    ask: async (running) => {
      const missing = { error: { code: "404", message: "Resource not found" } };
      await gets(running, "FR-055", [`/openai/realtime/sessions?${at.VERSION}`], { status: 404, json: missing });
      await gets(running, "FR-055", [`/openai/deployments/gpt-realtime/realtime/sessions?${at.VERSION}`], {
        status: 404,
      });
      const session = { type: "realtime", model: "gpt-realtime" };
      const wanted = { status: 403, json: { error: { code: "AuthenticationTypeDisabled" } } };
      await gets(running, "FR-055", [at.SECRETS, { json: { session } }], wanted);
    },
  },
  {
    report: "FR-059",
    scenarios: ["fr-059"],
    saw: "a fresh deployment is not found, and five minutes are to be waited",
    ask: async (running) => {
      const error = { code: "DeploymentNotFound", message: expect.stringContaining("5 minutes") };
      await isRefused(running, "FR-059", [`${GA}?model=fresh`], { status: 404, json: { error } });
    },
  },
  {
    report: "FR-061",
    scenarios: ["fr-061"],
    saw: "a preview model is refused by the GA mint and served by the preview one",
    ask: async (running) => {
      const session = { type: "realtime", model: "gpt-4o-realtime-preview" };
      const wanted = { status: 400, json: { error: { code: "OpperationNotSupported" } } };
      await gets(running, "FR-061", [at.SECRETS, { json: { session } }], wanted);
      await gets(running, "FR-061", [at.MINT, { json: { model: "gpt-4o-realtime-preview" } }], { status: 200 });
    },
  },
  {
    report: "FR-066",
    scenarios: ["fr-066-2025-04-21"],
    saw: "a token is refused on the preview handshake, and the key is not",
    ask: async (running) => {
      const path = `${at.PREVIEW}&deployment=gpt-4o-realtime-preview`;
      await isRefused(running, "FR-066", [path, bearer(running.token)], { status: 401 });
      await isOpened(running, "inferred", [path]);
    },
  },
  {
    report: "FR-072",
    scenarios: ["fr-072-2024-11-16"],
    saw: "without a header the handshake fails, with the key in the query it does not",
    ask: async (running) => {
      await isRefused(running, "FR-072", [OLD, {}], { status: 401 });
      await isOpened(running, "FR-072", [`${OLD}&api-key=${running.key}`, {}]);
    },
  },
  {
    report: "FR-085",
    scenarios: ["fr-085"],
    saw: "a wrong key is refused in these words",
    ask: async (running) => {
      const message =
        "Access denied due to invalid subscription key or wrong API endpoint. Make sure to provide a valid key for an active subscription and use a correct regional API endpoint for your resource.";
      const wanted = { status: 401, json: { error: { code: "401", message } } };
      await gets(running, "FR-085", [CHAT, { json, credential: { "api-key": "of another resource" } }], wanted);
    },
  },
  {
    report: "FR-086",
    scenarios: ["fr-086"],
    saw: "a token without the data action is refused with the action's name",
    ask: async (running) => {
      const action = "`Microsoft.CognitiveServices/accounts/OpenAI/deployments/chat/completions/action`";
      const message = expect.stringMatching(
        new RegExp(
          `^The principal \`.*\` lacks the required data action ${action} to perform \`POST /openai/deployments/{deployment-id}/chat/completions\` operation\\.$`,
        ),
      );
      const wanted = { status: 401, json: { error: { code: "PermissionDenied", message } } };
      await gets(running, "FR-086", [CHAT, { json, credential: bearer(running.token) }], wanted);
    },
  },
  {
    report: "FR-087",
    scenarios: ["fr-087"],
    saw: "keys are disabled on the resource",
    ask: async (running) => {
      const error = {
        code: "AuthenticationTypeDisabled",
        message: "Key based authentication is disabled for this resource.",
      };
      await gets(running, "FR-087", [CHAT, { json }], { status: 403, json: { error } });
      await gets(running, "inferred", [CHAT, { json, credential: bearer(running.token) }], { status: 200 });
    },
  },
  {
    report: "FR-088",
    scenarios: ["fr-088"],
    saw: "public access is disabled",
    ask: async (running) => {
      const error = { code: "403", message: "Public access is disabled. Please configure private endpoint." };
      const headers = { "policy-id": "ThrowExceptionDueToTrafficDenied" };
      await gets(running, "FR-088", ["/openai/v1/models", { method: "GET" }], {
        status: 403,
        json: { error },
        headers,
      });
    },
  },
  {
    report: "FR-089",
    scenarios: ["fr-089"],
    saw: "a network rule keeps the caller out",
    ask: async (running) => {
      const error = { message: "Access denied due to Virtual Network/Firewall rules." };
      await gets(running, "FR-089", ["/openai/v1/models", { method: "GET" }], { status: 403, json: { error } });
    },
  },
  {
    report: "FR-090",
    scenarios: ["fr-090"],
    saw: "a missing deployment is not found in these words",
    ask: async (running) => {
      const error = { code: "DeploymentNotFound", message: at.NOT_FOUND_MESSAGE };
      await gets(running, "FR-090", [CHAT.replace("gpt-4.1-mini", "missing"), { json }], {
        status: 404,
        json: { error },
      });
    },
  },
  {
    report: "FR-091",
    scenarios: ["fr-091"],
    saw: "an unknown path and an unknown api-version are not found in these words",
    ask: async (running) => {
      const wanted = { status: 404, json: { error: { code: "404", message: "Resource not found" } } };
      await gets(running, "FR-091", ["/openai/no-such-path"], wanted);
      await gets(running, "FR-091", ["/openai/realtimeapi/sessions?api-version=1999-01-01"], wanted);
    },
  },
  {
    report: "FR-097",
    scenarios: ["fr-097"],
    saw: "a token opens the transcription and the translation socket",
    ask: async (running) => {
      const token = bearer(running.token);
      await isOpened(running, "FR-097", [`${GA}?intent=transcription`, token]);
      await isOpened(running, "FR-097", [`${at.TRANSLATIONS}?model=${at.TRANSLATE}`, token]);
    },
  },
];
