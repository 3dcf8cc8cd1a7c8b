import { beforeAll, describe, expect, it } from "vitest";
import type { Report } from "../../src/model/report.ts";
import { ROWS } from "../line/rows/index.ts";
import type { Row } from "../line/rows/row.ts";
import { breaches } from "../render/report-laws.ts";
import { languageFaults } from "./report-language.ts";

/*
 * Every emulated scenario, and every situation that a credential, gateway or limit makes of one, is run once. What holds
 * for all reports is asserted over all of them.
 */

const AT_ONCE = 12;
const reports = new Map<string, Report>();

beforeAll(async () => {
  const record = async ({ name, run }: Row) => {
    reports.set(name, await run());
  };
  for (const row of ROWS.filter(({ alone }) => alone)) await record(row);
  const queue = ROWS.filter(({ alone }) => !alone);
  const worker = async () => {
    for (let next = queue.shift(); next !== undefined; next = queue.shift()) await record(next);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
}, 600_000);

const inAll = (check: (report: Report) => string[]) =>
  [...reports].flatMap(([name, report]) => check(report).map((text) => `${name}: ${text}`));

describe("the reports of all scenarios", () => {
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
});
