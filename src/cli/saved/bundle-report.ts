import { basename, dirname, join } from "node:path";
import {
  type AnonymisedReport,
  AnonymityError,
  anonymise,
  BundleTooLargeError,
  bundleFiles,
  findShapedSecret,
  MANIFEST,
  maskShapedSecrets,
  packBundle,
} from "../../bundle/index.ts";
import { loadCatalog } from "../../catalog/index.ts";
import { listModels } from "../../catalog/models.ts";
import { concludeReport } from "../../conclusion/index.ts";
import type { Report } from "../../model/report.ts";
import type { Vault } from "../../redaction/secret.ts";
import { plain } from "../../render/inert.ts";
import { vaultOfEnvironment } from "../configuration/environment-vault.ts";
import { EXIT } from "../exit.ts";
import { prepareFolder, writeArtefact } from "../output/artefact.ts";
import { readReport } from "../saved/saved-report.ts";
import { signText } from "../saved/ssh-signature.ts";
import { LeakError, UsageError } from "../usage-error.ts";
import { TOOL_NAME, toolVersion } from "../version.ts";

const DEFAULT_NAME = "bundle.zip";

interface BundleFlags {
  output?: string | undefined;
  anonymise?: string | undefined;
  sign?: string | undefined;
}

/** `bundle FILE`: a saved report, evaluated again from its recordings, as one archive that can be verified. */
export async function bundleReport(file: string, flags: BundleFlags): Promise<number> {
  const { output = join(dirname(file), DEFAULT_NAME), sign: keyFile } = flags;
  const anonymity = anonymityOf(flags.anonymise);
  const ours = vaultOfEnvironment(process.env);
  const masked = maskShapedSecrets(readReport(file), ours);
  process.stderr.write(maskedNote(masked.places, file));
  const saved = concludeReport(masked.report);
  try {
    const anonymised = anonymity === "none" ? null : anonymise(saved, await optionsOf(anonymity === "strict"));
    const report = anonymised?.report ?? saved;
    const files = await bundleFiles(report, { name: TOOL_NAME, version: toolVersion() }, anonymity);
    if (anonymised !== null) process.stderr.write(modelNote(report) + signerNote(keyFile));
    prove(report, files, ours, anonymised);
    const signature = keyFile === undefined ? undefined : signText(files.get(MANIFEST) ?? "", keyFile);
    prepareFolder(dirname(output));
    writeArtefact(dirname(output), basename(output), packBundle(files, signature));
  } catch (error) {
    if (error instanceof AnonymityError) throw new UsageError(`--anonymise: ${error.message}`);
    if (error instanceof BundleTooLargeError) throw new UsageError(error.message);
    throw error;
  }
  process.stderr.write(`Wrote ${output}\n`);
  return EXIT.met;
}

/** A run redacts what it captures, so an older version or a person wrote a secret that is found now. */
function maskedNote(places: string[], file: string): string {
  if (places.length === 0) return "";
  return `Masked ${places.length} ${places.length === 1 ? "value that looks" : "values that look"} like a secret, the first at ${plain(places[0] ?? "", 200)}. Rotate each real secret, because ${file} still has it.\n`;
}

function signerNote(keyFile: string | undefined): string {
  return keyFile === undefined ? "" : "The signature contains your public key, which can identify you.\n";
}

/** @param how the value of the flag; "" if it has none */
function anonymityOf(how: string | undefined): "none" | "names" | "strict" {
  if (how === undefined) return "none";
  if (how !== "" && how !== "strict") {
    throw new UsageError("--anonymise: unknown value. Write --anonymise or --anonymise=strict.");
  }
  return how === "strict" ? "strict" : "names";
}

async function optionsOf(strict: boolean) {
  const { models } = await loadCatalog({ extra: null });
  return { strict, models: listModels(models) };
}

/** The name of a deployment often tells its model. A pseudonym does not. */
function modelNote({ targets }: Report): string {
  const unstated = targets.flatMap(({ deployments }) => deployments.filter(({ model }) => model === null)).length;
  if (unstated === 0) return "";
  return `The bundle does not name the model of ${unstated} deployments. To include it, run with --deployment NAME=MODEL or set \`model:\` in the configuration.\n`;
}

/** The last check before anything is written: secrets by shape, our own by value, names that were replaced. */
function prove(report: Report, files: Map<string, string>, ours: Vault, anonymised: AnonymisedReport | null): void {
  const pointer = findShapedSecret(report);
  if (pointer !== null) throw new LeakError(leakText("report.json", pointer));
  for (const [name, text] of files) {
    if (ours.scan(text).length > 0) throw new LeakError(leakText(name, null));
    anonymised?.prove(name, text);
  }
}

function leakText(name: string, pointer: string | null): string {
  return `The bundle was not written because ${name}${pointer === null ? "" : ` at ${plain(pointer, 200)}`} contains what looks like a secret. Remove it from the report and rotate it.`;
}
