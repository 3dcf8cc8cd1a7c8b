import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { parseReport } from "../../src/conclusion/index.ts";
import type { Report } from "../../src/model/report.ts";
import { buildCli, callCli, finished, startCli } from "../support/built-cli.ts";
import { LONG } from "../support/long-counts.ts";
import { comparableReport } from "./comparable.ts";

/* Real processes are killed, and the command finishes their runs. */

const PROBES = ["--probe", "ga-client-secret-transcription*", "--probe", "ga-client-secret-realtime"];
const RUN = ["run", "--emulate", "east-us-2", ...PROBES, "--no-settle"];
/**
 * Each costs a second and a half, so `npm run test:kills` has 200 and other runs have few. The other kills are cuts of a
 * journal, in journal-cuts.test.ts.
 */
const KILLS = Number(process.env.AOAI_PROBE_KILLS ?? (LONG ? 4 : 2));
const root = mkdtempSync(join(tmpdir(), "aoai-probe-resume-"));
let cwd = "";

beforeAll(buildCli);
beforeEach(() => {
  cwd = mkdtempSync(join(root, "case-"));
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

const reportIn = (folder: string): Report => parseReport(readFileSync(join(cwd, folder, "report.json"), "utf8"));
const journalIn = (folder: string) =>
  existsSync(join(cwd, folder))
    ? readdirSync(join(cwd, folder)).find((name) => name.endsWith(".journal.ndjson"))
    : undefined;

function finishedCells(journal: string): string[] {
  const lines = readFileSync(journal, "utf8").split("\n").slice(0, -1);
  return lines.map((line) => JSON.parse(line)).flatMap(({ kind, cell }) => (kind === "cell" ? [cell] : []));
}

/** Starts the run, and kills it as soon as its journal has so many cells. Returns the cells that it had. */
async function killAfter(cells: number, folder: string): Promise<string[]> {
  const child = startCli([...RUN, "-o", folder], { cwd });
  const end = finished(child);
  let isOver = false;
  void end.then(() => {
    isOver = true;
  });
  while (!isOver) {
    const name = journalIn(folder);
    const count =
      name === undefined ? 0 : readFileSync(join(cwd, folder, name), "utf8").split('{"kind":"cell"').length - 1;
    if (name !== undefined && count >= cells) break;
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  child.kill("SIGKILL");
  await end;
  const name = journalIn(folder);
  return name === undefined ? [] : finishedCells(join(cwd, folder, name));
}

describe("a run that was killed", () => {
  it("is finished by --resume without losing or repeating a cell", { timeout: 60_000 + KILLS * 10_000 }, async () => {
    await callCli([...RUN, "-o", "whole"], { cwd });
    const whole = reportIn("whole");
    const expected = comparableReport(whole);
    const all = whole.results.flatMap(({ cell, recording }) => (recording === null ? [] : [cell.id])).sort();
    let [kills, kept, lost, repeated] = [0, 0, 0, 0];
    for (let n = 0; n < KILLS; n++) {
      const folder = `out-${n}`;
      const before = await killAfter(1 + ((n * 7) % (all.length - 1)), folder);
      // The machine may be so fast that the run ended first.
      if (journalIn(folder) === undefined) continue;
      kills += 1;
      kept += before.length;
      const { code, stderr } = await callCli(["run", "--resume", folder], { cwd });
      expect([code, stderr]).toEqual([reportIn("whole").run.exit?.code, expect.stringContaining("Resuming run ")]);
      const left = Number(/ finished, (\d+) to go\./.exec(stderr)?.[1]);
      if (left > all.length - new Set(before).size) lost += 1;
      if (left < all.length - new Set(before).size) repeated += 1;
      expect(comparableReport(reportIn(folder))).toEqual(expected);
      expect(journalIn(folder)).toBeUndefined();
    }
    expect([lost, repeated]).toEqual([0, 0]);
    if (KILLS > 2)
      console.log(`kill -9: ${kills} of ${kills} finished, ${kept} cells kept, ${lost} lost, ${repeated} repeated`);
  });

  it("becomes a partial report, and is refused with what changed if its plan is another", async () => {
    const before = await killAfter(3, "out");
    const journal = join("out", journalIn("out") ?? "");
    const shown = await callCli(["report", journal, "--json"], { cwd });
    const report = parseReport(shown.stdout);
    expect(report.run.complete).toBe(false);
    expect(
      report.results
        .filter(({ recording }) => recording !== null)
        .map(({ cell }) => cell.id)
        .sort(),
    ).toEqual([...new Set(before)].sort());
    for (const [flags, words] of [
      [["--timeout", "5s"], "settings.timeout was 30000 and is 5000"],
      [["--skip", "ga-client-secret-realtime"], "probes.ga-client-secret-realtime is gone"],
      [["--emulate", "sweden-central"], "targets.east-us-2 is gone"],
    ] as const) {
      const { code, stderr } = await callCli(["run", "--resume", "out", ...flags], { cwd });
      expect({ code, stderr }).toEqual({ code: 2, stderr: expect.stringContaining(words) });
      expect(stderr).toContain("Nothing was sent.");
    }
    expect(finishedCells(join(cwd, journal))).toEqual(before);
  });
});

describe("--resume", () => {
  it("refuses what is no unfinished run, with how to go on", async () => {
    await callCli([...RUN, "-o", "whole"], { cwd });
    writeFileSync(join(cwd, "torn.journal.ndjson"), '{"kind":"run","format":"aoai-probe/journal/v2"');
    writeFileSync(join(cwd, "old.journal.ndjson"), '{"kind":"run","format":"aoai-probe/journal/v1","run":"x"}\n');
    for (const [path, words] of [
      ["absent", "absent does not exist"],
      ["whole", "no run in it is unfinished"],
      ["torn.journal.ndjson", "the first line is not whole"],
      ["old.journal.ndjson", "'format' is aoai-probe/journal/v1"],
      [".", "has several journals"],
    ] as const) {
      const { code, stderr } = await callCli(["run", "--resume", path], { cwd });
      expect({ code, stderr }).toEqual({ code: 2, stderr: expect.stringContaining(words) });
    }
  });
});
