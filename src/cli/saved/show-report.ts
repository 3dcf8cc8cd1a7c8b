import { concludeReport } from "../../conclusion/index.ts";
import type { FailPolicy } from "../../model/exit.ts";
import type { Report } from "../../model/report.ts";
import { vaultOfEnvironment } from "../configuration/environment-vault.ts";
import { readFlag } from "../configuration/settings.ts";
import { announceExit, withExit } from "../exit.ts";
import { checkTarget, destinationOf, publish } from "../output/publication.ts";
import type { ViewFlags } from "../output/view-flags.ts";
import { didYouMean } from "../text/nearest-name.ts";
import { UsageError } from "../usage-error.ts";
import { baselineOf, keepLastReport, sinceBaseline, updateBaseline } from "./baseline.ts";
import { isJournal, journalReport } from "./saved-journal.ts";
import { readReport } from "./saved-report.ts";

const WHAT = "a report.json or a journal";

/** `report FILE`: a saved report, evaluated again from its recordings, or the report of a journal. Sends nothing. */
export async function showReport(file: string, flags: ViewFlags): Promise<number> {
  const { report, policy: before } = isJournal(file, WHAT) ? await journalReport(file) : savedReport(file);
  const policy = readFlag("fail-on", flags) ?? before;
  const saved = withExit(sinceBaseline(report, baselineOf(flags)), policy);
  const destination = destinationOf(flags, flags.target ?? null);
  checkTarget(
    destination.view,
    saved.targets.map(({ name }) => name),
  );
  const codes = [...new Set(saved.findings.map(({ code }) => code))];
  const { finding } = destination.view;
  if (finding !== null && !codes.includes(finding)) {
    const hint = didYouMean(finding, codes) || `. Use one of: ${codes.join(", ") || "none"}.`;
    throw new UsageError(`--finding: ${file} has no such finding${hint}`);
  }
  const vault = vaultOfEnvironment(process.env);
  keepLastReport(flags);
  const written = await publish(saved, destination, vault);
  updateBaseline(saved, flags, vault);
  return announceExit(saved, { ...written, signal: null });
}

function savedReport(file: string): { report: Report; policy: FailPolicy | null } {
  const read = readReport(file);
  const { exit } = read.run;
  const policy = exit === undefined ? null : { failOn: exit.failOn, retiringDays: exit.retiringDays ?? null };
  return { report: concludeReport(read), policy };
}
