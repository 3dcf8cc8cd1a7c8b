import { readFileSync, writeFileSync } from "node:fs";
import { resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { type Coverage, coverage } from "./coverage.ts";
import { FIELD_REPORTS } from "./field-reports/index.ts";

const TABLE = resolve(import.meta.dirname, "../../reports/field-reports.md");
/** `npm run samples` writes what this test otherwise compares. */
const WRITE = process.env.AOAI_PROBE_WRITE_SAMPLES === "1";

const HEAD = `# Field reports that the emulator serves

Generated from the scenarios by \`npm run samples\`. Do not edit. Each served report has a test that sends what the
reporter sent. \`aoai-probe emulate SCENARIO\` serves any of them.

| report | date | scenario | answers with this report as their source | assumed, because the report does not say it |
|---|---|---|---|---|
`;

function lineOf({ report, served, reason }: Coverage): string {
  if (served.length === 0) return `| ${report} | | not served | ${reason} | |`;
  const cell = (texts: string[]) => [...new Set(texts)].join("; ").replaceAll("|", "\\|");
  return `| ${[
    report,
    cell(served.map(({ date }) => date ?? "not recorded")),
    cell(served.map(({ scenario }) => scenario)),
    cell(served.flatMap(({ what }) => what)),
    cell(served.flatMap(({ inferred }) => inferred)),
  ].join(" | ")} |`;
}

describe("the field reports", () => {
  const rows = coverage();

  it("are 78, each served or explained, none both", () => {
    expect(rows).toHaveLength(78);
    for (const { report, served, reason } of rows) {
      expect([report, served.length > 0, reason !== null]).toEqual([report, reason === null, served.length === 0]);
    }
  });

  it("have a test each where they are served", () => {
    const served = rows.filter((row) => row.served.length > 0).map(({ report }) => report);
    expect([...new Set(FIELD_REPORTS.map(({ report }) => report))].sort()).toEqual(served);
  });

  it("stand in the table as they are served today", () => {
    const table = `${HEAD}${rows.map(lineOf).join("\n")}\n`;
    if (WRITE) writeFileSync(TABLE, table);
    expect(readFileSync(TABLE, "utf8"), "run `npm run samples` and read what changed").toBe(table);
  });
});
