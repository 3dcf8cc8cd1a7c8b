import { z } from "zod";
import { readDocument } from "./document.ts";
import type { CapturedMessage, Exchange, Reader } from "./exchange.ts";

const interaction = z.discriminatedUnion("kind", [
  z.object({
    kind: z.literal("message"),
    direction: z.enum(["sent", "received"]),
    data: z.union([z.string(), z.record(z.string(), z.unknown())]),
  }),
  z.object({
    kind: z.literal("close"),
    direction: z.enum(["sent", "received"]).optional(),
    code: z.int().nullish(),
    reason: z.string().nullish(),
  }),
]);

const schema = z.object({
  /** Not part of the original form: the address of the handshake. */
  url: z.url({ protocol: /^wss?$/ }).optional(),
  interactions: z.array(interaction).min(1),
});

/** The messages of one WebSocket, as pydantic-ai records them. The handshake is not part of the file. */
export const websocketCassette: Reader = {
  format: "WebSocket cassette",
  recognises: (text) => /^interactions:/m.test(text) && /^\s*-?\s*kind: (message|close)\s*$/m.test(text),
  read(text, file): Exchange[] {
    const { value, placeOf } = readDocument(text, file, schema);
    const messages = value.interactions.flatMap((one): CapturedMessage[] => {
      if (one.kind === "close") return [];
      return [
        { direction: one.direction, text: typeof one.data === "string" ? one.data : JSON.stringify(one.data), at: 0 },
      ];
    });
    const close = value.interactions.find((one) => one.kind === "close");
    return [
      {
        place: placeOf(["interactions"]),
        startedAt: null,
        durationMs: 0,
        method: "GET",
        url: value.url ?? null,
        requestHeaders: [],
        requestBody: null,
        status: value.url === undefined ? null : 101,
        responseHeaders: [],
        responseBody: null,
        messages,
        close:
          close === undefined
            ? null
            : {
                by: close.direction === "sent" ? "us" : "peer",
                code: close.code ?? null,
                reason: close.reason ?? "",
              },
      },
    ];
  },
};
