import { diffReports, isDifferent } from "../../conclusion/diff.ts";
import { concludeReport } from "../../conclusion/index.ts";
import { diffMarkdown, diffTable } from "../../render/diff.ts";
import { safeJson } from "../../render/inert.ts";
import { vaultOfEnvironment } from "../configuration/environment-vault.ts";
import { EXIT } from "../exit.ts";
import { proven } from "../output/publication.ts";
import { writeOut } from "../output/standard-output.ts";
import { readReport } from "./saved-report.ts";

/** `diff BEFORE AFTER`: what differs between two reports. Both are evaluated again first. Sends nothing. */
export async function showDiff(before: string, after: string, format: "table" | "markdown" | "json"): Promise<number> {
  const { report, diff } = diffReports(concludeReport(readReport(before)), concludeReport(readReport(after)));
  const texts = {
    table: () => diffTable(report, diff),
    markdown: () => diffMarkdown(report, diff),
    json: () => `${safeJson(diff, 2)}\n`,
  };
  writeOut(proven(texts[format](), "the differences on standard output", vaultOfEnvironment(process.env)));
  return isDifferent(diff) ? EXIT.notMet : EXIT.met;
}
