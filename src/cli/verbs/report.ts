import { readFileSync, statSync } from "node:fs";
import { concludeReport, parseReport } from "../../conclusion/index.ts";
import { Vault } from "../../wire/secret.ts";
import { readCredential } from "../configuration/credential.ts";
import { VARIABLES } from "../configuration/environment.ts";
import { exitCode } from "../exit.ts";
import type { Call } from "../flags.ts";
import { didYouMean } from "../nearest-name.ts";
import { checkTarget, destinationOf, publish } from "../publication.ts";
import { UsageError } from "../usage-error.ts";

/** `report FILE`: a saved report, judged again from its recordings, with no network. */
export async function report(call: Call): Promise<number> {
  const file = call.argument ?? "";
  const saved = concludeReport(parseReport(readReport(file)));
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
  const written = await publish(saved, destination, vaultOfEnvironment());
  return exitCode(saved, { ...written, signal: null });
}

function readReport(file: string): string {
  if (statSync(file, { throwIfNoEntry: false })?.isFile() !== true) {
    throw new UsageError(`${file}: is not a file; name a report.json.`);
  }
  try {
    return readFileSync(file, "utf8");
  } catch {
    throw new UsageError(`${file}: cannot be read; check its permissions.`);
  }
}

/** A report from elsewhere is redacted already; the operator's own keys must not come out whatever it holds. */
function vaultOfEnvironment(): Vault {
  const vault = new Vault();
  for (const kind of ["key", "token"] as const) {
    const reading = readCredential(kind, process.env[VARIABLES[kind]], 0);
    if (reading.kind === "value") vault.register(reading.value, kind === "key" ? "apikey" : "token");
  }
  return vault;
}
