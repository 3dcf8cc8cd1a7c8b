import { beforeAll, describe } from "vitest";
import type { Report } from "../../src/model/report.ts";
import { checkReports } from "../language/scenario-reports.ts";
import { checkReplay } from "../replay/law.ts";
import { checkFindings } from "./findings.ts";
import { ROWS } from "./rows/index.ts";
import type { Row } from "./rows/row.ts";

/*
 * Every emulated scenario, and every situation that a credential, gateway or limit makes of one, is run once. The runs
 * take half a minute of CPU, so all that is asserted about them is asserted in this file.
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

describe("the findings of every scenario", () => checkFindings(reports));
describe("the reports of all scenarios", () => checkReports(reports));
describe("a report played back gives the report again", () => checkReplay(reports));
