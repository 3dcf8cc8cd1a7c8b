import { createHash } from "node:crypto";
import { crc32, inflateRawSync } from "node:zlib";
import { strToU8, zipSync } from "fflate";
import { ArchiveError, readDirectory, type ZipEntry } from "./zip-directory.ts";

/*
 * One zip file that any system opens. Its comment holds the SHA-256 of every byte before it, because a zip contains
 * bytes that no reader checks. Without the seal, a change there would remain unnoticed.
 */

const SEAL = strToU8("sha256:");
const SEAL_LENGTH = SEAL.length + 64;
/** Zip counts local time from this date. A constant, so that the same report makes the same bytes. */
const EPOCH = new Date(1980, 0, 1);

/** The most bytes that the files of a bundle may have together, enough for some 70 targets. */
export const MOST_BYTES = 128 * 1024 * 1024;
/** Maximum bytes of the archive itself. A deflated file is never larger than the original, except for its headers. */
export const MOST_ARCHIVE_BYTES = MOST_BYTES + 64 * 1024;

/** Packs files by name, in the given order. The same files make the same bytes. */
export function pack(files: Map<string, string>): Uint8Array {
  const entries = Object.fromEntries([...files].map(([name, text]) => [name, strToU8(text)]));
  const zip = zipSync(entries, { level: 9, mtime: EPOCH });
  const sealed = new Uint8Array(zip.length + SEAL_LENGTH);
  sealed.set(zip);
  new DataView(sealed.buffer).setUint16(zip.length - 2, SEAL_LENGTH, true);
  sealed.set(SEAL, zip.length);
  sealed.set(strToU8(digest(sealed.subarray(0, zip.length + SEAL.length))), zip.length + SEAL.length);
  return sealed;
}

/** Whether the archive's bytes are those it was packed with; null if it has no seal of ours. */
export function isSealed(archive: Uint8Array): boolean | null {
  const at = archive.length - SEAL_LENGTH;
  if (at < 0 || Buffer.compare(archive.subarray(at, at + SEAL.length), SEAL) !== 0) return null;
  const body = archive.length - 64;
  return Buffer.from(archive.subarray(body)).toString("latin1") === digest(archive.subarray(0, body));
}

/**
 * The entries of an archive by name. Nothing is inflated.
 * @throws ArchiveError on anything that `pack` does not write
 */
export function openArchive(archive: Uint8Array): Map<string, ZipEntry> {
  if (archive.length > MOST_ARCHIVE_BYTES) throw new ArchiveError("the archive is larger than any bundle");
  return new Map(readDirectory(archive, [SEAL_LENGTH, 0]).map((entry) => [entry.name, entry]));
}

/**
 * The bytes of one file. No more than `most` bytes are ever inflated.
 * @throws ArchiveError if the file is larger, or is not what its entry declares
 */
export function inflate({ data, isDeflated, size, crc32: sum }: ZipEntry, most: number): Uint8Array {
  if (size > most) throw new ArchiveError("the archive has a file larger than a bundle has");
  const bytes = isDeflated ? inflateRaw(data, size) : data;
  if (bytes.length !== size || crc32(bytes) !== sum) throw new ArchiveError("the archive has a damaged file");
  return bytes;
}

function inflateRaw(data: Uint8Array, size: number): Uint8Array {
  try {
    // zlib refuses a limit of 0 bytes.
    return inflateRawSync(data, { maxOutputLength: Math.max(size, 1) });
  } catch {
    throw new ArchiveError("the archive has a damaged file, or declares a wrong size");
  }
}

/** SHA-256 as hex. */
export function digest(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex");
}
