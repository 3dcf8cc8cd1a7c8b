import type { Report } from "../model/report.ts";
import { pack } from "./archive.ts";
import { contentsOf } from "./contents.ts";
import { type Anonymity, MANIFEST, type Manifest, manifestOf, manifestText } from "./manifest.ts";

export { type AnonymisedReport, AnonymityError, anonymise } from "./anonymise/index.ts";
export { ArchiveError } from "./archive.ts";
export { shapedSecretIn } from "./shaped-secret.ts";
export { type Verification, verifyBundle } from "./verification.ts";

/** The files of a bundle by name, in the archive's order: the report to paste, and all that proves it. */
export async function bundleFiles(
  report: Report,
  tool: Manifest["tool"],
  anonymised: Anonymity,
): Promise<Map<string, string>> {
  const contents = await contentsOf(report);
  const manifest = manifestText(manifestOf(report, contents, tool, anonymised));
  return new Map([...Object.entries(contents), [MANIFEST, manifest]]);
}

/** One archive of files: the same files make the same bytes. */
export function packBundle(files: Map<string, string>): Uint8Array {
  return pack(files);
}
