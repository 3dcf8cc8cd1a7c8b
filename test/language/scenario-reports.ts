import { expect, it } from "vitest";
import type { Report } from "../../src/model/report.ts";
import { ROWS } from "../line/rows/index.ts";
import { breaches } from "../render/report-laws.ts";
import { languageFaults } from "./report-language.ts";

/** Checks what holds for every report, over the reports of all rows by the name of the row. */
export function checkReports(reports: ReadonlyMap<string, Report>): void {
  const inAll = (check: (report: Report) => string[]) =>
    [...reports].flatMap(([name, report]) => check(report).map((text) => `${name}: ${text}`));

  it("are of every scenario, and most of them have something to explain", () => {
    expect(reports.size).toBe(ROWS.length);
    expect([...reports.values()].filter(({ findings }) => findings.length > 1).length).toBeGreaterThan(40);
  });

  it("show the evidence, lose no word of the service, and tell one story first", () => {
    expect(inAll(breaches).join("\n")).toBe("");
  }, 300_000);

  it("are written in plain language", () => {
    expect(inAll(languageFaults).join("\n")).toBe("");
  }, 300_000);
}
