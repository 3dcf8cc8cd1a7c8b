import { describe, expect, it } from "vitest";
import { CURL, entry, HOST, harOf, TURN } from "./captures.ts";
import { importText, reportOf } from "./imported.ts";

const URL = `wss://${HOST}/openai/v1/realtime?model=gpt-realtime`;
const socket = (more: object = {}) => ({ ...entry({ url: URL, status: 101, messages: TURN }), ...more });
const CHAT = "/openai/deployments/gpt-none/chat/completions?api-version=2024-10-21";
const MISSING = {
  error: { code: "DeploymentNotFound", message: "The API deployment for this resource does not exist." },
};
const IDS = { "apim-request-id": "id-1" };
const chat = entry({ url: CHAT, status: 404, sent: { messages: [] }, body: MISSING, answer: IDS });

/** Verdict and status of each cell. */
async function read(text: string): Promise<[verdict: string, status: number | null][]> {
  return (await reportOf(text)).results.map(({ verdict, status }) => [verdict, status]);
}

/** The messages of a socket, one replaced by parts. */
function chunked(parts: (data: string) => object[]): object[] {
  return TURN.flatMap(([type, event], n) => {
    const data = JSON.stringify(event);
    const of = (one: object) => ({ type, time: 1785578400 + n / 10, opcode: 1, data, ...one });
    return n === 2 ? parts(data).map(of) : [of({})];
  });
}

describe("a HAR", () => {
  it.each<[string, object[], [string, number | null][]]>([
    [
      "with content in base64",
      [
        {
          ...chat,
          response: {
            status: 404,
            headers: [{ name: "apim-request-id", value: "i" }],
            content: { encoding: "base64", text: Buffer.from(JSON.stringify(MISSING)).toString("base64") },
          },
        },
      ],
      [["not-deployed", 404]],
    ],
    [
      "with messages in parts",
      [
        socket({
          _webSocketMessages: chunked((data) => [
            { data: data.slice(0, 9) },
            { opcode: 0, data: data.slice(9, 20) },
            { opcode: 0, data: data.slice(20) },
          ]),
        }),
      ],
      [["supported", 101]],
    ],
    [
      "with pings and binary messages",
      [
        socket({
          _webSocketMessages: chunked((data) => [{ opcode: 9, data: "" }, { opcode: 2, data: "AAAA" }, { data }]),
        }),
      ],
      [["supported", 101]],
    ],
    [
      "with a socket that ended in an error",
      [socket({ _webSocketMessages: chunked(() => [{ type: "error", opcode: -1, data: "" }]) })],
      [["inconclusive", 101]],
    ],
    [
      "without opcodes and times",
      [
        socket({
          _webSocketMessages: chunked((data) => [{ data }]).map((one) => ({ ...one, time: null, opcode: null })),
        }),
      ],
      [["supported", 101]],
    ],
    ["with an entry of status 0", [entry({ url: "/openai/v1/models", status: 0 })], [["inconclusive", null]]],
    [
      "with an entry without response",
      [{ ...entry({ url: "/openai/v1/models" }), response: null }],
      [["inconclusive", null]],
    ],
    ["with a socket that was never opened", [entry({ url: URL, status: 0, messages: [] })], [["inconclusive", null]]],
    [
      "with the headers of HTTP/2",
      [
        entry({
          url: CHAT,
          status: 404,
          headers: { ":method": "POST", ":authority": HOST },
          sent: {},
          body: MISSING,
          answer: { ":status": "404", ...IDS },
        }),
      ],
      [["not-deployed", 404]],
    ],
    [
      "that holds each entry twice",
      [chat, chat, socket(), socket()],
      [
        ["not-deployed", 404],
        ["supported", 101],
      ],
    ],
    [
      "that holds a socket with and without its messages",
      [socket({ _webSocketMessages: [] }), socket()],
      [["supported", 101]],
    ],
    [
      "that repeats a request later",
      [chat, { ...chat, startedDateTime: "2026-08-01T11:00:00.000Z" }],
      [
        ["not-deployed", 404],
        ["not-deployed", 404],
      ],
    ],
  ])("%s is read", async (_, entries, verdicts) => {
    expect(await read(harOf(...entries))).toEqual(verdicts);
  });

  it("keeps no pseudo header", () => {
    const text = harOf(entry({ url: CHAT, status: 404, headers: { ":path": "/x" }, answer: { ":status": "404" } }));
    expect(JSON.stringify(importText(text).cells)).not.toContain('[":');
  });
});

const BODY = JSON.stringify(MISSING);
const INCLUDED = `HTTP/1.1 404 Not Found\napim-request-id: id-1\nContent-Type: application/json\n\n${BODY}\n`;
const COMMAND = `curl -i -X POST "https://${HOST}${CHAT}" -H "api-key: 0123456789abcdefABCDEF0123456789" -d '{"messages":[]}'`;

describe("a curl transcript", () => {
  it.each<[string, string, [string, number | null][]]>([
    ["of Windows", CURL.replaceAll("\n", "\r\n"), [["not-deployed", 404]]],
    [
      "with HTTP/2",
      CURL.replace("HTTP/1.1\n", "HTTP/2\n").replace("HTTP/1.1 404 Not Found", "HTTP/2 404 "),
      [["not-deployed", 404]],
    ],
    ["with times of day", CURL.replace(/^(?=[*<>])/gm, "10:00:00.123456 "), [["not-deployed", 404]]],
    [
      "with a progress meter",
      CURL.replace("{ [150", "  0     0    0     0    0     0      0      0 --:--:-- --:--:-- --:--:--     0\r{ [150"),
      [["not-deployed", 404]],
    ],
    [
      "with an interim status",
      CURL.replace("< HTTP/1.1 404", "< HTTP/1.1 100 Continue\n<\n< HTTP/1.1 404"),
      [["not-deployed", 404]],
    ],
    [
      "through a proxy",
      `> CONNECT ${HOST}:443 HTTP/1.1\n> Host: ${HOST}:443\n>\n< HTTP/1.1 200 Connection established\n<\n${CURL}`,
      [["not-deployed", 404]],
    ],
    [
      "with -v and -i",
      CURL.replace('{"error"', `HTTP/1.1 404 Not Found\napim-request-id: 1\n\n{"error"`),
      [["not-deployed", 404]],
    ],
    [
      "with several transfers",
      `${CURL}${CURL.replaceAll("11111111", "22222222")}`,
      [
        ["not-deployed", 404],
        ["not-deployed", 404],
      ],
    ],
    ["with -i only", `$ ${COMMAND}\n${INCLUDED}`, [["not-deployed", 404]]],
    [
      "with -i only, of Windows",
      `C:\\Users\\me>${COMMAND}\n${INCLUDED}`.replaceAll("\n", "\r\n"),
      [["not-deployed", 404]],
    ],
    [
      "with -i only, and a command on several lines",
      `$ ${COMMAND.replaceAll(" -", " \\\n  -")}\n${INCLUDED}`,
      [["not-deployed", 404]],
    ],
    [
      "with -i only, and several transfers",
      `$ ${COMMAND}\n${INCLUDED}\n$ ${COMMAND}\n${INCLUDED.replace("id-1", "id-2")}`,
      [
        ["not-deployed", 404],
        ["not-deployed", 404],
      ],
    ],
    [
      "with -i and -L",
      `$ curl -iL https://${HOST}/openai/v1/models\nHTTP/1.1 302 Found\nLocation: /openai/v1/gone\n\n${INCLUDED.replace(BODY, "")}`,
      [["redirect", 404]],
    ],
  ])("%s is read", async (_, text, verdicts) => {
    expect(await read(text)).toEqual(verdicts);
  });

  it("takes the body of the request from the command, and keeps no key", async () => {
    const { cells } = importText(`$ ${COMMAND}\n${INCLUDED}`);
    expect(cells[0]?.recording.attempts[0]?.steps[0]?.hops[0]?.requestBody?.json).toEqual({ messages: [] });
    expect(JSON.stringify(cells)).not.toContain("0123456789abcdef");
  });
});

describe("a file that cannot be imported", () => {
  it.each([
    ["a response of curl -i without command", INCLUDED, "capture.txt:1: 'URL'"],
    ["a second response of curl -i without command", `$ ${COMMAND}\n${INCLUDED}\n${INCLUDED}`, "capture.txt:8: 'URL'"],
    [
      "a HAR with an unknown kind of message",
      harOf(socket({ _webSocketMessages: [{ type: "sideways", data: "" }] })),
      "capture.txt:1: 'log.entries.0._webSocketMessages.0.type'",
    ],
    [
      "a HAR with a time that is none",
      harOf({ ...chat, startedDateTime: "yesterday" }),
      "capture.txt:1: 'log.entries.0.startedDateTime'",
    ],
    ["a HAR with a URL that is none", harOf(entry({ url: "nowhere" })), "capture.txt:1: 'log.entries.0.request.url'"],
    ["a HAR without entries", harOf(), "capture.txt:1: no request to Azure OpenAI"],
  ])("%s is an error with line and key", (_, text, message) => {
    expect(() => importText(text)).toThrow(message);
  });
});
