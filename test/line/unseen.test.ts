import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { loadCatalog } from "../../src/catalog/index.ts";
import { FINDING_RULES } from "../../src/diagnose/index.ts";
import type { Probe } from "../../src/model/probe.ts";
import { BATCHES, readBatch } from "./unseen/batch.ts";
import { type Grade, grade, renderGrades } from "./unseen/grade.ts";
import { play } from "./unseen/play.ts";

/*
 * Public reports that nobody has tuned the tool to. Their expectations were committed before the first run. The runs
 * need a word of their own: AOAI_PROBE_UNSEEN=batch-a,batch-b, or `npm run test:unseen` for both.
 */

const CODES: string[] = FINDING_RULES.map(({ code }) => code);
const PLAYED = (process.env.AOAI_PROBE_UNSEEN ?? "").split(",").filter((name) => name !== "");

describe.each(BATCHES)("%s of unseen public reports", (name) => {
  const reports = readBatch(name);

  it("has its own name and its own source for each report", () => {
    const names = reports.map(({ scenario }) => scenario.name);
    const addresses = reports.map(({ source }) => source.split(", ")[0]);
    expect(new Set(names).size).toBe(names.length);
    expect(new Set(addresses).size).toBe(addresses.length);
  });

  it("names only findings that the tool knows", () => {
    const named = reports.flatMap(({ finds, never }) => [...finds.flat(), ...never]);
    expect(named.filter((code) => !CODES.includes(code))).toEqual([]);
  });

  it("expects something of each report that its run can answer", async () => {
    const known = await idsWith(reports.flatMap(({ probes }) => probes));
    for (const { scenario, run, cells, probes } of reports) {
      expect([...known, ...probes.map(({ id }) => id)], scenario.name).toEqual(expect.arrayContaining(run));
      const places = Object.keys(cells).map((id) => id.split("@")[0]?.split("/") ?? []);
      const deployments = ["-", ...scenario.deployments.map(({ name: given, model }) => given ?? model)];
      expect(run, scenario.name).toEqual(expect.arrayContaining(places.map(([, probe]) => probe)));
      expect(deployments, scenario.name).toEqual(expect.arrayContaining(places.map(([deployment]) => deployment)));
    }
  });
});

describe.each(PLAYED)("the run of %s", (name) => {
  it("makes no wrong claim", { timeout: 600_000 }, async () => {
    const grades: Grade[] = [];
    for (const unseen of readBatch(name)) grades.push(grade(unseen, await play(unseen)));
    console.log(renderGrades(name, grades));
    expect(grades.filter((one) => one.grade === "wrong claim")).toEqual([]);
  });
});

/** The ids of the catalogue with these probes, which are read as a folder of a user. */
async function idsWith(probes: Probe[]): Promise<string[]> {
  const extra = mkdtempSync(join(tmpdir(), "aoai-probe-unseen-"));
  try {
    for (const probe of probes) writeFileSync(join(extra, `${probe.id}.yaml`), JSON.stringify(probe));
    return (await loadCatalog({ extra })).probes.map(({ id }) => id);
  } finally {
    rmSync(extra, { recursive: true, force: true });
  }
}
