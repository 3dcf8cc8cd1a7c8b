import { z } from "zod";
import { readDocument } from "./document.ts";
import type { Exchange, Reader } from "./exchange.ts";

const headers = z.record(z.string(), z.union([z.string(), z.array(z.string())])).default({});
const text = z.union([z.string(), z.object({ string: z.string() })]).nullish();

const interaction = z.object({
  request: z.object({
    method: z.string(),
    uri: z.url({ protocol: /^https?$/ }),
    headers,
    body: text,
    parsed_body: z.unknown().optional(),
  }),
  response: z.object({
    status: z.object({ code: z.int().min(100).max(599) }),
    headers,
    body: text,
    parsed_body: z.unknown().optional(),
  }),
});

const schema = z.object({ interactions: z.array(interaction).min(1) });

/** HTTP exchanges as VCR.py and pydantic-ai record them. */
export const httpCassette: Reader = {
  format: "HTTP cassette",
  recognises: (file) => /^interactions:/m.test(file) && /^\s*-?\s*request:\s*$/m.test(file),
  read(content, file): Exchange[] {
    const { value, placeOf } = readDocument(content, file, schema);
    return value.interactions.map(({ request, response }, index): Exchange => {
      const body = bodyOf(response);
      return {
        place: placeOf(["interactions", index]),
        startedAt: null,
        durationMs: 0,
        method: request.method.toUpperCase(),
        url: request.uri,
        requestHeaders: pairsOf(request.headers),
        requestBody: bodyOf(request),
        status: response.status.code,
        responseHeaders: pairsOf(response.headers),
        responseBody: body === null ? null : Buffer.from(body),
        messages: null,
        close: null,
      };
    });
  },
};

function bodyOf({ body, parsed_body: parsed }: { body?: z.output<typeof text>; parsed_body?: unknown }): string | null {
  if (parsed !== undefined) return JSON.stringify(parsed);
  return typeof body === "object" && body !== null ? body.string : (body ?? null);
}

function pairsOf(lists: z.output<typeof headers>): [string, string][] {
  return Object.entries(lists).flatMap(([name, values]) => [values].flat().map((v): [string, string] => [name, v]));
}
