import type { Report } from "../model/report.ts";
import { loadFormat } from "../render/index.ts";
import { evidenceText } from "./evidence.ts";
import { harText } from "./har.ts";
import type { Part } from "./manifest.ts";

/** Makes every file of a bundle that follows from a report. */
export async function contentsOf(report: Report): Promise<Record<Part, string>> {
  const whole = { matrix: true, target: null, finding: null };
  const [markdown, json] = await Promise.all([loadFormat("markdown"), loadFormat("json")]);
  return {
    "report.md": markdown.render(report, whole),
    "report.json": json.render(report, whole),
    "evidence.ndjson": evidenceText(report),
    "run.har": harText(report),
  };
}
