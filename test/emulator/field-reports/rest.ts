import { expect } from "vitest";
import { bearer, type FieldReport, gets } from "./reporter.ts";

const CHAT = "/openai/deployments/gpt-4.1-mini/chat/completions?api-version=2024-10-21";
const json = { messages: [{ role: "user", content: "ready?" }] };

function form(fields: Record<string, string>, filename: string) {
  const boundary = "reporter-boundary";
  const parts = Object.entries(fields).map(
    ([name, value]) => `content-disposition: form-data; name="${name}"\r\n\r\n${value}`,
  );
  const file = `content-disposition: form-data; name="file"; filename="${filename}"\r\ncontent-type: application/octet-stream\r\n\r\nRIFF`;
  const content = `${[...parts, file].map((part) => `--${boundary}\r\n${part}\r\n`).join("")}--${boundary}--\r\n`;
  return { type: `multipart/form-data; boundary=${boundary}`, content };
}

/** Reports of REST routes. */
export const REST_REPORTS: readonly FieldReport[] = [
  {
    report: "FR-065",
    scenarios: ["fr-065-2026-08-12"],
    saw: "the deployment's audio route refuses a token that v1 takes",
    ask: async (running) => {
      const credential = bearer(running.token);
      const old = "/openai/deployments/gpt-4o-transcribe/audio/transcriptions?api-version=2024-10-21";
      await gets(running, "FR-065", [old, { body: form({}, "a.wav"), credential }], { status: 401 });
      const body = form({ model: "gpt-4o-transcribe" }, "a.wav");
      await gets(running, "FR-065", ["/openai/v1/audio/transcriptions", { body, credential }], { status: 200 });
    },
  },
  {
    report: "FR-068",
    scenarios: ["fr-068-2026-07-23"],
    saw: "verbose_json is not for this model",
    ask: async (running) => {
      const message =
        "response_format 'verbose_json' is not compatible with model 'gpt-4o-mini-transcribe'. Use 'json' or 'text' instead.";
      const body = form({ model: "gpt-4o-mini-transcribe", response_format: "verbose_json" }, "a.wav");
      await gets(running, "FR-068", ["/openai/v1/audio/transcriptions", { body }], {
        status: 400,
        json: { error: { message } },
      });
    },
  },
  {
    report: "FR-069",
    scenarios: ["fr-069"],
    saw: "a file without a usable name is not recognised",
    ask: async (running) => {
      const path = "/openai/deployments/gpt-4o-transcribe/audio/transcriptions?api-version=2025-04-01-preview";
      const wanted = { status: 400, json: { error: { message: "Unrecognized file format" } } };
      await gets(running, "FR-069", [path, { body: form({}, "blob") }], wanted);
    },
  },
  {
    report: "FR-092",
    scenarios: ["fr-092"],
    saw: "a call beyond the rate is put off, with headers that say for how long",
    ask: async (running) => {
      const headers = {
        "retry-after": expect.stringMatching(/^\d+$/),
        "x-ratelimit-remaining-requests": expect.stringMatching(/^\d+$/),
        "x-ratelimit-remaining-tokens": expect.stringMatching(/^\d+$/),
        "x-ms-request-id": expect.stringMatching(/^[0-9a-f-]{36}$/),
      };
      const message = expect.stringMatching(
        /^Requests to the \w+ Operation under Azure OpenAI API version \S+ have exceeded call rate limit of your current OpenAI S0 pricing tier\. Please retry after \d+ seconds\. Please go here: https:\/\/aka\.ms\/oai\/quotaincrease/,
      );
      await gets(running, "FR-092", [CHAT, { json }], {
        status: 429,
        headers,
        json: { error: { code: "429", message } },
      });
    },
  },
  {
    report: "FR-093",
    scenarios: ["fr-093-2025-02-27"],
    saw: "the content filter refuses the prompt",
    ask: async (running) => {
      const innererror = { code: "ResponsibleAIPolicyViolation", content_filter_result: expect.any(Object) };
      const wanted = { status: 400, json: { error: { code: "content_filter", innererror } } };
      await gets(running, "FR-093", [CHAT, { json }], wanted);
    },
  },
];
