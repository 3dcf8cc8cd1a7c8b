import { z } from "zod";
import { readDocument } from "./document.ts";
import type { Exchange, Reader } from "./exchange.ts";
import { harMessage, readMessages } from "./har-messages.ts";

const pair = z.object({ name: z.string(), value: z.string() });

const entry = z.object({
  startedDateTime: z.iso.datetime({ offset: true }).nullish(),
  time: z.number().nullish(),
  request: z.object({
    method: z.string(),
    url: z.string().refine((url) => /^(https?|wss?):/i.test(url) && URL.canParse(url), "must be an http or ws URL"),
    headers: z.array(pair).default([]),
    postData: z.object({ text: z.string().nullish() }).nullish(),
  }),
  /** Absent or null if no answer arrived. */
  response: z
    .object({
      status: z.int(),
      headers: z.array(pair).default([]),
      content: z.object({ text: z.string().nullish(), encoding: z.string().nullish() }).nullish(),
    })
    .nullish(),
  _webSocketMessages: z.array(harMessage).nullish(),
  /** Written by `bundle`. */
  _webSocketClose: z.object({ code: z.int().nullable(), reason: z.string(), by: z.enum(["peer", "us"]) }).nullish(),
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
  const start = one.startedDateTime == null ? null : Date.parse(one.startedDateTime);
  const written = one._webSocketMessages ?? null;
  const isSocket = /^wss?:/i.test(request.url) || written !== null;
  const talk = readMessages(written ?? [], start);
  const { text, encoding } = response?.content ?? {};
  const status = response?.status ?? 0;
  return {
    place,
    startedAt: start === null ? null : new Date(start).toISOString(),
    durationMs: Math.max(0, Math.round(one.time ?? 0), talk.messages.at(-1)?.at ?? 0),
    method: request.method.toUpperCase(),
    url: request.url,
    requestHeaders: pairsOf(request.headers),
    requestBody: request.postData?.text ?? null,
    // A browser writes 0 if no answer arrived.
    status: status === 0 ? null : status,
    responseHeaders: pairsOf(response?.headers ?? []),
    responseBody: text == null ? null : Buffer.from(text, encoding === "base64" ? "base64" : "utf8"),
    messages: isSocket ? talk.messages : null,
    close: one._webSocketClose ?? talk.close,
  };
}

/** HTTP/2 pseudo headers are no headers. */
function pairsOf(headers: z.output<typeof pair>[]): [string, string][] {
  return headers.filter(({ name }) => !name.startsWith(":")).map(({ name, value }) => [name, value]);
}
