import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { z } from "zod";
import { scenarioSchema } from "../../../src/emulator/scenario-file.ts";
import { CAUSES } from "../../../src/model/cause.ts";
import { probeSchema } from "../../../src/model/probe.ts";
import { VERDICT_KINDS } from "../../../src/model/verdict.ts";

/** The batches of public reports, in the order of their first runs. */
export const BATCHES = ["batch-a", "batch-b"];

const verdicts = z.array(z.enum(VERDICT_KINDS)).min(1);
const finding = z.string().regex(/^[a-z]+(-[a-z]+)*$/, "must be the code of a finding");

const expectedCell = z.strictObject({
  right: verdicts.describe("the verdicts that an expert may give. Any other claim is a wrong claim"),
  false: verdicts.optional().describe("further verdicts that would be wrong claims, such as blame of the service"),
  cause: z
    .array(z.string().refine((cause) => cause in CAUSES, "must be a cause"))
    .min(1)
    .optional()
    .describe("the causes that an expert may give. Absent: any"),
});

const reportSchema = z.strictObject({
  source: z
    .string()
    .regex(/^https:\/\/\S+, \d{4}(-\d{2}(-\d{2})?)?$/, "must be the address of the report, and its date")
    .describe("the address of the report, and its date as far as the page shows it"),
  why: z.string().describe("the conclusion of the thread"),
  inferred: z.string().optional().describe("what the thread does not say and the server or the date assumes"),
  scenario: scenarioSchema.describe("the server that answers as reported"),
  probes: z.array(probeSchema).default([]).describe("requests of the reporter that no built-in probe sends"),
  run: z.array(z.string()).min(1).describe("the probes of the run"),
  auth: z.array(z.enum(["key", "entra"])).default(["key"]),
  "timeout-ms": z.int().default(3_000).describe("the time limit of a cell"),
  cells: z.record(z.string(), expectedCell).describe("by deployment/probe, with @entra for a cell with the token"),
  finds: z
    .array(z.union([finding, z.array(finding)]))
    .default([])
    .describe("findings that must be made. A list: one of them"),
  never: z.array(finding).default([]).describe("findings that would be wrong claims"),
});
/** One public report: the server that answers as it says, and what must be concluded from the answers. */
export type UnseenReport = z.output<typeof reportSchema>;
export type ExpectedCell = z.output<typeof expectedCell>;

const batchSchema = z.strictObject({
  shared: z.record(z.string(), z.unknown()).describe("texts that several reports repeat by a YAML alias"),
  reports: z.array(reportSchema),
});

/** Reads a batch of this folder. Throws a ZodError with the place of the first problem. */
export function readBatch(name: string): UnseenReport[] {
  return parseBatch(readFileSync(join(import.meta.dirname, `${name}.yaml`), "utf8"));
}

function parseBatch(text: string): UnseenReport[] {
  return batchSchema.parse(parse(text, { maxAliasCount: -1 })).reports;
}
