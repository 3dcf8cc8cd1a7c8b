import type { Report } from "../model/report.ts";
import type { Anonymity } from "./anonymise/promise.ts";
import { MOST_BYTES, pack } from "./archive.ts";
import { contentsOf } from "./contents.ts";
import { MANIFEST, type Manifest, manifestOf, manifestText, PARTS, SIGNATURE } from "./manifest.ts";

export { type AnonymisedReport, AnonymityError, anonymise } from "./anonymise/index.ts";
export { MOST_ARCHIVE_BYTES } from "./archive.ts";
export { MANIFEST, SIGNATURE, SIGNATURE_NAMESPACE } from "./manifest.ts";
export { type Masked, maskShapedSecrets, shapedSecretIn } from "./shaped-secret.ts";
export { type Verification, verifyBundle } from "./verification.ts";
export { ArchiveError } from "./zip-directory.ts";

/** A report that makes a larger bundle than anybody would unpack. */
export class BundleTooLargeError extends Error {
  override name = "BundleTooLargeError";
}

/**
 * The files of a bundle by name, in the archive's order: the report to paste, and all that proves it.
 * @throws BundleTooLargeError
 */
export async function bundleFiles(
  report: Report,
  tool: Manifest["tool"],
  anonymised: Anonymity,
): Promise<Map<string, string>> {
  const contents = await contentsOf(report).catch((error: unknown) => {
    // What V8 throws for a text that is longer than any text can be.
    throw error instanceof RangeError ? tooLarge("more than 512") : error;
  });
  const manifest = manifestOf(report, contents, tool, anonymised);
  const bytes = PARTS.reduce((sum, name) => sum + manifest.files[name].bytes, 0);
  if (bytes > MOST_BYTES) throw tooLarge(`${mebibytes(bytes)}`);
  return new Map([...Object.entries(contents), [MANIFEST, manifestText(manifest)]]);
}

/** One archive of files: the same files make the same bytes. */
export function packBundle(files: Map<string, string>, signature?: string): Uint8Array {
  return pack(signature === undefined ? files : new Map([...files, [SIGNATURE, signature]]));
}

function tooLarge(size: string): BundleTooLargeError {
  return new BundleTooLargeError(
    `The bundle would unpack to ${size} MiB, and verify accepts ${mebibytes(MOST_BYTES)}: run fewer targets at once and bundle each report.`,
  );
}

function mebibytes(bytes: number): number {
  return Math.ceil(bytes / 1024 / 1024);
}
