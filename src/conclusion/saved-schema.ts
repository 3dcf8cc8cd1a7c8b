import { z } from "zod";
import { VERSION_OUTCOMES, VERSION_STATUSES } from "../model/api-version.ts";
import { armClaimSchema } from "../model/arm-claim.ts";
import { BASE_PATH } from "../model/base-path.ts";
import { INCOMPARABLE, type Incomparable, TRENDS } from "../model/baseline.ts";
import { CONTROLS } from "../model/cell.ts";
import { claimSchema, STANDINGS } from "../model/claim.ts";
import { MOST_PARTS } from "../model/effort.ts";
import { errorTextSchema } from "../model/error-text.ts";
import { FAIL_ON } from "../model/exit.ts";
import { EXPECTATION_STANDINGS, EXPECTED, EXPECTED_ROLES } from "../model/expectation.ts";
import { COMPONENTS, SEVERITIES } from "../model/finding.ts";
import { IRREGULARITY_KINDS } from "../model/irregularity.ts";
import { isJsonObject } from "../model/json.ts";
import { FAMILY_FORM } from "../model/model-name.ts";
import { probeSchema } from "../model/probe.ts";
import { PROVIDERS } from "../model/provider.ts";
import { REPORT_SCHEMA, type Report } from "../model/report.ts";
import { ROLES } from "../model/role.ts";
import { SETTING_OUTCOMES } from "../model/setting.ts";
import { STAGES } from "../model/stage.ts";
import { AUTH_KINDS, TOKEN_SOURCES } from "../model/target.ts";
import { reasonNotToAdd } from "../model/target-header.ts";
import { VERDICT_KINDS } from "../model/verdict.ts";
import { cause, savedRecording, stall } from "./saved-recording.ts";

const text = z.string();
const texts = z.array(text);
const time = z.iso.datetime();
const origin = z.url({ protocol: /^https?$/ });
/** The emulator sends it in a header of every answer, so it must be a valid header value. */
const runId = z.string().regex(/^[\x21-\x7e]{1,200}$/, "it is not a valid run id");
const authKind = z.enum(AUTH_KINDS);
const REASONS = Object.keys(INCOMPARABLE).filter((why): why is Incomparable => why in INCOMPARABLE);
const stage = z.enum(STAGES).nullable();

const deployment = z.looseObject({
  name: text,
  model: text.nullable(),
  version: text.nullable(),
  sku: text.nullable(),
  role: z.enum(ROLES),
  source: z.enum(["config", "arm", "response", "guessed"]),
  probe: z.literal(false).exactOptional(),
  arm: z.looseObject(armClaimSchema.shape).exactOptional(),
});

/** A target as it was configured. A report also has what the answers name. */
const configuredTarget = z.looseObject({
  name: text,
  label: text.exactOptional(),
  provider: z.enum(PROVIDERS).exactOptional(),
  endpoint: origin,
  basePath: z.string().regex(BASE_PATH).exactOptional(),
  hosts: z.looseObject({ webrtc: origin.exactOptional(), "voice-live": origin.exactOptional() }),
  headers: z.array(text.refine((name) => reasonNotToAdd(name) === null)).exactOptional(),
  trusted: texts.exactOptional(),
  region: text.nullable(),
  resourceId: text.nullable(),
  subscription: text.nullable(),
  kind: text.nullable(),
  auth: z.array(authKind),
  entra: z.looseObject({ credential: z.enum(TOKEN_SOURCES), scopes: texts.exactOptional() }).exactOptional(),
  optional: z.literal(true).exactOptional(),
  aliasOf: z.string().exactOptional(),
  deployments: z.array(deployment),
});
const target = configuredTarget.extend({ answeredRegions: texts });

const cell = z.looseObject({
  id: text,
  target: text,
  deployment: text.nullable(),
  role: z.enum(ROLES).nullable(),
  model: text.exactOptional(),
  probe: text,
  control: z.enum([...CONTROLS, "settle"]).nullable(),
  variant: z.looseObject({
    apiVersion: text.nullable(),
    auth: authKind,
    scope: text.exactOptional(),
    redirectCredential: z.enum(["clean", "as-given"]),
  }),
  companion: text.nullable(),
  settles: z
    .looseObject({
      cell: text,
      trial: z.discriminatedUnion("kind", [
        z.looseObject({ kind: z.literal("again") }),
        z.looseObject({ kind: z.literal("repeat"), number: z.int() }),
        z.looseObject({ kind: z.literal("without"), fields: texts, minimal: z.boolean() }),
        z.looseObject({ kind: z.literal("peer") }),
        z.looseObject({ kind: z.literal("credential"), auth: z.enum([...AUTH_KINDS, "none"]) }),
        z.looseObject({ kind: z.literal("api-version"), version: text }),
      ]),
    })
    .exactOptional(),
});

const result = z.looseObject({
  cell,
  verdict: z.enum(VERDICT_KINDS),
  cause,
  stage: z.looseObject({ reached: stage, failedAt: stage }),
  evidence: texts,
  unstable: z.boolean(),
  restsOn: texts,
  settledBy: texts.exactOptional(),
  facts: z
    .looseObject({
      field: text.exactOptional(),
      mentions: text.exactOptional(),
      reason: text.exactOptional(),
      form: text.exactOptional(),
      credential: text.exactOptional(),
      apiVersion: text.exactOptional(),
    })
    .exactOptional(),
  status: z.int().nullable(),
  error: z
    .looseObject({ code: text.nullable(), message: text.nullable(), type: text.nullable(), param: text.nullable() })
    .nullable(),
  close: z.looseObject({ code: z.int().nullable(), reason: text, by: z.enum(["peer", "us"]) }).nullable(),
  ids: z.record(text, z.union([text, texts])),
  sources: texts,
  irregularities: z.array(z.enum(IRREGULARITY_KINDS)).exactOptional(),
  rate: z
    .looseObject({
      worked: z.int(),
      of: z.int(),
      unknown: z.int(),
      interval: z.tuple([z.number(), z.number()]).nullable(),
    })
    .exactOptional(),
  recording: savedRecording.nullable(),
});

const expectEntry = z.looseObject({
  target: text.exactOptional(),
  region: text.exactOptional(),
  model: text.exactOptional(),
  deployment: text.exactOptional(),
  probe: text.exactOptional(),
  is: z.enum(EXPECTED).exactOptional(),
  for: z.enum(EXPECTED_ROLES).exactOptional(),
});

const expectation = z.looseObject({
  target: text,
  deployment: text.nullable(),
  cell: text.nullable(),
  role: z.enum(ROLES).nullable(),
  expected: z.enum(EXPECTED),
  source: z.enum(["configuration", "default"]),
  standing: z.enum(EXPECTATION_STANDINGS),
  cells: texts,
});

const finding = z.looseObject({
  code: text,
  severity: z.enum(SEVERITIES),
  title: text,
  target: text.nullable(),
  deployment: text.nullable(),
  cells: texts,
  failing: texts.default([]).describe("older reports do not have it"),
  passing: texts.default([]).describe("older reports do not have it"),
  pair: z.looseObject({ failing: text, passing: text, difference: text }).nullable(),
  component: z.enum(COMPONENTS),
  facts: z.record(text, z.unknown()).refine(isJsonObject),
  explanation: text,
  remedy: text,
  ask: text.nullable(),
});

const claim = z.looseObject({
  ...claimSchema.shape,
  id: text,
  arm: z.looseObject({ ...armClaimSchema.shape, version: text.nullable(), role: z.enum(ROLES) }).exactOptional(),
  standing: z.enum(STANDINGS),
  confirming: texts,
  contradicting: texts,
  untested: text.nullable(),
});

const before = z.looseObject({ verdict: z.enum(VERDICT_KINDS), cause, at: time });
const presence = z.looseObject({ targets: texts, deployments: texts, cells: texts });

const baseline = z.looseObject({
  run: z.looseObject({
    id: text,
    startedAt: time.nullable(),
    finishedAt: time.nullable(),
    emulated: texts.exactOptional(),
  }),
  cells: z.array(
    z.looseObject({
      cell: text,
      trend: z.enum(TRENDS),
      before,
      lastGood: time.nullable(),
      firstBad: time.nullable(),
    }),
  ),
  notCompared: z.array(z.looseObject({ cell: text, why: z.enum(REASONS), before: before.exactOptional() })),
  added: presence.exactOptional(),
  vanished: presence.exactOptional(),
});

const machine = z.looseObject({
  lostMs: z.number(),
  stalls: z.array(stall),
  concurrency: z.array(
    z.looseObject({
      at: time,
      cells: z.int(),
      why: z.enum(["event-loop-delay", "file-descriptors"]).nullable(),
    }),
  ),
});

// A merge lists the missing parts, so their number is bounded.
const partNumber = z.int().min(1).max(MOST_PARTS);
const part = z.looseObject({ index: partNumber, of: partNumber, plan: text });

/** Schemas that a saved report and a journal have in common. */
export const savedParts = { cause, cell, configuredTarget, expectEntry, machine, part, runId, text, time };

/**
 * The schema of a saved `Report`: everything that later stages and views rely on. Fields of later versions are kept.
 */
export const savedReport = z.looseObject({
  schema: z.literal(REPORT_SCHEMA),
  tool: z.looseObject({ name: text, version: text, node: text, catalog: text }),
  run: z.looseObject({
    id: runId,
    startedAt: time.nullable(),
    finishedAt: time.nullable(),
    complete: z.boolean(),
    emulated: texts.exactOptional(),
    imported: texts.exactOptional(),
    replaced: texts.exactOptional(),
    part: part.exactOptional(),
    timezone: z.looseObject({ offsetMinutes: z.number(), name: text }),
    machine: machine.exactOptional(),
    exit: z
      .looseObject({
        code: z.int(),
        reason: text,
        failOn: z.enum(FAIL_ON).nullable(),
        retiringDays: z.int().min(0).exactOptional(),
        regressions: z.array(text).exactOptional(),
      })
      .exactOptional(),
  }),
  targets: z.array(target),
  probes: z.array(probeSchema),
  errorTexts: z.array(errorTextSchema),
  results: z.array(result),
  findings: z.array(finding),
  claims: z.array(claim).default([]).describe("none: the report is older than the claims"),
  knownModels: texts.exactOptional(),
  modelNames: z
    .object({
      families: z.array(z.string().regex(FAMILY_FORM)),
      wrong: z.record(z.string().regex(FAMILY_FORM), z.string()),
    })
    .exactOptional(),
  baseline: baseline.exactOptional(),
  expect: z.array(expectEntry).exactOptional(),
  expectations: z.array(expectation).exactOptional(),
  settings: z
    .array(
      z.looseObject({
        cell: text,
        target: text,
        deployment: text.nullable(),
        model: text.nullable(),
        setting: text,
        value: z.json(),
        outcome: z.enum(SETTING_OUTCOMES),
        error: z.looseObject({ code: text.nullable(), message: text.nullable(), param: text.nullable() }).nullable(),
      }),
    )
    .exactOptional(),
  versions: z
    .array(
      z.looseObject({
        cell: text,
        target: text,
        path: text,
        version: text,
        status: z.enum(VERSION_STATUSES).nullable(),
        outcome: z.enum(VERSION_OUTCOMES),
      }),
    )
    .exactOptional(),
  apiVersions: z
    .array(z.looseObject({ version: text, status: z.enum(VERSION_STATUSES), source: text, date: text, says: text }))
    .exactOptional(),
  skipped: z.array(z.looseObject({ cell: text, reason: text })),
  counts: z.partialRecord(z.enum(VERDICT_KINDS), z.int()),
}) satisfies z.ZodType<Report>;
