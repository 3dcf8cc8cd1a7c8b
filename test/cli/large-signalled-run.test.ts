import type { ChildProcess } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { parseReport } from "../../src/conclusion/index.ts";
import { buildCli, type CliResult, callCli, finished, startCli } from "../support/built-cli.ts";
import { LONG } from "../support/long-counts.ts";

/* A signal in the middle of many cells. The report of what is finished takes longer than the requests have to end. */

/** Eight cells of one region for each repetition, or 26 of three regions. */
const REPEAT = LONG ? 100 : 12;
const EMULATED = LONG ? "--emulate" : "--emulate=east-us-2";
const RUN = ["run", EMULATED, "--probe", "*client-secret-*", "--repeat", `${REPEAT}`, "--no-settle"];
const root = mkdtempSync(join(tmpdir(), "aoai-probe-large-"));

beforeAll(buildCli);
afterAll(() => rmSync(root, { recursive: true, force: true }));

const JOURNAL = ".journal.ndjson";
const journalIn = (folder: string) => readdirSync(folder).find((name) => name.endsWith(JOURNAL));

function finishedCells(journal: string): string[] {
  const lines = readFileSync(journal, "utf8").split("\n").slice(0, -1);
  return lines.map((line) => JSON.parse(line)).flatMap(({ kind, cell }) => (kind === "cell" ? [cell] : []));
}

/** Starts the run, and returns when the journal has so many cells. */
async function startUntil(cells: number, folder: string): Promise<{ child: ChildProcess; end: Promise<CliResult> }> {
  const child = startCli([...RUN, "-o", folder], { cwd: root });
  const end = finished(child);
  while (child.exitCode === null) {
    const name = existsSync(folder) ? journalIn(folder) : undefined;
    if (
      name !== undefined &&
      readFileSync(join(folder, name)).toString("latin1").split('\n{"kind":"cell"').length > cells
    )
      break;
    await pause(LONG ? 100 : 5);
  }
  return { child, end };
}

describe("a run of many cells", () => {
  it("writes the whole report of its finished cells after one signal", async () => {
    const folder = join(root, "once");
    const { child, end } = await startUntil(REPEAT * (LONG ? 13 : 4), folder);
    child.kill("SIGINT");
    const { code, stdout } = await end;
    expect([
      code,
      readdirSync(folder)
        .filter((name) => !name.endsWith(JOURNAL))
        .sort(),
    ]).toEqual([130, ["report.json", "report.md"]]);
    const { run, results } = parseReport(readFileSync(join(folder, "report.json"), "utf8"));
    const sent = results.filter(({ recording }) => recording !== null);
    const kept = new Set(finishedCells(join(folder, journalIn(folder) ?? "")));
    expect([run.complete, sent.length]).toEqual([false, kept.size]);
    expect(results.length).toBeGreaterThan(sent.length);
    expect(sent.length).toBeGreaterThanOrEqual(REPEAT * (LONG ? 13 : 4));
    const page = readFileSync(join(folder, "report.md"), "utf8");
    expect(page.endsWith("\n")).toBe(true);
    expect(stdout).toMatch(/\d+ cells? and \d+ controls?: /);
    if (LONG)
      console.log(`signal: ${results.length} cells, ${sent.length} finished, all of them in the partial report`);
  });

  it("ends at once after a second signal, and names the journal, which becomes the report", async () => {
    const folder = join(root, "twice");
    const { child, end } = await startUntil(REPEAT * (LONG ? 8 : 2), folder);
    child.kill("SIGINT");
    // The evaluation of a large run takes seconds, so the second signal arrives in the middle of it.
    if (LONG) await pause(200);
    const second = performance.now();
    child.kill("SIGTERM");
    const { code, stderr } = await end;
    expect([130, 143]).toContain(code);
    if (LONG) console.log(`second signal: ended after ${Math.round(performance.now() - second)} ms`);
    const journal = join(folder, journalIn(folder) ?? "");
    expect(stderr).toContain(`aoai-probe: no report was written. \`aoai-probe report ${journal}\` makes it`);
    expect(existsSync(join(folder, "report.json"))).toBe(false);
    const shown = await callCli(["report", journal, "--json"], { cwd: root });
    const { run, results } = parseReport(shown.stdout);
    expect(run.complete).toBe(false);
    const sent = results.filter(({ recording }) => recording !== null);
    expect(sent.length).toBe(new Set(finishedCells(journal)).size);
  });
});
