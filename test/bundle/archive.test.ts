import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { MOST_BYTES } from "../../src/bundle/archive.ts";
import { ArchiveError, bundleFiles, packBundle, verifyBundle } from "../../src/bundle/index.ts";
import { MANIFEST, parseManifest } from "../../src/bundle/manifest.ts";
import { concluded, TOOL, VERIFIER } from "./bundled.ts";
import { type ZipOptions, type ZipPart, zipOf } from "./zip-parts.ts";

let files: Map<string, string>;
let parts: ZipPart[];
beforeAll(async () => {
  files = await bundleFiles(await concluded(), TOOL, "none");
  parts = [...files].map(([name, text]) => ({ name, content: Buffer.from(text) }));
});

/** A bundle's archive, with one file described in another way. */
function withPart(name: string, change: Partial<ZipPart>, options?: ZipOptions): Buffer {
  return zipOf(
    parts.map((part) => (part.name === name ? { ...part, ...change } : part)),
    options,
  );
}

function manifestWith(change: (files: Record<string, { sha256: string; bytes: number }>) => void): Buffer {
  const manifest = parseManifest(files.get(MANIFEST) ?? "");
  if (manifest === null) throw new Error("the bundle has no manifest");
  change(manifest.files);
  return Buffer.from(JSON.stringify(manifest));
}

const both = (told: NonNullable<ZipPart["inFile"]>) => ({ inFile: told, inDirectory: told });
const junk = Buffer.from("junk");

/** Archives that two programs may read in two ways, or that take more than they give. */
const ODDITIES: [what: string, make: () => Buffer, says: RegExp][] = [
  ["nothing", () => Buffer.alloc(0), /not a readable zip archive/],
  ["a text", () => Buffer.from("report"), /not a readable zip archive/],
  ["an archive cut off", () => zipOf(parts).subarray(0, 4000), /cut off, or data follows/],
  ["data before the archive", () => zipOf(parts, { before: junk }), /overlap, or bytes that belong to no file/],
  ["data after the archive", () => zipOf(parts, { after: junk }), /cut off, or data follows/],
  ["a comment of somebody else", () => zipOf(parts, { comment: junk }), /cut off, or data follows/],
  ["data between two files", () => withPart("report.json", { after: junk }), /overlap, or bytes/],
  ["data between files and directory", () => zipOf(parts, { beforeDirectory: junk }), /belong to no file/],
  ["a file of no name twice", () => zipOf([...parts, ...parts.slice(0, 1)]), /two files of one name/],
  ["two entries of one data", () => overlapping(), /overlap/],
  ["an offset beyond the archive", () => withPart("run.har", { inDirectory: { offset: 0x7fffffff } }), /overlap/],
  ["a directory beyond the archive", () => zipOf(parts, { directoryOffset: 0x7ffffff0 }), /directory does not end/],
  ["a directory of another size", () => zipOf(parts, { directorySize: 46 }), /directory does not end/],
  ["fewer entries than files", () => zipOf(parts, { count: 3 }), /directory does not end|belong to no file/],
  ["more entries than files", () => zipOf(parts, { count: 9 }), /damaged|directory/],
  ["seventeen files", () => zipOf(Array.from({ length: 17 }, (_, n) => part(`f${n}`))), /more files than a bundle/],
  ["a part of several", () => zipOf(parts, { disk: 1 }), /one part of several/],
  ["zip64: the directory's offset", () => zipOf(parts, { directoryOffset: 0xffffffff }), /zip64/],
  ["zip64: the number of entries", () => zipOf(parts, { count: 0xffff }), /zip64/],
  ["zip64: a size", () => withPart("run.har", both({ size: 0xffffffff })), /zip64/],
  ["an encrypted file", () => withPart("report.md", both({ flags: 1 })), /encrypted/],
  ["a strongly encrypted file", () => withPart("report.md", both({ flags: 0x41 })), /encrypted/],
  ["masked headers", () => withPart("report.md", both({ flags: 0x2000 })), /encrypted/],
  ["a data descriptor", () => withPart("report.md", both({ flags: 8 })), /size follows its data/],
  ["names in UTF-8", () => withPart("report.md", both({ flags: 0x800 })), /in a way that a bundle is not/],
  ["bzip2", () => withPart("report.md", both({ method: 12 })), /in a way that a bundle is not/],
  ["an additional field in the directory", () => withPart("run.har", { inDirectory: { extra: junk } }), /fields/],
  ["an additional field before the data", () => withPart("run.har", { inFile: { extra: junk } }), /fields/],
  ["a comment of a file", () => withPart("run.har", { inDirectory: { comment: junk } }), /fields/],
  ["two names of one file", () => withPart("run.har", { inFile: { name: "run.exe" } }), /two different ways/],
  ["two sizes of one file", () => withPart("run.har", { inFile: { size: 5 } }), /two different ways/],
  ["two sums of one file", () => withPart("run.har", { inFile: { crc: 5 } }), /two different ways/],
  ["a wrong sum", () => withPart("run.har", both({ crc: 5 })), /damaged file/],
  [
    "more stored bytes than there are",
    () => withPart("run.har", both({ storedSize: 0x7fffffff })),
    /wrong size|damaged/,
  ],
  [
    "fewer stored bytes than there are",
    () => withPart("run.har", both({ storedSize: 9 })),
    /belong to no file|overlap/,
  ],
  ["a file stored with two sizes", () => withPart("run.har", { isStored: true, ...both({ size: 5 }) }), /wrong size/],
  ["data that is not deflated", () => withPart("run.har", { isStored: true, ...both({ method: 8 }) }), /damaged/],
  [
    "a manifest that inflates to more than it declares",
    () => withPart(MANIFEST, { content: Buffer.alloc(5_000_000), ...both({ size: 900 }) }),
    /declares a wrong size/,
  ],
  ["a manifest of 5 MB", () => withPart(MANIFEST, { content: Buffer.alloc(5_000_000) }), /larger than a bundle has/],
  ["a signature of 5 MB", () => zipOf([...parts, part("manifest.json.sig", 5_000_000)]), /larger than a bundle has/],
  [
    "a file that inflates to more than it declares",
    () => withPart("run.har", { content: Buffer.alloc(50_000_000), ...both({ size: sizeOf("run.har") }) }),
    /declares a wrong size/,
  ],
  [
    "a file that inflates to less than it declares",
    () => withPart("run.har", { content: Buffer.from("{}"), ...both({ size: sizeOf("run.har") }) }),
    /damaged file/,
  ],
  [
    "a manifest that declares more than a bundle has",
    () =>
      withPart(MANIFEST, {
        content: manifestWith((told) => {
          for (const name of Object.keys(told)) told[name] = { sha256: "0".repeat(64), bytes: MOST_BYTES / 2 };
        }),
      }),
    /more data than a bundle/,
  ],
  ["JSON nested 100 MB deep", () => heavy("["), /JSON of a form that no bundle has/],
  ["JSON of 30 million objects", () => heavy("{},"), /JSON of a form that no bundle has/],
  ["JSON of 50 million lines", () => heavy("1\n"), /JSON of a form that no bundle has/],
  ...["../report.md", "/etc/passwd", "a/b", "C:\\report.md", "..\\x", ".ssh", "é", "a\0b", "CON:", ""].map(
    (name): [string, () => Buffer, RegExp] => [
      `a file called ${JSON.stringify(name)}`,
      () => zipOf([...parts, part(name)]),
      /name is a path or has unusual characters/,
    ],
  ),
];

function part(name: string, bytes = 1): ZipPart {
  return { name, content: Buffer.alloc(bytes) };
}

function sizeOf(name: string): number {
  return Buffer.byteLength(files.get(name) ?? "");
}

/** A bundle whose report.json is 100 MB of one piece, its size declared. */
function heavy(piece: string): Buffer {
  const content = Buffer.alloc(100_000_000, piece);
  const manifest = manifestWith((told) => {
    told["report.json"] = { sha256: "0".repeat(64), bytes: content.length };
  });
  return zipOf(
    parts.map((one) =>
      one.name === MANIFEST ? { ...one, content: manifest } : one.name === "report.json" ? { ...one, content } : one,
    ),
  );
}

/** Every entry of the directory refers to the first file: the trick of a bomb that unpacks to petabytes. */
function overlapping(): Buffer {
  return zipOf(parts.map((one, n) => (n === 0 ? one : { ...one, inDirectory: { offset: 0 } })));
}

describe(`${ODDITIES.length} archives that no bundle is`, () => {
  let refused = 0;
  afterAll(() => console.log(`verify: ${refused} of ${ODDITIES.length} odd archives refused`));

  it.each(ODDITIES)("refuses %s", async (_, make, says) => {
    const error = await verifyBundle(make(), VERIFIER).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(ArchiveError);
    expect(String(error)).toMatch(says);
    expect(String(error)).toMatch(/: use the file that `aoai-probe bundle` wrote\.$/);
    refused += 1;
  });

  it("reads the same bundle without an oddity, deflated or stored", async () => {
    for (const isStored of [false, true]) {
      const { differences } = await verifyBundle(zipOf(parts.map((one) => ({ ...one, isStored }))), VERIFIER);
      expect(differences).toEqual(["archive: it has no seal"]);
    }
  });

  it("does not inflate what the manifest does not declare", async () => {
    const bomb = Buffer.alloc(64 * 1024 * 1024);
    const archive = zipOf([...parts, { name: "bomb.bin", content: bomb }]);
    const longer = withPart("report.md", { content: bomb });
    const before = process.memoryUsage().arrayBuffers;
    expect((await verifyBundle(archive, VERIFIER)).differences).toContain("bomb.bin: not a file of a bundle");
    expect((await verifyBundle(longer, VERIFIER)).differences).toContainEqual(
      expect.stringMatching(/^report\.md: not read, because it has 67108864 bytes but manifest\.json states \d+$/),
    );
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(bomb.length / 2);
  });
});

it("a sealed bundle is read with its seal", async () => {
  expect((await verifyBundle(packBundle(files), VERIFIER)).differences).toEqual([]);
});
