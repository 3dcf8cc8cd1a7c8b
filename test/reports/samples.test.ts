import { readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { configurationSchema } from "../../src/cli/configuration/schema.ts";
import { concludeReport, parseReport, savedReport } from "../../src/conclusion/index.ts";
import { checkupSchema } from "../../src/doctor/checkup.ts";
import { scenarioSchema } from "../../src/emulator/scenario-file.ts";
import { probeSchema } from "../../src/model/probe.ts";
import type { Report, Result } from "../../src/model/report.ts";
import { type FormatName, loadFormat } from "../../src/render/index.ts";
import { EMBEDDED_JSON } from "../support/embedded-report.ts";

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

/** What is the same in every run: ids, times and ports are not. */
function lasting(result: Result): unknown {
  const steps = result.recording?.attempts.flatMap((attempt) => attempt.steps) ?? [];
  const taken = steps.map((step) => ({
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
    taken,
  };
}

/** Cells of the extract: one that works, one that fails, and the controls of the latter. */
const EXTRACT =
  /^france-central\/(gpt-realtime-whisper|aoai-probe-[\w-]+|-)\/(preview-transcription(-with-deployment)?|missing-path-websocket)[@~]/;

/** A few cells of a run as a report of its own. */
function extractOf(report: Report): Report {
  const results = report.results.filter(({ cell }) => EXTRACT.test(cell.id));
  const probes = new Set(results.map(({ cell }) => cell.probe));
  return concludeReport({
    ...report,
    targets: report.targets.filter(({ name }) => name === "france-central"),
    probes: report.probes.filter(({ id }) => probes.has(id)),
    results,
    claims: [],
    skipped: [],
  });
}

/** What is the same in every run: headings, first screens and results, without ids and times. */
function lastingLines(text: string): string[] {
  return text
    .split("\n")
    .filter((line) => /^(#|\*\*|- `)/.test(line))
    .map((line) =>
      line
        .replace(/\d\d:\d\d:\d\d\.\d{3}Z/g, "TIME")
        .replace(/\b[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\b/g, "ID")
        .replace(/(sess|item|event|resp|call|conv)_\w+/g, "ID"),
    );
}

describe("the samples", () => {
  const report = parseReport(readFileSync(EMBEDDED_JSON, "utf8"));

  it("carry the version of the package", () => {
    const { version } = JSON.parse(readFileSync(join(REPORTS, "../package.json"), "utf8"));
    expect(report.tool.version).toBe(version);
    if (!WRITE) expect(sample("samples/embedded.txt")).toContain(`aoai-probe ${version} · `);
  });

  it("are judged today as they were recorded", () => {
    const again = concludeReport(report);
    expect(again.results).toEqual(report.results);
    expect(again.findings).toEqual(report.findings);
    expect(again.counts).toEqual(report.counts);
  });

  it.each<[string, FormatName]>([
    ["samples/embedded.md", "markdown"],
    ["samples/embedded.txt", "table"],
  ])("%s is the emulated run in that format", async (name, format) => {
    const text = await rendered(report, format);
    keep(name, text);
    expect(lastingLines(sample(name)), STALE).toEqual(lastingLines(text));
  });

  it("samples/extract.json is a few cells of it, and can be read", async () => {
    const text = await rendered(extractOf(report), "json");
    keep("samples/extract.json", text);
    const saved = parseReport(sample("samples/extract.json"));
    expect(saved.results.map(lasting), STALE).toEqual(extractOf(report).results.map(lasting));
    expect(saved.probes, STALE).toEqual(extractOf(report).probes);
    expect(saved.errorTexts, STALE).toEqual(report.errorTexts);
    expect(sample("samples/extract.json").length).toBeLessThan(200_000);
  });
});

describe("the published schemas", () => {
  const published = (schema: z.ZodType) =>
    `${JSON.stringify(z.toJSONSchema(schema, { target: "draft-2020-12", io: "input" }), null, 2)}\n`;

  it.each([
    ["schema/configuration.schema.json", configurationSchema],
    ["schema/doctor.schema.json", checkupSchema],
    ["schema/probe.schema.json", probeSchema],
    ["schema/report.schema.json", savedReport],
    ["schema/scenario.schema.json", scenarioSchema],
  ])("%s is what is checked by", (name, schema) => {
    keep(name, published(schema));
    expect(sample(name), STALE).toBe(published(schema));
  });
});
