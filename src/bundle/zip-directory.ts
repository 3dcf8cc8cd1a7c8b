/*
 * The directory of a zip archive, read strictly: only what `bundle` itself writes is accepted.
 *
 *   file header · data │ file header · data │ … │ directory │ end record │ comment
 *   └ each begins where the one before ends ────────────────────────────────────┘
 *
 * So no byte belongs to two files or to none, and two programs cannot read different files from one archive.
 */

/** An archive that cannot be read as a bundle. The message says why, and what to do. */
export class ArchiveError extends Error {
  override name = "ArchiveError";

  constructor(problem: string) {
    super(`${problem}: use the file that \`aoai-probe bundle\` wrote.`);
  }
}

export interface ZipEntry {
  name: string;
  /** The data as stored: deflated, or as it is. */
  data: Uint8Array;
  isDeflated: boolean;
  /** Bytes of the file as the archive declares them. Only inflation shows whether that is true. */
  size: number;
  crc32: number;
}

const FILE_HEADER = { signature: 0x04034b50, length: 30 };
const DIRECTORY_HEADER = { signature: 0x02014b50, length: 46 };
const END_RECORD = { signature: 0x06054b50, length: 22 };
/** Size or offset that refers to a zip64 record. */
const IN_ZIP64 = 0xffffffff;
const ENCRYPTED = 0x0001 | 0x0040 | 0x2000;
const DATA_DESCRIPTOR = 0x0008;
const STORED = 0;
const DEFLATED = 8;
const MOST_FILES = 16;

/**
 * The entries of an archive. Nothing is inflated.
 * @param commentLengths lengths that the archive's comment may have
 * @throws ArchiveError on anything that `bundle` does not write
 */
export function readDirectory(archive: Uint8Array, commentLengths: number[]): ZipEntry[] {
  const view = new DataView(archive.buffer, archive.byteOffset, archive.byteLength);
  const end = endRecordAt(view, commentLengths);
  const count = view.getUint16(end + 10, true);
  const directory = view.getUint32(end + 16, true);
  if (directory === IN_ZIP64 || count === 0xffff) throw new ArchiveError("the archive is in zip64 format");
  if (view.getUint32(end + 4, true) !== 0 || view.getUint16(end + 8, true) !== count)
    throw new ArchiveError("the archive is one part of several");
  if (count > MOST_FILES) throw new ArchiveError("the archive has more files than a bundle");
  if (directory + view.getUint32(end + 12, true) !== end)
    throw new ArchiveError("the archive's directory does not end at its end record");

  const entries: ZipEntry[] = [];
  let header = directory;
  let file = 0;
  for (let n = 0; n < count; n++) {
    const entry = readEntry(archive, view, header, file, directory);
    if (entries.some(({ name }) => name === entry.name))
      throw new ArchiveError("the archive has two files of one name");
    entries.push(entry);
    header += DIRECTORY_HEADER.length + view.getUint16(header + 28, true);
    file = entry.data.byteOffset - archive.byteOffset + entry.data.length;
  }
  if (header !== end) throw new ArchiveError("the archive's directory does not end at its end record");
  if (file !== directory) throw new ArchiveError("the archive has bytes that belong to no file");
  return entries;
}

/** The end record must reach exactly to the end of the archive, so that nothing can follow it. */
function endRecordAt(view: DataView, commentLengths: number[]): number {
  for (const length of commentLengths) {
    const at = view.byteLength - END_RECORD.length - length;
    if (at < 0 || view.getUint32(at, true) !== END_RECORD.signature) continue;
    if (view.getUint16(at + 20, true) === length) return at;
  }
  if (view.byteLength < 4 || view.getUint32(0, true) !== FILE_HEADER.signature)
    throw new ArchiveError("the file is not a readable zip archive");
  throw new ArchiveError("the archive is cut off, or data follows its end");
}

/** One entry, from its header in the directory and the one before its data, which must agree. */
function readEntry(archive: Uint8Array, view: DataView, header: number, file: number, directory: number): ZipEntry {
  const isWhole =
    header + DIRECTORY_HEADER.length <= view.byteLength &&
    view.getUint32(header, true) === DIRECTORY_HEADER.signature &&
    file + FILE_HEADER.length <= directory;
  if (!isWhole) throw new ArchiveError("the archive's directory is damaged");
  const flags = view.getUint16(header + 8, true);
  const method = view.getUint16(header + 10, true);
  const storedSize = view.getUint32(header + 20, true);
  const size = view.getUint32(header + 24, true);
  const nameLength = view.getUint16(header + 28, true);
  if (view.getUint32(header + 42, true) !== file)
    throw new ArchiveError("the archive has files that overlap, or bytes that belong to no file");
  if ((flags & ENCRYPTED) !== 0) throw new ArchiveError("the archive has an encrypted file");
  if ((flags & DATA_DESCRIPTOR) !== 0) throw new ArchiveError("the archive has a file whose size follows its data");
  if (storedSize === IN_ZIP64 || size === IN_ZIP64) throw new ArchiveError("the archive is in zip64 format");
  if (flags !== 0 || (method !== DEFLATED && method !== STORED))
    throw new ArchiveError("the archive is compressed in a way that a bundle is not");
  if (method === STORED && storedSize !== size) throw new ArchiveError("the archive declares a wrong size");
  // Extra field and comment: other readers may take names and sizes from them.
  if (view.getUint32(header + 30, true) !== 0 || view.getUint16(file + 28, true) !== 0)
    throw new ArchiveError("the archive has a file with additional fields");
  const data = file + FILE_HEADER.length + nameLength;
  if (data + storedSize > directory || header + DIRECTORY_HEADER.length + nameLength > view.byteLength)
    throw new ArchiveError("the archive declares a wrong size");
  // From the version on to the length of the name the two headers have the same fields.
  const inDirectory = archive.subarray(header + 6, header + 30);
  const inFile = archive.subarray(file + 4, file + 28);
  const name = archive.subarray(header + DIRECTORY_HEADER.length, header + DIRECTORY_HEADER.length + nameLength);
  const nameInFile = archive.subarray(file + FILE_HEADER.length, data);
  if (
    view.getUint32(file, true) !== FILE_HEADER.signature ||
    !isEqual(inDirectory, inFile) ||
    !isEqual(name, nameInFile)
  )
    throw new ArchiveError("the archive describes a file in two different ways");
  return {
    name: plainName(name),
    data: archive.subarray(data, data + storedSize),
    isDeflated: method === DEFLATED,
    size,
    crc32: view.getUint32(header + 16, true),
  };
}

/**
 * Files of a bundle have plain names: no folder, no path out of one, and no letter that another system reads
 * differently.
 */
function plainName(bytes: Uint8Array): string {
  const name = Buffer.from(bytes).toString("latin1");
  if (/^[a-z0-9][a-z0-9.-]*$/i.test(name)) return name;
  throw new ArchiveError("the archive has a file whose name is a path or has unusual characters");
}

function isEqual(a: Uint8Array, b: Uint8Array): boolean {
  return Buffer.compare(a, b) === 0;
}
