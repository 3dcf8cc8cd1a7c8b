import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { concludeReport, parseReport } from "../../src/conclusion/index.ts";
import type { Report } from "../../src/model/report.ts";
import type { FIELD_SCENARIOS } from "./embedded.ts";

/** The emulated run of three regions as JSON. It is recorded once per `npm test`, and is not in git. */
export const EMBEDDED_JSON = resolve(import.meta.dirname, "../../reports/runs/embedded-run.json");

/** The report of that run: a test that only reads what the regions answer needs no run of its own. */
export function readEmbeddedReport(): Report {
  return parseReport(readFileSync(EMBEDDED_JSON, "utf8"));
}

/** The same of some of its regions, judged again without the others. */
export function readEmbeddedRegions(names: (keyof typeof FIELD_SCENARIOS)[]): Report {
  const report = readEmbeddedReport();
  const isKept = (name: string) => names.some((kept) => kept === name);
  return concludeReport({
    ...report,
    targets: report.targets.filter(({ name }) => isKept(name)),
    results: report.results.filter(({ cell }) => isKept(cell.target)),
  });
}
