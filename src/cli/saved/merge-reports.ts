import { mergeReports } from "../../conclusion/merge/index.ts";
import { FAIL_ON, type FailPolicy } from "../../model/exit.ts";
import type { Report } from "../../model/report.ts";
import type { ViewFlags } from "../output/view-flags.ts";
import { joinWithAnd } from "../text/word-list.ts";
import { UsageError } from "../usage-error.ts";
import { isJournal, journalReport } from "./saved-journal.ts";
import { readReport } from "./saved-report.ts";
import { presentReport } from "./show-report.ts";

/** `merge FILE…`: the report of a run that was split, made from the reports of its parts. Sends nothing. */
export async function mergeFiles(files: string[], flags: ViewFlags): Promise<number> {
  if (files.length < 2) throw new UsageError("merge needs the reports of two or more parts.");
  const parts = [];
  for (const file of files) parts.push({ file, report: await readPart(file) });
  const { report, missing } = mergeReports(parts);
  if (missing.length > 0) {
    const which = missing.length === 1 ? `Part ${missing[0]} is` : `Parts ${joinWithAnd(missing.map(String))} are`;
    process.stderr.write(`${which} missing, so the report is marked incomplete.\n`);
  }
  return await presentReport(report, strictestPolicy(parts.map((part) => part.report.run)), "the merged report", flags);
}

async function readPart(file: string) {
  return isJournal(file, "a report.json or a journal") ? (await journalReport(file)).report : readReport(file);
}

/** What fails one of the parts fails the whole. */
function strictestPolicy(runs: Report["run"][]): FailPolicy | null {
  const given = runs.flatMap(({ exit }) => exit?.failOn ?? []);
  const failOn = FAIL_ON.findLast((policy) => given.includes(policy)) ?? null;
  const days = runs.flatMap(({ exit }) => exit?.retiringDays ?? []);
  return failOn === null && days.length === 0
    ? null
    : { failOn, retiringDays: days.length === 0 ? null : Math.max(...days) };
}
