import { readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { concludeReport, parseReport, savedReport } from "../../src/conclusion/index.ts";
import { scenarioSchema } from "../../src/emulator/scenario-file.ts";
import { probeSchema } from "../../src/model/probe.ts";
import type { Report, Result } from "../../src/model/report.ts";
import { type FormatName, loadFormat } from "../../src/render/index.ts";
import { FIELD_SCENARIOS, runScenarios } from "../support/embedded.ts";

const REPORTS = resolve(import.meta.dirname, "../../reports");
/** `npm run samples` writes what this test otherwise compares. */
const WRITE = process.env.AOAI_PROBE_WRITE_SAMPLES === "1";
const STALE = "is stale: run `npm run samples` and read what changed";

function sample(name: string): string {
  return readFileSync(join(REPORTS, name), "utf8");
}

function keep(name: string, text: string): void {
  if (WRITE) writeFileSync(join(REPORTS, name), text);
}

async function rendered(report: Report, format: FormatName): Promise<string> {
  return (await loadFormat(format)).render(report, { matrix: true, target: null, finding: null });
}

/** What of a result is the same in every run: ids, times and ports are of the moment. */
function lasting(result: Result): unknown {
  const steps = result.recording?.attempts.flatMap((attempt) => attempt.steps) ?? [];
  const ladder = steps.map((step) => ({
    stage: step.stage,
    statuses: step.hops.map((hop) => hop.status),
    headers: step.hops.map((hop) => hop.responseHeaders.map(([name]) => name.toLowerCase()).sort()),
    // Frames of silence are sent until the first answer, so their number is of the moment.
    events: step.frames.flatMap((frame) =>
      frame.kind === "message" && frame.direction === "received" ? [frame.event?.type] : [],
    ),
  }));
  const { cell, verdict, cause, stage, status, error, sources, restsOn } = result;
  return {
    cell,
    verdict,
    cause,
    stage,
    status,
    code: error?.code,
    sources,
    restsOn,
    fields: Object.keys(result).sort(),
    ladder,
  };
}

describe("the samples", () => {
  let saved: Report;
  beforeAll(async () => {
    if (WRITE) {
      const { report } = await runScenarios(FIELD_SCENARIOS);
      keep("samples/embedded.json", await rendered(report, "json"));
    }
    saved = parseReport(sample("samples/embedded.json"));
  }, 60_000);

  it("hold what the embedded run answers today", async () => {
    const { report } = await runScenarios(FIELD_SCENARIOS);
    expect(Object.keys(saved).sort(), STALE).toEqual(Object.keys(report).sort());
    expect(saved.results.map(lasting), STALE).toEqual(report.results.map(lasting));
    expect(saved.probes, STALE).toEqual(report.probes);
    expect(saved.errorTexts, STALE).toEqual(report.errorTexts);
  }, 60_000);

  it("are judged today as they were saved", () => {
    const again = concludeReport(saved);
    expect(again.results, STALE).toEqual(saved.results);
    expect(again.findings, STALE).toEqual(saved.findings);
    expect(again.counts, STALE).toEqual(saved.counts);
  });

  it.each<[string, FormatName]>([
    ["samples/embedded.md", "markdown"],
    ["samples/embedded.txt", "table"],
    ["samples/embedded.json", "json"],
  ])("%s is the saved run in that format", async (name, format) => {
    const text = await rendered(saved, format);
    keep(name, text);
    expect(sample(name), STALE).toBe(text);
  });
});

describe("the published schemas", () => {
  const published = (schema: z.ZodType) =>
    `${JSON.stringify(z.toJSONSchema(schema, { target: "draft-2020-12", io: "input" }), null, 2)}\n`;

  it.each([
    ["schema/probe.schema.json", probeSchema],
    ["schema/report.schema.json", savedReport],
    ["schema/scenario.schema.json", scenarioSchema],
  ])("%s is what is checked by", (name, schema) => {
    keep(name, published(schema));
    expect(sample(name), STALE).toBe(published(schema));
  });
});
