import { z } from "zod";
import { errorTextSchema } from "../model/error-text.ts";
import { isJsonObject, type Json } from "../model/json.ts";
import { RUNGS } from "../model/rung.ts";

/*
 * The schema of what happened on the wire, as a report keeps it. Fields that a later version adds are let through.
 */

const text = z.string();
const texts = z.array(text);
const headers = z.array(z.tuple([text, text]));
/** Ms, or minutes: any number that is one. */
const number = z.number();
const count = z.int();
export const cause = errorTextSchema.shape.means;

/** An event or a body is the peer's own: it may be anything that JSON holds. */
const json = z.unknown().refine((value): value is Json => value !== undefined, "is missing");
const jsonObject = z.record(text, z.unknown()).refine(isJsonObject);

const failure = z.looseObject({ cause, code: text.nullable(), stage: text, text }).nullable();

const body = z.looseObject({ text: text.nullable(), json, bytes: count, cut: z.boolean() }).nullable();

const redirect = z.looseObject({
  location: text.nullable(),
  relation: z.enum([
    "same-origin",
    "same-host-other-port",
    "downgrade",
    "cross-origin",
    "bad-scheme",
    "userinfo",
    "malformed",
    "missing",
    "ambiguous",
  ]),
  segmentsDropped: texts,
  segmentsAdded: texts,
  queryAdded: texts,
  queryDropped: texts,
  credential: z.looseObject({ name: text, label: text, sameAsSent: z.boolean() }).nullable(),
  followed: z.boolean(),
  notFollowed: z
    .enum([
      "other-origin",
      "downgrade",
      "bad-scheme",
      "userinfo",
      "malformed",
      "missing",
      "ambiguous",
      "loop",
      "too-many",
      "credential",
    ])
    .nullable(),
});

const phase = number.nullable();

const hop = z.looseObject({
  at: number,
  transport: z.enum(["http", "websocket"]),
  method: text,
  url: z.url(),
  requestHeaders: headers,
  requestBody: body,
  status: count.nullable(),
  responseHeaders: headers,
  body,
  phases: z.looseObject({ dns: phase, tcp: phase, tls: phase, sent: phase, firstByte: phase, end: phase }),
  remote: text.nullable(),
  proxy: text.exactOptional(),
  failure,
  redirect: redirect.nullable(),
});

const frame = z.discriminatedUnion("kind", [
  z.looseObject({
    kind: z.literal("message"),
    at: number,
    direction: z.enum(["sent", "received"]),
    event: jsonObject.nullable(),
    text: text.nullable(),
    bytes: count,
  }),
  z.looseObject({
    kind: z.literal("close"),
    at: number,
    by: z.enum(["peer", "us"]),
    code: count.nullable(),
    reason: text,
    transport: z.enum(["fin", "reset", "open"]),
    failure,
  }),
]);

export const stall = z.looseObject({ at: number, ms: number, kind: z.enum(["loop", "clock"]) });

const elided = z.looseObject({
  before: count,
  count,
  bytes: count,
  from: number,
  to: number,
  types: z.record(text, count),
});

const attempt = z.looseObject({
  startedAt: z.iso.datetime(),
  durationMs: number,
  waitedMs: number,
  busy: z.looseObject({ lostMs: number, stalls: z.array(stall) }).exactOptional(),
  steps: z.array(
    z.looseObject({
      index: count,
      rung: z.enum(RUNGS),
      hops: z.array(hop),
      frames: z.array(frame),
      elided: elided.exactOptional(),
      failure,
    }),
  ),
});

/** A `Recording` as saved. */
export const savedRecording = z.looseObject({
  startedAt: z.iso.datetime(),
  durationMs: number,
  attempts: z.array(attempt),
  notAttempted: z.looseObject({ cause, because: texts }).nullable(),
});
