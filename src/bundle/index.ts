import type { Report } from "../model/report.ts";
import type { Anonymity } from "./anonymise/promise.ts";
import { MOST_BYTES, pack } from "./archive.ts";
import { contentsOf } from "./contents.ts";
import { MANIFEST, type Manifest, manifestOf, manifestText, PARTS, SIGNATURE } from "./manifest.ts";

export { type AnonymisedReport, AnonymityError, anonymise } from "./anonymise/index.ts";
export { MOST_ARCHIVE_BYTES } from "./archive.ts";
export { MANIFEST, SIGNATURE, SIGNATURE_NAMESPACE } from "./manifest.ts";
export { findShapedSecret, maskShapedSecrets } from "./shaped-secret.ts";
export { type Verification, verifyBundle } from "./verification.ts";
export { ArchiveError } from "./zip-directory.ts";

/** The report would make a bundle that `verify` refuses as too large. */
export class BundleTooLargeError extends Error {
  override name = "BundleTooLargeError";
}

/**
 * Makes the files of a bundle by name, in the archive's order.
 * @throws BundleTooLargeError
 */
export async function bundleFiles(
  report: Report,
  tool: Manifest["tool"],
  anonymised: Anonymity,
): Promise<Map<string, string>> {
  const contents = await contentsOf(report).catch((error: unknown) => {
    // V8 throws a RangeError for a string beyond its maximum length.
    throw error instanceof RangeError ? tooLargeError("more than 512") : error;
  });
  const manifest = manifestOf(report, contents, tool, anonymised);
  const bytes = PARTS.reduce((sum, name) => sum + manifest.files[name].bytes, 0);
  if (bytes > MOST_BYTES) throw tooLargeError(`${mebibytes(bytes)}`);
  return new Map([...Object.entries(contents), [MANIFEST, manifestText(manifest)]]);
}

/** Packs the files into one archive. The same files make the same bytes. */
export function packBundle(files: Map<string, string>, signature?: string): Uint8Array {
  return pack(signature === undefined ? files : new Map([...files, [SIGNATURE, signature]]));
}

function tooLargeError(size: string): BundleTooLargeError {
  return new BundleTooLargeError(
    `The bundle would unpack to ${size} MiB, and verify accepts ${mebibytes(MOST_BYTES)}: run fewer targets at once and bundle each report.`,
  );
}

function mebibytes(bytes: number): number {
  return Math.ceil(bytes / 1024 / 1024);
}
