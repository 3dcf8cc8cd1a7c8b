import { readFileSync, writeFileSync } from "node:fs";
import { beforeAll, describe, expect, it } from "vitest";
import { journalReport, openJournal } from "../../src/cli/saved/saved-journal.ts";
import type { Report } from "../../src/model/report.ts";
import { readOutline } from "../../src/run/index.ts";
import { LONG, partOf } from "../support/long-counts.ts";
import { comparableReport } from "./comparable.ts";
import { emulatedRun, newJournal, REPEATED } from "./emulated-run.ts";

/* A journal may end anywhere. What is left becomes a partial report, and the run can be finished. */

let bytes: Buffer;
let whole: Report;
/** The end of each line of the journal, in bytes. */
let ends: number[];

beforeAll(async () => {
  const journal = newJournal();
  whole = JSON.parse(JSON.stringify((await emulatedRun(journal)).report));
  bytes = readFileSync(journal);
  ends = [...bytes.entries()].flatMap(([at, byte]) => (byte === 0x0a ? [at + 1] : []));
});

/** The cells of the lines that are whole in the first so many bytes. */
function cellsBefore(length: number): string[] {
  const lines = bytes.subarray(0, length).toString("utf8").split("\n");
  return lines.flatMap((line) => {
    try {
      const { kind, cell } = JSON.parse(line);
      return kind === "cell" ? [cell] : [];
    } catch {
      return [];
    }
  });
}

function cutAt(length: number): string {
  const journal = newJournal();
  writeFileSync(journal, bytes.subarray(0, length));
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

describe("a journal that ends at any byte", () => {
  it("has its whole cells, or no first line", async () => {
    const head = ends[0] ?? 0;
    const isNearEnd = (length: number) => ends.some((end) => Math.abs(end - length) < 2);
    const lengths = Array.from({ length: bytes.length + 1 }, (_, length) => length).filter(
      (length) => LONG || length % 997 === 0 || isNearEnd(length),
    );
    const journal = newJournal();
    let refused = 0;
    for (const length of lengths) {
      writeFileSync(journal, bytes.subarray(0, length));
      const outline = await readOutline(journal);
      expect([length, outline.head === null]).toEqual([length, length < head - 1]);
      expect([...outline.finished]).toEqual(cellsBefore(length));
      if (outline.head === null) refused += 1;
    }
    if (LONG) console.log(`journal of ${bytes.length} bytes cut at ${lengths.length}: ${refused} refused, 0 wrong`);
    expect(refused).toBeGreaterThan(0);
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
