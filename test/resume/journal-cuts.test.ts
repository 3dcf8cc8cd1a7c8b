import { readFileSync, writeFileSync } from "node:fs";
import fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import { journalReport, openJournal } from "../../src/cli/saved/saved-journal.ts";
import type { Report } from "../../src/model/report.ts";
import type { Target } from "../../src/model/target.ts";
import type { PlannedCell } from "../../src/plan/index.ts";
import { readOutline } from "../../src/run/index.ts";
import { Journal } from "../../src/run/journal.ts";
import { LONG, partOf } from "../support/long-counts.ts";
import { comparableReport } from "./comparable.ts";
import { emulatedRun, FLAGS, newJournal, REPEATED } from "./emulated-run.ts";

/* A journal may end anywhere. What is left becomes a partial report, and the run can be finished. */

const ISO_TIME = /\b\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z/g;
/** Kills of real processes are in command.test.ts. They cost more, so most kills are cuts of a journal. */
const KILLS = LONG ? 196 : 4;

let bytes: Buffer;
let whole: Report;
/** Epoch milliseconds of the end of the run. */
let endedAt: number;
/** The end of each line of the journal, in bytes. */
let ends: number[];

beforeAll(async () => {
  const journal = newJournal();
  whole = JSON.parse(JSON.stringify((await emulatedRun(journal)).report));
  endedAt = Date.now();
  bytes = readFileSync(journal);
  ends = [...bytes.entries()].flatMap(([at, byte]) => (byte === 0x0a ? [at + 1] : []));
});

/** The cells of the lines that are whole in the first so many bytes. */
function cellsBefore(length: number): string[] {
  return cellsIn(bytes.subarray(0, length));
}

function cellsIn(journal: Buffer): string[] {
  const lines = journal.toString("utf8").split("\n");
  return lines.flatMap((line) => {
    try {
      const { kind, cell } = JSON.parse(line);
      return kind === "cell" ? [cell] : [];
    } catch {
      return [];
    }
  });
}

/**
 * The journal of a process that was killed just now. The time between two attempts changes findings, so all times are as
 * if the first process had ended at this moment.
 */
function cutAt(length: number): string {
  const journal = newJournal();
  const laterMs = Date.now() - endedAt;
  const text = bytes.toString("latin1").replace(ISO_TIME, (at) => new Date(Date.parse(at) + laterMs).toISOString());
  writeFileSync(journal, Buffer.from(text, "latin1").subarray(0, length));
  return journal;
}

describe("a journal that ends after any record", () => {
  it("is finished without losing or repeating a cell, and the report equals that of an uninterrupted run", async () => {
    const expected = comparableReport(whole);
    const all = whole.results.filter(({ verdict }) => verdict !== "skipped").map(({ cell }) => cell.id);
    expect(all).toContain(REPEATED);
    for (const length of ends) {
      const journal = cutAt(length);
      const before = cellsBefore(length);
      const { report, sent } = await emulatedRun(journal, { isResumed: true });
      expect([...before, ...sent].sort()).toEqual([...all].sort());
      expect(comparableReport(report)).toEqual(expected);
    }
  });

  it("makes a partial report with exactly its cells", async () => {
    const last = ends.at(-1) ?? 0;
    for (const length of ends) {
      const before = new Set(cellsBefore(length));
      const { report } = await journalReport(cutAt(length));
      expect(report.run.complete).toBe(length === last);
      for (const { cell, verdict, recording } of report.results) {
        expect([cell.id, recording !== null]).toEqual([cell.id, before.has(cell.id)]);
        if (!before.has(cell.id)) expect(verdict).toBe("skipped");
      }
    }
  });
});

describe("a run that was killed at any moment", () => {
  it("is finished without losing or repeating a cell, whatever a kill left in the journal", async () => {
    const call = { flags: { ...FLAGS, probe: ["ga-client-secret-realtime"] }, isSettled: false };
    const killed = newJournal();
    const { report: uninterrupted, sent: all } = await emulatedRun(killed, call);
    const expected = comparableReport(JSON.parse(JSON.stringify(uninterrupted)));
    const left = readFileSync(killed);
    const kills = fc.sample(fc.integer({ min: left.indexOf(0x0a) + 1, max: left.length }), { numRuns: KILLS, seed: 1 });
    const figures = { finished: 0, lost: 0, repeated: 0 };
    for (const length of kills) {
      const before = cellsIn(left.subarray(0, length));
      const journal = newJournal();
      writeFileSync(journal, left.subarray(0, length));
      const { report, sent } = await emulatedRun(journal, { ...call, isResumed: true });
      const done = [...before, ...sent];
      figures.lost += all.filter((cell) => !done.includes(cell)).length;
      figures.repeated += done.length - new Set(done).size;
      expect([length, comparableReport(report)]).toEqual([length, expected]);
      figures.finished += 1;
    }
    expect(figures).toEqual({ finished: KILLS, lost: 0, repeated: 0 });
    if (LONG) {
      const { finished, lost, repeated } = figures;
      console.log(`kills: ${finished} of ${KILLS} finished, ${lost} cells lost, ${repeated} repeated`);
    }
  });
});

/** Two cells of one probe, with a first line that has nothing else, so that every byte can be tried. */
function smallJournal(): Buffer {
  const lines = bytes.toString("utf8").split("\n").slice(0, -1);
  const [head, ...rest] = lines.map((line) => JSON.parse(line));
  const cells = rest.filter(({ kind }) => kind === "cell").slice(0, 2);
  const planned = head.cells.filter(({ cell }: PlannedCell) => cells.some((one) => one.cell === cell.id));
  const small = {
    ...head,
    targets: head.targets.map((target: Target) => ({ ...target, deployments: target.deployments.slice(0, 1) })),
    cells: planned,
    probes: head.probes.filter(({ id }: { id: string }) => planned.some(({ cell }: PlannedCell) => cell.probe === id)),
    errorTexts: [],
    claims: [],
    models: [],
  };
  return Buffer.from([small, ...cells, rest.at(-1)].map((line) => `${JSON.stringify(line)}\n`).join(""));
}

describe("a journal that ends at any byte", () => {
  it("continues after its whole cells, or is refused because its first line is not whole", async () => {
    const small = smallJournal();
    const headEnd = small.indexOf(0x0a);
    const lengths = Array.from({ length: small.length + 1 }, (_, length) => length).filter(
      (length) => LONG || length % 97 === 0 || [0x0a, undefined].includes(small[length]),
    );
    const journal = newJournal();
    const figures = { resumed: 0, refused: 0 };
    for (const length of lengths) {
      writeFileSync(journal, small.subarray(0, length));
      if (length < headEnd) {
        await expect(openJournal(journal)).rejects.toThrow("the first line is not whole");
        figures.refused += 1;
        continue;
      }
      const cells = cellsIn(small.subarray(0, length));
      expect([length, ...(await openJournal(journal)).finished]).toEqual([length, ...cells]);
      // A resumed run appends, and what it appends must not become a part of a torn line.
      if (length > headEnd) {
        await new Journal(journal, { kind: "resume", at: "2026-01-01T00:00:00.000Z" }).close();
        const wholeLines = cellsIn(small.subarray(0, small.lastIndexOf(0x0a, length - 1) + 1));
        expect([length, ...(await readOutline(journal)).finished]).toEqual([length, ...wholeLines]);
        expect(JSON.parse(readFileSync(journal, "utf8").trimEnd().split("\n").at(-1) ?? "").kind).toBe("resume");
      }
      figures.resumed += 1;
    }
    expect(figures.resumed + figures.refused).toBe(lengths.length);
    if (LONG) {
      console.log(
        `truncation: ${small.length} bytes at ${lengths.length} places, ${figures.resumed} resumed, ${figures.refused} refused, 0 wrong`,
      );
    }
  });

  it.each([0, 1, 500])("of its first line is refused: %i", async (length) => {
    const journal = cutAt(length);
    await expect(openJournal(journal)).rejects.toThrow(
      `${journal}: the first line is not whole, so nothing is known about the run: start a new run.`,
    );
  });

  it("is continued after its last whole line", async () => {
    for (const end of partOf(ends.slice(0, -1), 5)) {
      const journal = cutAt(end + 20);
      await emulatedRun(journal, { isResumed: true });
      const lines = readFileSync(journal, "utf8").split("\n").slice(0, -1);
      expect(lines.map((line) => JSON.parse(line).kind).at(-1)).toBe("end");
    }
  });
});
