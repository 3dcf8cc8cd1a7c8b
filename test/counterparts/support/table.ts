import { appendFileSync } from "node:fs";
import { join } from "node:path";
import Table from "cli-table3";
import { inject } from "vitest";

/** One line of the table: who was asked what, and what was concluded. */
type Row = [counterpart: string, asked: string, concluded: string];

/** Adds a line; each worker appends to one file, which the end of the run prints. */
export function note(counterpart: string, asked: string, concluded: string): void {
  appendFileSync(join(inject("folder"), "table.ndjson"), `${JSON.stringify([counterpart, asked, concluded])}\n`);
}

/** The table of all lines, sorted by counterpart. */
export function tableText(lines: string): string {
  const rows: Row[] = [...new Set(lines.split("\n"))].filter((line) => line !== "").map((line) => JSON.parse(line));
  const table = new Table({ head: ["counterpart", "asked", "concluded"], style: { head: [], border: [] } });
  table.push(...rows.sort((a, b) => a.join().localeCompare(b.join())));
  return table.toString();
}
