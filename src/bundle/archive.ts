import { createHash } from "node:crypto";
import { strToU8, unzipSync, zipSync } from "fflate";

/*
 * One zip file that any system opens. Its comment holds the SHA-256 of every byte before it, because a zip has bytes that
 * no reader looks at: without the seal a change there would go unseen.
 *
 *   local headers and data · central directory · end record │ "sha256:" │ 64 hex
 *   └──────────────── what the seal is made of ────────────────────────┘
 */

/** An archive that cannot be read as a bundle; the message says why. */
export class ArchiveError extends Error {
  override name = "ArchiveError";
}

const SEAL = strToU8("sha256:");
const SEAL_LENGTH = SEAL.length + 64;
const END_RECORD = 22;
/** More than any run makes; a hostile archive may claim to hold anything. */
const LARGEST_ENTRY = 256 * 1024 * 1024;
const MOST_ENTRIES = 64;
/** Zip counts local time from here; a constant, so that the same report makes the same bytes. */
const EPOCH = new Date(1980, 0, 1);

/** Packs files, by name, in the order given. The same files make the same bytes. */
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

/** Whether the archive's bytes are those it was packed with; null where it bears no seal of ours. */
export function isSealed(archive: Uint8Array): boolean | null {
  const at = archive.length - SEAL_LENGTH;
  if (at < END_RECORD || !equal(archive.subarray(at, at + SEAL.length), SEAL)) return null;
  const body = archive.length - 64;
  return equal(archive.subarray(body), strToU8(digest(archive.subarray(0, body))));
}

/** Whether a file begins as a zip does. */
export function isZip(bytes: Uint8Array): boolean {
  return equal(bytes.subarray(0, 4), strToU8("PK\u0003\u0004"));
}

/**
 * Unpacks an archive: the bytes of each file by name.
 * @throws ArchiveError where it is no zip, or holds more than a bundle can
 */
export function unpack(archive: Uint8Array): Map<string, Uint8Array> {
  const names = new Set<string>();
  try {
    const entries = unzipSync(archive, {
      filter: ({ name, originalSize }) => {
        if (originalSize > LARGEST_ENTRY) throw new ArchiveError("it holds a file larger than a bundle can.");
        if (names.has(name)) throw new ArchiveError("it holds two files of one name.");
        names.add(name);
        if (names.size > MOST_ENTRIES) throw new ArchiveError("it holds more files than a bundle can.");
        return true;
      },
    });
    return new Map(Object.entries(entries));
  } catch (error) {
    if (error instanceof ArchiveError) throw error;
    throw new ArchiveError("it is no zip archive that can be unpacked; give the file that `aoai-probe bundle` wrote.");
  }
}

/** SHA-256 as hex. */
export function digest(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex");
}

function equal(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, n) => byte === b[n]);
}
