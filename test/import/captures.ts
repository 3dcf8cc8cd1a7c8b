export const HOST = "contoso.openai.azure.com";
const START = Date.parse("2026-08-01T10:00:00Z");

interface Written {
  method?: string;
  url: string;
  status?: number;
  /** Seconds from the first request. */
  at?: number;
  headers?: Record<string, string>;
  answer?: Record<string, string>;
  sent?: object;
  body?: object;
  messages?: [type: "send" | "receive", event: object][];
}

/** One entry of a HAR. */
export function entry({ method, url, status = 200, at = 0, ...one }: Written): Record<string, unknown> {
  const start = START + at * 1000;
  return {
    startedDateTime: new Date(start).toISOString(),
    time: 100,
    request: {
      method: method ?? (one.sent === undefined ? "GET" : "POST"),
      url: url.startsWith("/") ? `https://${HOST}${url}` : url,
      headers: pairs(one.headers),
      ...(one.sent === undefined ? {} : { postData: { text: JSON.stringify(one.sent) } }),
    },
    response: {
      status,
      headers: pairs(one.answer),
      content: one.body === undefined ? {} : { text: JSON.stringify(one.body) },
    },
    ...(one.messages === undefined
      ? {}
      : {
          _webSocketMessages: one.messages.map(([type, event], index) => ({
            type,
            time: start / 1000 + index / 10,
            opcode: 1,
            data: JSON.stringify(event),
          })),
        }),
  };
}

/** A HAR of these entries. */
export function harOf(...entries: object[]): string {
  return JSON.stringify({ log: { version: "1.2", entries } });
}

function pairs(headers: Record<string, string> = {}): { name: string; value: string }[] {
  return Object.entries(headers).map(([name, value]) => ({ name, value }));
}

/** A conversation of one turn, with its result. */
export const TURN: [type: "send" | "receive", event: object][] = [
  ["receive", { type: "session.created", session: { type: "realtime", model: "gpt-realtime" } }],
  ["send", { type: "response.create", response: { output_modalities: ["text"] } }],
  [
    "receive",
    {
      type: "response.done",
      response: { status: "completed", output: [{ content: [{ type: "output_text", text: "ready" }] }] },
    },
  ],
];

/** A transcript of `curl -v` without times. */
export const CURL = `* Connected to ${HOST} (20.0.0.1) port 443
> POST /openai/deployments/gpt-none/chat/completions?api-version=2024-10-21 HTTP/1.1
> Host: ${HOST}
> api-key: 0123456789abcdefABCDEF0123456789
> Content-Type: application/json
>
< HTTP/1.1 404 Not Found
< apim-request-id: 11111111-2222-3333-4444-555555555555
< x-ms-region: Sweden Central
< Content-Type: application/json
<
{ [150 bytes data]
{"error":{"code":"DeploymentNotFound","message":"The API deployment for this resource does not exist."}}
* Connection #0 to host ${HOST} left intact
`;
