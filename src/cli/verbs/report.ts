import { concludeReport } from "../../conclusion/index.ts";
import { vaultOfEnvironment } from "../configuration/environment-vault.ts";
import { exitCode } from "../exit.ts";
import type { Call } from "../flags.ts";
import { checkTarget, destinationOf, publish } from "../output/publication.ts";
import { baselineOf, sinceBaseline } from "../saved/baseline.ts";
import { readReport } from "../saved/saved-report.ts";
import { didYouMean } from "../text/nearest-name.ts";
import { UsageError } from "../usage-error.ts";

/** `report FILE`: a saved report, judged again from its recordings, with no network. */
export async function report(call: Call): Promise<number> {
  const file = call.argument ?? "";
  const saved = sinceBaseline(concludeReport(readReport(file)), baselineOf(call));
  const destination = destinationOf(call);
  checkTarget(
    destination.view,
    saved.targets.map(({ name }) => name),
  );
  const codes = [...new Set(saved.findings.map(({ code }) => code))];
  const { finding } = destination.view;
  if (finding !== null && !codes.includes(finding)) {
    throw new UsageError(
      `--finding: ${file} has no such finding${didYouMean(finding, codes) || `; it has: ${codes.join(", ") || "none"}.`}`,
    );
  }
  const written = await publish(saved, destination, vaultOfEnvironment(process.env));
  return exitCode(saved, { ...written, signal: null });
}
