import { z } from "zod";
import { readDocument } from "./document.ts";
import type { CapturedMessage, Exchange, Reader } from "./exchange.ts";

const pair = z.object({ name: z.string(), value: z.string() });

const message = z.object({
  type: z.enum(["send", "receive"]),
  /** Seconds since 1970. */
  time: z.number().optional(),
  opcode: z.number().optional(),
  data: z.string(),
});

const entry = z.object({
  startedDateTime: z.iso.datetime({ offset: true }).optional(),
  time: z.number().nullish(),
  request: z.object({
    method: z.string(),
    url: z.string().refine((url) => /^(https?|wss?):/i.test(url) && URL.canParse(url), "must be an http or ws URL"),
    headers: z.array(pair).default([]),
    postData: z.object({ text: z.string().optional() }).optional(),
  }),
  response: z.object({
    status: z.int(),
    headers: z.array(pair).default([]),
    content: z.object({ text: z.string().optional(), encoding: z.string().optional() }).optional(),
  }),
  _webSocketMessages: z.array(message).optional(),
});

const schema = z.object({ log: z.object({ entries: z.array(z.unknown()) }) });
const entrySchema = z.object({ log: z.object({ entries: z.array(entry) }) });

/** An HTTP archive of a browser or a proxy. Chrome and Playwright write WebSocket messages as `_webSocketMessages`. */
export const har: Reader = {
  format: "HAR",
  recognises: (text) => /^\s*\{/.test(text) && /"log"\s*:\s*\{/.test(text.slice(0, 4096)),
  read(text, file) {
    readDocument(text, file, schema);
    const { value, placeOf } = readDocument(text, file, entrySchema);
    return value.log.entries.map((one, index) => exchangeOf(one, placeOf(["log", "entries", index])));
  },
};

function exchangeOf({ request, response, ...one }: z.output<typeof entry>, place: string): Exchange {
  const start = one.startedDateTime === undefined ? null : Date.parse(one.startedDateTime);
  const isSocket = /^wss?:/i.test(request.url) || one._webSocketMessages !== undefined;
  const messages = one._webSocketMessages
    ?.filter(({ opcode = 1 }) => opcode === 1)
    .map(
      ({ type, time, data }): CapturedMessage => ({
        direction: type === "send" ? "sent" : "received",
        text: data,
        at: time === undefined || start === null ? 0 : Math.max(0, Math.round(time * 1000 - start)),
      }),
    );
  const { text, encoding } = response.content ?? {};
  return {
    place,
    startedAt: start === null ? null : new Date(start).toISOString(),
    durationMs: Math.max(0, Math.round(one.time ?? 0), messages?.at(-1)?.at ?? 0),
    method: request.method.toUpperCase(),
    url: request.url,
    requestHeaders: pairsOf(request.headers),
    requestBody: request.postData?.text ?? null,
    // A browser writes 0 if no answer arrived.
    status: response.status === 0 ? null : response.status,
    responseHeaders: pairsOf(response.headers),
    responseBody: text === undefined ? null : Buffer.from(text, encoding === "base64" ? "base64" : "utf8"),
    messages: isSocket ? (messages ?? []) : null,
    close: null,
  };
}

/** HTTP/2 pseudo headers are no headers. */
function pairsOf(headers: z.output<typeof pair>[]): [string, string][] {
  return headers.filter(({ name }) => !name.startsWith(":")).map(({ name, value }) => [name, value]);
}
