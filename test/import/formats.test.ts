import { describe, expect, it } from "vitest";
import { CURL, HOST } from "./captures.ts";
import { importText, reportOf } from "./imported.ts";

/** A HAR as Chrome writes it, with one WebSocket. */
function har(url: string, messages: [type: "send" | "receive", event: object][], headers: object[] = []): string {
  const start = Date.parse("2026-08-01T10:00:00Z");
  return JSON.stringify({
    log: {
      version: "1.2",
      entries: [
        {
          startedDateTime: "2026-08-01T10:00:00.000Z",
          time: 900,
          request: { method: "GET", url, headers, queryString: [] },
          response: { status: 101, headers: [{ name: "apim-request-id", value: "id-1" }], content: { size: 0 } },
          _webSocketMessages: messages.map(([type, event], index) => ({
            type,
            time: start / 1000 + index / 10,
            opcode: 1,
            data: JSON.stringify(event),
          })),
        },
        {
          startedDateTime: "2026-08-01T10:00:00.000Z",
          time: 9,
          request: { method: "GET", url: "https://cdn.example.com/app.js", headers: [] },
          response: { status: 200, headers: [], content: {} },
        },
      ],
    },
  });
}

const REFUSED = {
  type: "error",
  error: { type: "invalid_request_error", code: "invalid_value", message: "Invalid value.", param: "session.type" },
};

const TRANSCRIPTION_BY_MODEL = har(`wss://${HOST}/openai/v1/realtime?model=gpt-realtime-whisper`, [
  ["receive", { type: "session.created", session: { type: "realtime" } }],
  [
    "send",
    {
      type: "session.update",
      session: {
        type: "realtime",
        audio: {
          input: {
            format: { type: "audio/pcm", rate: 24000 },
            turn_detection: null,
            transcription: { model: "gpt-realtime-whisper" },
          },
        },
      },
    },
  ],
  ["send", { type: "input_audio_buffer.append", audio: "AAAA" }],
  ["send", { type: "input_audio_buffer.commit" }],
  ["receive", REFUSED],
]);

describe("a HAR", () => {
  it("becomes a cell for each WebSocket of the service, set next to the nearest probe", () => {
    const { cells, foreign, targets } = importText(TRANSCRIPTION_BY_MODEL, "capture.har");
    expect(foreign).toBe(1);
    expect(targets.map(({ endpoint }) => endpoint)).toEqual([`https://${HOST}`]);
    expect(cells.map(({ note }) => note)).toEqual([
      "capture.har:1: differs from ga-realtime-transcription-update in session.type",
    ]);
  });

  it("whose event the service refused is an invalid request at the step that sent it", async () => {
    const { results } = await reportOf(TRANSCRIPTION_BY_MODEL, "capture.har");
    expect(results.map(({ verdict, stage, error }) => [verdict, stage.failedAt, error?.param])).toEqual([
      ["rejected-request", "configure", "session.type"],
    ]);
  });

  it("that ends before an answer proves nothing", async () => {
    const cut = har(`wss://${HOST}/openai/v1/realtime?model=gpt-realtime`, [
      ["receive", { type: "session.created", session: { type: "realtime" } }],
      ["send", { type: "response.create" }],
    ]);
    const { results, findings } = await reportOf(cut, "capture.har");
    expect(results.map(({ verdict }) => verdict)).toEqual(["inconclusive"]);
    expect(findings.filter(({ severity }) => severity === "high")).toEqual([]);
  });
});

describe("a curl -v transcript", () => {
  it("is judged by status, headers and body", async () => {
    const { results, targets } = await reportOf(CURL, "curl.txt");
    expect(results.map(({ verdict, cell, status }) => [verdict, cell.deployment, status])).toEqual([
      ["not-deployed", "gpt-none", 404],
    ]);
    expect(targets[0]?.answeredRegions).toEqual(["Sweden Central"]);
  });

  it("makes no claim that needs a control", async () => {
    const refused = CURL.replace("DeploymentNotFound", "OperationNotSupported")
      .replace("404 Not Found", "400 Bad Request")
      .replace(
        "The API deployment for this resource does not exist.",
        "The chatCompletion operation does not work with the specified model, gpt-none.",
      );
    const { results } = await reportOf(refused, "curl.txt");
    expect(results.map(({ verdict, cause }) => [verdict, cause])).toEqual([["inconclusive", "control.unhealthy"]]);
  });
});

describe("a file that cannot be imported", () => {
  it.each([
    ["text of no known format", "hello", "capture.txt:1: the format is unknown"],
    [
      "a HAR without the status of an entry",
      '{\n"log": {\n"entries": [\n{"request": {"method": "GET", "url": "https://a.example/"},\n"response": {}}]}}',
      "capture.txt:5: 'log.entries.0.response.status'",
    ],
    ["a HAR that is cut", '{"log": {\n"entries": [\n{"request"', "capture.txt:3: the file is not valid JSON or YAML"],
    [
      "a cassette with an unknown direction",
      "version: 1\ninteractions:\n- kind: message\n  direction: sideways\n  data: {}\n",
      "capture.txt:4: 'interactions.0.direction'",
    ],
    ["a HAR of other services", har("wss://example.com/socket", []), "capture.txt:1: no request to Azure OpenAI"],
    ["two captures in one file", `${CURL}\ninteractions:\n- kind: close\n`, "capture.txt:1: the file could be a"],
    ["a transcript without a host", "> GET /openai/v1/models HTTP/1.1\n", "capture.txt:1: 'Host'"],
  ])("%s is an error with line and key", (_, text, message) => {
    expect(() => importText(text)).toThrow(message);
  });
});

describe("a secret in a file", () => {
  const KEY = "Zx81Kq9mPw27Lr4TvB6nYc3HdJ5sGf0A";
  const TEXT = JSON.stringify({ type: "error", error: { message: `Incorrect API key provided: ${KEY}` } });
  const files: [string, string][] = [
    ["a header", har(`wss://${HOST}/openai/v1/realtime?model=m`, [], [{ name: "api-key", value: KEY }])],
    ["a bearer", har(`wss://${HOST}/openai/v1/realtime`, [], [{ name: "Authorization", value: `Bearer ${KEY}` }])],
    ["a query", har(`wss://${HOST}/openai/v1/realtime?model=m&api-key=${KEY}`, [])],
    [
      "a subprotocol",
      har(
        `wss://${HOST}/openai/v1/realtime`,
        [],
        [{ name: "Sec-WebSocket-Protocol", value: `realtime, openai-insecure-api-key.${KEY}` }],
      ),
    ],
    ["a cookie", har(`wss://${HOST}/openai/v1/realtime`, [], [{ name: "Cookie", value: `session=${KEY}` }])],
    [
      "an event that repeats the key",
      har(`wss://${HOST}/openai/v1/realtime`, [["receive", JSON.parse(TEXT)]], [{ name: "api-key", value: KEY }]),
    ],
    [
      "a mint",
      `interactions:\n- request:\n    method: POST\n    uri: https://${HOST}/openai/v1/realtime/client_secrets\n    headers: {}\n  response:\n    status: { code: 200 }\n    headers: {}\n    parsed_body: { value: ${KEY}, expires_at: 1 }\n`,
    ],
    ["curl", CURL.replace("0123456789abcdefABCDEF0123456789", KEY)],
  ];

  it.each(files)("in %s is in no part of the report", async (_, text) => {
    expect(text).toContain(KEY);
    expect(JSON.stringify({ report: await reportOf(text), imported: importText(text) })).not.toContain(KEY);
  });
});
