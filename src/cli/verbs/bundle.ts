import { basename, dirname, join } from "node:path";
import {
  type AnonymisedReport,
  AnonymityError,
  anonymise,
  BundleTooLargeError,
  bundleFiles,
  MANIFEST,
  maskShapedSecrets,
  packBundle,
  shapedSecretIn,
} from "../../bundle/index.ts";
import { loadCatalog } from "../../catalog/index.ts";
import { concludeReport } from "../../conclusion/index.ts";
import type { Report } from "../../model/report.ts";
import type { Vault } from "../../redaction/secret.ts";
import { plain } from "../../render/inert.ts";
import { vaultOfEnvironment } from "../configuration/environment-vault.ts";
import { EXIT } from "../exit.ts";
import type { Call } from "../flags.ts";
import { prepareFolder, writeArtefact } from "../output/artefact.ts";
import { readReport } from "../saved/saved-report.ts";
import { signText } from "../saved/ssh-signature.ts";
import { LeakError, UsageError } from "../usage-error.ts";
import { TOOL_NAME, toolVersion } from "../version.ts";

const DEFAULT_NAME = "bundle.zip";

/** `bundle FILE`: a saved report, judged again from its recordings, as one archive that can be verified. */
export async function bundle(call: Call): Promise<number> {
  const file = call.argument ?? "";
  const output = call.text("output") ?? join(dirname(file), DEFAULT_NAME);
  const anonymity = anonymityOf(call);
  const keyFile = call.text("sign");
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
  process.stderr.write(`wrote ${output}\n`);
  return EXIT.met;
}

/** A run redacts what it captures: a secret that is found now was written by an older version, or by hand. */
function maskedNote(places: string[], file: string): string {
  if (places.length === 0) return "";
  return `note: masked ${places.length} ${places.length === 1 ? "value that looks" : "values that look"} like a secret, the first at ${plain(places[0] ?? "", 200)}. Rotate what is real: ${file} itself is unchanged.\n`;
}

function signerNote(keyFile: string | undefined): string {
  return keyFile === undefined ? "" : "note: the signature holds your public key, which can identify you.\n";
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
function prove(report: Report, files: Map<string, string>, ours: Vault, anonymised: AnonymisedReport | null): void {
  const pointer = shapedSecretIn(report);
  if (pointer !== null) throw new LeakError(leakText("report.json", pointer));
  for (const [name, text] of files) {
    if (ours.scan(text).length > 0) throw new LeakError(leakText(name, null));
    anonymised?.prove(name, text);
  }
}

function leakText(name: string, pointer: string | null): string {
  return `The bundle was not written: ${name}${pointer === null ? "" : ` at ${plain(pointer, 200)}`} holds what looks like a secret. Remove it from the report and rotate it.`;
}
