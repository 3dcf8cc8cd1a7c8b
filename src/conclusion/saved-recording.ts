import { z } from "zod";
import { ADDRESS_CLASSES } from "../model/connection.ts";
import { errorTextSchema } from "../model/error-text.ts";
import { isHeaderName, isHeaderValue } from "../model/header-syntax.ts";
import { isJsonObject, type Json } from "../model/json.ts";
import { STAGES } from "../model/stage.ts";

/* The schema of a saved recording. It accepts fields of later versions. */

const text = z.string();
const texts = z.array(text);
const headerName = text.refine(isHeaderName, "it is not a valid header name");
const headerValue = text.refine(isHeaderValue, "it is not a valid header value");
const requestHeaders = z.array(z.tuple([headerName, text]));
const responseHeaders = z.array(z.tuple([headerName, headerValue]));
/** Milliseconds or minutes. */
const number = z.number();
const count = z.int();
export const cause = errorTextSchema.shape.means;

/** A capture keeps 64 levels as JSON. Much deeper nesting would overflow the stack of any code that walks it. */
const DEEPEST = 128;

/** An event or a body belongs to the peer, so it may be any JSON value. */
const json = z
  .unknown()
  .refine((value): value is Json => value !== undefined, "is missing")
  .refine(isShallow, "it is nested too deep");
const jsonObject = z.record(text, z.unknown()).refine(isJsonObject).refine(isShallow, "it is nested too deep");

/** Checks level by level, because a recursion would overflow on the very values that it must refuse. */
function isShallow(value: unknown): boolean {
  let level = [value];
  for (let depth = 0; depth <= DEEPEST; depth += 1) {
    level = level.flatMap((one) => (typeof one === "object" && one !== null ? Object.values(one) : []));
    if (level.length === 0) return true;
  }
  return false;
}

/**
 * Whether a status is a valid final status. A status outside the classes is valid if the record calls it a protocol
 * violation.
 */
function isRecordable({ status, failure }: { status: number | null; failure: { cause: string } | null }): boolean {
  if (status === null || status === 101 || (status >= 200 && status <= 599)) return true;
  return status >= 0 && status <= 999 && failure?.cause === "http.bad-status";
}

const failure = z.looseObject({ cause, code: text.nullable(), phase: text, text }).nullable();

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

const time = z.iso.datetime();
const certificate = z.looseObject({
  subject: text,
  issuer: text,
  validFrom: text.nullable(),
  validTo: text.nullable(),
  fingerprint: text,
  names: texts,
});

const connection = z.looseObject({
  family: z.enum(["IPv4", "IPv6"]),
  address: z.enum(ADDRESS_CLASSES),
  tls: z
    .looseObject({
      protocol: text.nullable(),
      fingerprint: text,
      issuer: text,
      publicRoot: z.boolean(),
      chain: z.array(certificate).exactOptional(),
    })
    .exactOptional(),
});

const phase = number.nullable();

const entry = z.looseObject({
  at: number,
  transport: z.enum(["http", "websocket"]),
  method: text,
  url: z.url({ protocol: /^(https?|wss?)$/ }),
  requestHeaders,
  token: z
    .looseObject({
      audience: text.nullable(),
      issuer: text.nullable(),
      tenant: text.nullable(),
      expires: time.nullable(),
    })
    .exactOptional(),
  requestBody: body,
  status: count.nullable(),
  responseHeaders,
  body,
  phases: z.looseObject({ dns: phase, tcp: phase, tls: phase, sent: phase, firstByte: phase, end: phase }),
  remote: text.nullable(),
  proxy: text.exactOptional(),
  connection: connection.exactOptional(),
  failure,
  redirect: redirect.nullable(),
});
const hop = entry.refine(isRecordable, { path: ["status"], message: "it is not a valid response status" });

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
    code: z.int().min(1000).max(4999).nullable(),
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
  audio: z.record(text, count).exactOptional(),
});

const attempt = z.looseObject({
  startedAt: z.iso.datetime().nullable(),
  durationMs: number.nullable(),
  waitedMs: number,
  busy: z.looseObject({ lostMs: number, stalls: z.array(stall) }).exactOptional(),
  steps: z.array(
    z.looseObject({
      index: count,
      stage: z.enum(STAGES),
      hops: z.array(hop),
      frames: z.array(frame),
      elided: elided.exactOptional(),
      failure,
    }),
  ),
});

/** The schema of a saved `Recording`. */
export const savedRecording = z.looseObject({
  startedAt: z.iso.datetime().nullable(),
  durationMs: number.nullable(),
  attempts: z.array(attempt),
  notAttempted: z.looseObject({ cause, because: texts }).nullable(),
});
