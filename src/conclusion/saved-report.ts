import { z } from "zod";
import { errorTextSchema } from "../model/error-text.ts";
import { probeSchema } from "../model/probe.ts";
import { REPORT_SCHEMA, type Report } from "../model/report.ts";
import { RUNGS } from "../model/rung.ts";

/** A saved file that cannot be read as a report; the message names the key and what is wrong with it. */
export class ReportError extends Error {
  override name = "ReportError";
}

const text = z.string();
const object = z.record(z.string(), z.unknown());
const headers = z.array(z.tuple([text, text]));
const hop = z.looseObject({
  at: z.number(),
  transport: z.enum(["http", "websocket"]),
  method: text,
  url: z.url(),
  requestHeaders: headers,
  status: z.int().nullable(),
  responseHeaders: headers,
  phases: object,
});
const frame = z.union([
  z.looseObject({ kind: z.literal("message"), direction: z.enum(["sent", "received"]), event: object.nullable() }),
  z.looseObject({ kind: z.literal("close"), by: z.enum(["peer", "us"]), code: z.int().nullable(), reason: text }),
]);
const step = z.looseObject({ index: z.int(), rung: z.enum(RUNGS), hops: z.array(hop), frames: z.array(frame) });
const attempt = z.looseObject({ startedAt: text, steps: z.array(step) });

/** What every stage behind relies on; further fields are kept as they are. */
export const savedReport = z.looseObject({
  schema: z.literal(REPORT_SCHEMA),
  tool: object,
  run: z.looseObject({ id: text, startedAt: text, finishedAt: text, complete: z.boolean() }),
  targets: z.array(
    z.looseObject({ name: text, endpoint: z.url(), deployments: z.array(z.looseObject({ name: text })) }),
  ),
  probes: z.array(probeSchema),
  errorTexts: z.array(errorTextSchema),
  claims: z
    .array(
      z.looseObject({ id: text, probes: z.array(text), models: z.array(text), expects: z.looseObject({ kind: text }) }),
    )
    .optional(),
  results: z.array(
    z.looseObject({
      cell: z.looseObject({ id: text, target: text, probe: text, variant: object }),
      verdict: text,
      cause: text,
      recording: z.looseObject({ attempts: z.array(attempt) }).nullable(),
    }),
  ),
});

/** Reads a saved report. Throws ReportError where it is no report of this version. */
export function parseReport(json: string): Report {
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch {
    throw new ReportError("the file is not JSON; give the report.json that `aoai-probe run` wrote.");
  }
  if (isReport(value)) return value;
  const issue = savedReport.safeParse(value).error?.issues[0];
  throw new ReportError(
    `the file is no report of ${REPORT_SCHEMA}: '${issue?.path.join(".") ?? ""}': ${issue?.message ?? "not valid"}.`,
  );
}

/** The schema above checked it; this says so to the compiler. */
function isReport(value: unknown): value is Report {
  return savedReport.safeParse(value).success;
}
