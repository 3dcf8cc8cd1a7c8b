import { basename, dirname, join } from "node:path";
import {
  type AnonymisedReport,
  AnonymityError,
  anonymise,
  bundleFiles,
  packBundle,
  shapedSecretIn,
} from "../../bundle/index.ts";
import { loadCatalog } from "../../catalog/index.ts";
import { concludeReport } from "../../conclusion/index.ts";
import type { Report } from "../../model/report.ts";
import type { Vault } from "../../redaction/secret.ts";
import { plain } from "../../render/inert.ts";
import { prepareFolder, writeArtefact } from "../artefact.ts";
import { vaultOfEnvironment } from "../configuration/environment-vault.ts";
import { EXIT } from "../exit.ts";
import type { Call } from "../flags.ts";
import { readReport } from "../saved-report.ts";
import { LeakError, UsageError } from "../usage-error.ts";
import { TOOL_NAME, toolVersion } from "../version.ts";

const DEFAULT_NAME = "bundle.zip";

/** `bundle FILE`: a saved report, judged again from its recordings, as one archive that can be verified. */
export async function bundle(call: Call): Promise<number> {
  const file = call.argument ?? "";
  const output = call.text("output") ?? join(dirname(file), DEFAULT_NAME);
  const anonymity = anonymityOf(call);
  const saved = concludeReport(readReport(file));
  try {
    const anonymised = anonymity === "none" ? null : anonymise(saved, await optionsOf(anonymity === "strict"));
    const report = anonymised?.report ?? saved;
    const files = await bundleFiles(report, { name: TOOL_NAME, version: toolVersion() }, anonymity);
    if (anonymised !== null) process.stderr.write(modelNote(report));
    prove(report, files, vaultOfEnvironment(process.env), anonymised);
    prepareFolder(dirname(output));
    writeArtefact(dirname(output), basename(output), packBundle(files));
  } catch (error) {
    if (error instanceof AnonymityError) throw new UsageError(`--anonymise: ${error.message}`);
    throw error;
  }
  process.stderr.write(`wrote ${output}\n`);
  return EXIT.met;
}

function anonymityOf(call: Call): "none" | "names" | "strict" {
  if (!call.given("anonymise")) return "none";
  const how = call.text("anonymise") ?? "";
  if (how !== "" && how !== "strict")
    throw new UsageError("--anonymise takes no value, or `strict`: --anonymise=strict.");
  return how === "strict" ? "strict" : "names";
}

async function optionsOf(strict: boolean) {
  const { models } = await loadCatalog({ extra: null });
  return { strict, models: models.map(({ model }) => model) };
}

/** A deployment's name often says its model; under a pseudonym nothing does, unless the operator stated it. */
function modelNote({ targets }: Report): string {
  const unstated = targets.flatMap(({ deployments }) => deployments.filter(({ model }) => model === null)).length;
  if (unstated === 0) return "";
  return `note: ${unstated} of the deployments have no stated model, so the bundle does not say it; run with --deployment NAME=MODEL, or state \`model:\` in the configuration.\n`;
}

/** The last net before anything is written: secrets by shape, the operator's own by value, names that were replaced. */
function prove(report: Report, files: Map<string, string>, vault: Vault, anonymised: AnonymisedReport | null): void {
  const pointer = shapedSecretIn(report);
  if (pointer !== null) throw new LeakError(leakText("report.json", pointer));
  for (const [name, text] of files) {
    if (shapedSecretIn(text) !== null || vault.scan(text).length > 0) throw new LeakError(leakText(name, null));
    anonymised?.prove(name, text);
  }
}

function leakText(name: string, pointer: string | null): string {
  return `the bundle was not written: ${name}${pointer === null ? "" : ` at ${plain(pointer, 200)}`} holds what looks like a secret; rotate it, and please report how it came there.`;
}
