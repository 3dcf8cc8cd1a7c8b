import { concludeReport } from "../../conclusion/index.ts";
import { vaultOfEnvironment } from "../configuration/environment-vault.ts";
import { readFlag } from "../configuration/settings.ts";
import { announceExit, withExit } from "../exit.ts";
import { checkTarget, destinationOf, publish } from "../output/publication.ts";
import type { ViewFlags } from "../output/view-flags.ts";
import { didYouMean } from "../text/nearest-name.ts";
import { UsageError } from "../usage-error.ts";
import { baselineOf, keepLastReport, sinceBaseline, updateBaseline } from "./baseline.ts";
import { readReport } from "./saved-report.ts";

/** `report FILE`: a saved report, evaluated again from its recordings. Sends nothing. */
export async function showReport(file: string, flags: ViewFlags & { role?: string | undefined }): Promise<number> {
  const read = readReport(file);
  const failOn = readFlag("fail-on", flags) ?? read.run.exit?.failOn ?? null;
  const saved = withExit(sinceBaseline(concludeReport(read), baselineOf(flags)), failOn);
  const whole = destinationOf(flags, flags.target ?? null);
  const destination = { ...whole, view: { ...whole.view, role: flags.role ?? null } };
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
