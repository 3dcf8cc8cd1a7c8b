import { crc32, deflateRawSync } from "node:zlib";

/** One file of a zip archive, and what its two headers say: by default the truth. */
export interface ZipPart {
  name: string;
  content: Buffer;
  /** What the header before the data says otherwise. */
  inFile?: Partial<Header>;
  /** What the directory says otherwise. */
  inDirectory?: Partial<Header>;
  /** Bytes after the data. */
  after?: Buffer;
  isStored?: boolean;
}

interface Header {
  flags: number;
  method: number;
  crc: number;
  storedSize: number;
  size: number;
  name: string;
  extra: Buffer;
  comment: Buffer;
  offset: number;
}

export interface ZipOptions {
  before?: Buffer;
  beforeDirectory?: Buffer;
  after?: Buffer;
  comment?: Buffer;
  count?: number;
  directoryOffset?: number;
  directorySize?: number;
  disk?: number;
}

/** A zip archive byte by byte, so that it can be wrong at any place. */
export function zipOf(parts: ZipPart[], options: ZipOptions = {}): Buffer {
  const chunks: Buffer[] = [options.before ?? Buffer.alloc(0)];
  const directory: Buffer[] = [];
  let at = chunks[0]?.length ?? 0;
  for (const { name, content, inFile, inDirectory, after, isStored = false } of parts) {
    const data = isStored ? content : deflateRawSync(content);
    const told: Header = {
      flags: 0,
      method: isStored ? 0 : 8,
      crc: crc32(content),
      storedSize: data.length,
      size: content.length,
      name,
      extra: Buffer.alloc(0),
      comment: Buffer.alloc(0),
      offset: at,
    };
    const file = Buffer.concat([fileHeader({ ...told, ...inFile }), data, after ?? Buffer.alloc(0)]);
    directory.push(directoryHeader({ ...told, ...inDirectory }));
    chunks.push(file);
    at += file.length;
  }
  const gap = options.beforeDirectory ?? Buffer.alloc(0);
  const listing = Buffer.concat(directory);
  const comment = options.comment ?? Buffer.alloc(0);
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(options.disk ?? 0, 4);
  end.writeUInt16LE(options.count ?? parts.length, 8);
  end.writeUInt16LE(options.count ?? parts.length, 10);
  end.writeUInt32LE(options.directorySize ?? listing.length, 12);
  end.writeUInt32LE(options.directoryOffset ?? at + gap.length, 16);
  end.writeUInt16LE(comment.length, 20);
  return Buffer.concat([...chunks, gap, listing, end, comment, options.after ?? Buffer.alloc(0)]);
}

function fileHeader({ flags, method, crc, storedSize, size, name, extra }: Header): Buffer {
  const header = Buffer.alloc(30);
  header.writeUInt32LE(0x04034b50, 0);
  header.writeUInt16LE(20, 4);
  header.writeUInt16LE(flags, 6);
  header.writeUInt16LE(method, 8);
  header.writeUInt32LE(crc, 14);
  header.writeUInt32LE(storedSize, 18);
  header.writeUInt32LE(size, 22);
  header.writeUInt16LE(Buffer.byteLength(name), 26);
  header.writeUInt16LE(extra.length, 28);
  return Buffer.concat([header, Buffer.from(name), extra]);
}

function directoryHeader({ flags, method, crc, storedSize, size, name, extra, comment, offset }: Header): Buffer {
  const header = Buffer.alloc(46);
  header.writeUInt32LE(0x02014b50, 0);
  header.writeUInt16LE(20, 4);
  header.writeUInt16LE(20, 6);
  header.writeUInt16LE(flags, 8);
  header.writeUInt16LE(method, 10);
  header.writeUInt32LE(crc, 16);
  header.writeUInt32LE(storedSize, 20);
  header.writeUInt32LE(size, 24);
  header.writeUInt16LE(Buffer.byteLength(name), 28);
  header.writeUInt16LE(extra.length, 30);
  header.writeUInt16LE(comment.length, 32);
  header.writeUInt32LE(offset, 42);
  return Buffer.concat([header, Buffer.from(name), extra, comment]);
}
