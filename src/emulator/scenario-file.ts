import { z } from "zod";
import { BASE_PATH } from "../model/base-path.ts";
import { isHeaderName, isHeaderValue } from "../model/header-syntax.ts";
import type { Json } from "../model/json.ts";
import { ROLES } from "../model/role.ts";
import {
  type EventAnswer,
  REFUSAL_KINDS,
  type Rule,
  type RuleAnswer,
  type Scenario,
  SHOWN_CREDENTIALS,
} from "./scenario.ts";
import { armOf, armSchema } from "./scenario-arm.ts";

/*
 * The language of scenario files. A rule has one subject (what it is about) and at most one action (what happens
 * instead of the documented answer). There are no conditions beyond the values of the subject.
 */

const json: z.ZodType<Json> = z.lazy(() =>
  z.union([z.null(), z.boolean(), z.number(), z.string(), z.array(json), z.record(z.string(), json)]),
);

const reportId = z.string().regex(/^FR-\d{3}$/, "must be a field report such as FR-001");
const source = z
  .string()
  .regex(
    /^(?:inferred|FR-\d{3}(?:;elsewhere)?)$/,
    "must be inferred, a field report such as FR-001, or FR-001;elsewhere",
  );
const path = z
  .string()
  .regex(/^\/[\x21-\x7e]*$/, "must begin with / and must not contain spaces: write the path without host and query")
  .describe("may contain {deployment} for one segment");
const line = (what: string) =>
  z
    .string()
    .min(1, "must not be empty")
    .max(200, "must have at most 200 characters")
    .refine(isHeaderValue, "must be one line of ASCII or Latin-1 text")
    .describe(what);

const query = z
  .record(z.string(), z.union([z.string(), z.null()]))
  .describe("query parameters: the required value, `*` for any value, null if the parameter must be absent");
const body = z
  .record(z.string(), json)
  .describe("dotted paths in the JSON body: the required value, `*` for any value, null if the field must be absent");
const about = { path: path.exactOptional(), query: query.exactOptional() };

const request = z
  .strictObject({
    transport: z.enum(["http", "websocket"]).exactOptional(),
    method: z.enum(["GET", "POST", "OPTIONS"]).exactOptional(),
    ...about,
    credential: z
      .enum(SHOWN_CREDENTIALS)
      .exactOptional()
      .describe("the kind of credential that the request has; key: the key in any place"),
    host: z.string().exactOptional().describe("the end of the Host header, without the port"),
    headers: z
      .record(z.string(), z.union([z.string(), z.null()]))
      .exactOptional()
      .describe("headers: the required value, `*` for any value, null if the header must be absent"),
    body: body.exactOptional(),
    deployment: z
      .strictObject({ model: z.string().exactOptional(), role: z.enum(ROLES).exactOptional() })
      .exactOptional()
      .describe("the deployment that the request names; {}: any that exists"),
    refused: z.enum(REFUSAL_KINDS).exactOptional().describe("the documented answer is this refusal"),
    always: z.literal(true).exactOptional().describe("match also if the path or the credential is refused"),
  })
  .describe("an HTTP request or a WebSocket handshake; a key that is absent matches anything");

const event = z
  .strictObject({
    type: z.string(),
    ...about,
    code: z.string().exactOptional().describe("error.code of the event"),
    param: z.string().exactOptional().describe("error.param of the event"),
    model: z.string().exactOptional().describe("model of the deployment that the event is about"),
  })
  .describe("an event that the emulator is about to send; path and query are those of the handshake");

const clientEvent = z
  .strictObject({ type: z.string(), ...about, body: body.exactOptional() })
  .describe("an event that the client sends; path and query are those of the handshake");

const answeredEvent = z.strictObject({
  type: z.string(),
  fields: z.record(z.string(), json).default({}).describe("`{item_id}` in a text is the id of the item"),
});

const headers = z
  .record(z.string().refine(isHeaderName, "is not a valid header name: use letters, digits and hyphens"), z.string())
  .refine((all) => Object.values(all).every(isHeaderValue), "contains a character that no header value may have")
  .describe("`{fresh-id}` in a value is a new id for each request");

const rule = z
  .strictObject({
    source: source.exactOptional().describe("the report that has this answer. Absent: the source of the file"),
    inferred: z.string().exactOptional().describe("what the source does not say and this rule assumes"),
    request: request.exactOptional(),
    event: event.exactOptional(),
    "client-event": clientEvent.exactOptional(),
    reports: z.array(reportId).min(1).exactOptional().describe("the rules of these field reports, seen at this place"),
    "reports-elsewhere": z.array(reportId).min(1).exactOptional().describe("the same, seen at another place"),
    reply: z
      .strictObject({
        status: z.int().min(200).max(599),
        headers: headers.exactOptional(),
        body: json.default(null).describe("JSON"),
      })
      .exactOptional()
      .describe("of a request: answer with this"),
    redirect: z
      .strictObject({ status: z.int().min(300).max(399), path })
      .exactOptional()
      .describe("of a request: redirect to this path on the same host, with the query and the key of the request"),
    as: path.exactOptional().describe("of a request: answer as this path does"),
    accept: z.literal(true).exactOptional().describe("of a request: serve it, even if a refusal is documented"),
    replace: answeredEvent.exactOptional().describe("of an event: send this event instead"),
    add: answeredEvent.exactOptional().describe("of an event: send this event after it"),
    drop: z.literal(true).exactOptional().describe("of an event: send nothing"),
    close: z
      .strictObject({
        code: z.int().min(1000).max(4999),
        reason: z
          .string()
          .refine((text) => Buffer.byteLength(text) <= 123, "must have at most 123 bytes")
          .default(""),
      })
      .exactOptional()
      .describe("of an event: close the connection instead"),
    error: z
      .strictObject({ code: z.string(), message: z.string(), param: z.union([z.string(), z.null()]).default(null) })
      .exactOptional()
      .describe("of a client event: refuse it with this error"),
  })
  .superRefine(checkSubject);

/** What a rule can be about, and what it can do about it. */
const ACTIONS = {
  request: ["reply", "redirect", "as", "accept"],
  event: ["replace", "add", "drop", "close"],
  "client-event": ["error"],
  reports: [],
  "reports-elsewhere": [],
} as const;
const SUBJECTS = Object.keys(ACTIONS).filter((key): key is keyof typeof ACTIONS => key in ACTIONS);
const ALL_ACTIONS = Object.values(ACTIONS).flat();

function checkSubject(value: Record<string, unknown>, { addIssue }: z.RefinementCtx): void {
  const [subject, second] = SUBJECTS.filter((key) => value[key] !== undefined);
  if (subject === undefined) {
    addIssue({ code: "custom", message: `has no subject: add one of ${SUBJECTS.join(", ")}` });
    return;
  }
  if (second !== undefined) {
    addIssue({ code: "custom", path: [second], message: `does not go with '${subject}': write two rules` });
  }
  const allowed: readonly string[] = ACTIONS[subject];
  const [action, ...others] = ALL_ACTIONS.filter((key) => value[key] !== undefined);
  for (const wrong of [action, ...others].filter((key) => key !== undefined && !allowed.includes(key))) {
    const advice = allowed.length === 0 ? "remove it" : `use ${allowed.join(", ")}`;
    addIssue({ code: "custom", path: [wrong ?? ""], message: `does not go with '${subject}': ${advice}` });
  }
  const extra = others.find((key) => allowed.includes(key));
  if (extra !== undefined) {
    addIssue({ code: "custom", path: [extra], message: `does not go with '${action}': keep one of them` });
  }
  if (subject === "client-event" && action === undefined) {
    addIssue({ code: "custom", path: [subject], message: "has no error: add the key 'error' to this rule" });
  }
}

const deployment = z.strictObject({
  name: line("the deployment's name; absent: the model").exactOptional(),
  model: line("the model's name"),
  version: line("the model's version, in quotes if it is a number"),
  sku: line("absent: GlobalStandard").default("GlobalStandard"),
  role: z.enum(ROLES),
});

/** A file of `scenarios/`, or a user's own; published as reports/schema/scenario.schema.json. */
export const scenarioSchema = z.strictObject({
  name: z
    .string()
    .regex(/^[a-z0-9][a-z0-9-]{0,59}$/, "must have up to 60 lower-case letters, digits and hyphens")
    .describe("name of the emulated target; built-in: the name of the file"),
  region: line("sent as x-ms-region; absent: Emulated").default("Emulated"),
  date: z
    .string()
    .regex(/^\d{4}(?:-\d{2}-\d{2})?$/, "must be a date such as 2026-06-10, or a year in quotes")
    .exactOptional()
    .describe("when the answers were seen; absent: unknown"),
  source: source.default("inferred").describe("the report that has the answers of rules without a source"),
  deployments: z.array(deployment).min(1, "must have at least one deployment").superRefine(checkNames),
  "base-path": z
    .string()
    .regex(BASE_PATH, "must be a path such as /api/projects/NAME, without a final slash")
    .exactOptional()
    .describe("the path before every path, as in a gateway; absent: none"),
  "api-versions": z.array(line("an api-version")).exactOptional().describe("further api-versions of preview paths"),
  handshakes: z
    .strictObject({ count: z.int().positive(), "within-ms": z.int().positive() })
    .exactOptional()
    .describe("limit for WebSocket handshakes; absent: none"),
  arm: armSchema.exactOptional(),
  also: z
    .array(z.strictObject({ report: reportId, how: z.string() }))
    .exactOptional()
    .describe("field reports that are served here through the rules of others"),
  rules: z.array(rule).default([]).describe("the first rule that matches answers; without one: as documented"),
});

export type ScenarioFile = z.output<typeof scenarioSchema>;
type RuleEntry = z.output<typeof rule>;

function checkNames(deployments: { name?: string; model: string }[], { addIssue }: z.RefinementCtx): void {
  const names = deployments.map(({ name, model }) => name ?? model);
  for (const [index, name] of names.entries()) {
    if (names.indexOf(name) === index) continue;
    addIssue({ code: "custom", path: [index], message: "names a deployment twice: give it its own `name`" });
  }
}

/** The rules of field reports, in `scenarios/field-reports.yaml`. */
export const fieldReportsSchema = z.array(
  z.strictObject({
    report: reportId,
    everywhere: z.literal(true).exactOptional().describe("any resource answers like this"),
    rules: z.array(rule),
  }),
);

export type FieldReports = z.output<typeof fieldReportsSchema>;

/** The scenario of a file, with the rules of the field reports that it names and of those that hold everywhere. */
export function toScenario(file: ScenarioFile, fieldReports: FieldReports): Scenario {
  const rulesOf = (reports: readonly string[], suffix: "" | ";elsewhere"): Rule[] =>
    fieldReports
      .filter(({ report }) => reports.includes(report))
      .sort((a, b) => reports.indexOf(a.report) - reports.indexOf(b.report))
      .flatMap(({ report, rules }) => rules.map((entry) => toRule(entry, `${report}${suffix}`)));
  const everywhere = fieldReports.filter((entry) => entry.everywhere === true).map(({ report }) => report);
  const { handshakes, also } = file;
  return {
    name: file.name,
    region: file.region,
    date: file.date ?? null,
    deployments: file.deployments.map(({ name, ...more }) => ({ name: name ?? more.model, ...more })),
    ...(file["base-path"] === undefined ? {} : { basePath: file["base-path"] }),
    ...(file["api-versions"] === undefined ? {} : { apiVersions: file["api-versions"] }),
    ...(handshakes === undefined ? {} : { handshakes: { count: handshakes.count, within: handshakes["within-ms"] } }),
    ...(also === undefined ? {} : { also }),
    ...(file.arm === undefined ? {} : { arm: armOf(file.arm, file.deployments.length) }),
    rules: [
      ...file.rules.flatMap((entry) => {
        if (entry.reports !== undefined) return rulesOf(entry.reports, "");
        if (entry["reports-elsewhere"] !== undefined) return rulesOf(entry["reports-elsewhere"], ";elsewhere");
        return [toRule(entry, file.source)];
      }),
      ...rulesOf(everywhere, ";elsewhere"),
    ],
  };
}

function toRule(entry: RuleEntry, source: string): Rule {
  const { request, event, "client-event": client, inferred, error } = entry;
  const from = { source: entry.source ?? source, ...(inferred === undefined ? {} : { inferred }) };
  if (request !== undefined) return { ...from, ask: request, answer: answerOf(entry) };
  if (event !== undefined) {
    const { type, ...more } = event;
    const becomes = eventAnswerOf(entry);
    return { ...from, event: type, ...more, ...(becomes === null ? {} : { becomes }) };
  }
  if (client === undefined || error === undefined) throw new Error("a rule without a subject passed the schema");
  const { type, ...more } = client;
  return { ...from, client: type, ...more, error };
}

function answerOf({ reply, redirect, as, accept }: RuleEntry): RuleAnswer {
  if (reply !== undefined) return { kind: "reply", ...reply };
  if (redirect !== undefined) return { kind: "redirect", ...redirect };
  if (as !== undefined) return { kind: "as", path: as };
  return { kind: accept === true ? "serve" : "as-documented" };
}

function eventAnswerOf({ replace, add, drop, close }: RuleEntry): EventAnswer | null {
  if (replace !== undefined) return { kind: "event", ...replace };
  if (add !== undefined) return { kind: "then", ...add };
  if (close !== undefined) return { kind: "close", ...close };
  return drop === true ? { kind: "nothing" } : null;
}
