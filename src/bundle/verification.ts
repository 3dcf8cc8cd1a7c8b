import { isDeepStrictEqual } from "node:util";
import { concludeReport, parseReport, ReportError } from "../conclusion/index.ts";
import type { Report, Result } from "../model/report.ts";
import { promiseOf } from "./anonymise/promise.ts";
import { digest, inflate, isSealed, MOST_BYTES, openArchive } from "./archive.ts";
import { definitionDifferences, findIncomparabilities, type Verifier } from "./comparability.ts";
import { contentsOf } from "./contents.ts";
import { findDifferences } from "./differences.ts";
import { evidenceLines } from "./evidence.ts";
import { isHeavyJson } from "./json-weight.ts";
import { MANIFEST, type Manifest, PARTS, type Part, parseManifest, SIGNATURE, statementsOf } from "./manifest.ts";
import { findPeerDifferences } from "./peer-address.ts";
import { ArchiveError, type ZipEntry } from "./zip-directory.ts";

/*
 * Only what follows from the evidence is believed:
 *
 *   archive ── seal ── hashes ── evidence.ndjson ──judge──▶ verdicts, findings ──render──▶ report.md, run.har
 *                                                  ╰── each compared with what the bundle says ──╯
 *
 * This shows that a bundle agrees with itself. It shows neither who made it, nor that the recordings are true.
 */

/** What a verification found. Lines may contain untrusted text of the bundle that still needs escaping. */
export interface Verification {
  /** What does not match, one line each. Empty if everything matches. */
  differences: string[];
  /** Versions and definitions that differ from the verifier's, one line each. Empty if all are the same. */
  incomparable: string[];
  cells: number;
  findings: number;
  /** The manifest and its SSH signature, so that a caller can check it. Null if the bundle is not signed. */
  signed: { manifest: Uint8Array; signature: Uint8Array } | null;
}

/** About 30 times the manifest of three targets. */
const MOST_MANIFEST_BYTES = 64 * 1024;
const MOST_SIGNATURE_BYTES = 16 * 1024;

/**
 * Recomputes a bundle's hashes, and derives every verdict and finding again from its evidence. It reads the manifest
 * first, and inflates no more than the manifest declares.
 * @throws ArchiveError if the file is not an archive that can be read safely
 */
export async function verifyBundle(archive: Uint8Array, verifier: Verifier): Promise<Verification> {
  const entries = openArchive(archive);
  const seal = isSealed(archive);
  const opening =
    seal === true ? [] : [seal === false ? "archive: its bytes do not match its seal" : "archive: it has no seal"];
  const nothing = { incomparable: [], cells: 0, findings: 0, signed: null };
  const manifestEntry = entries.get(MANIFEST);
  const manifestBytes = manifestEntry === undefined ? undefined : inflate(manifestEntry, MOST_MANIFEST_BYTES);
  const manifest = parseManifest(textOf(manifestBytes) ?? "");
  if (manifest === null || manifestBytes === undefined)
    return { ...nothing, differences: [...opening, `${MANIFEST}: missing, or not a manifest of this version`] };

  const { files, differences: inventory } = inflateParts(entries, manifest);
  const signature = entries.get(SIGNATURE);
  const signed =
    signature === undefined ? null : { manifest: manifestBytes, signature: inflate(signature, MOST_SIGNATURE_BYTES) };
  try {
    const stated = parseReport(textOf(files.get("report.json")) ?? "");
    const derived = derivedFrom(stated, textOf(files.get("evidence.ndjson")) ?? "");
    return {
      differences: [
        ...opening,
        ...inventory,
        ...catalogDifferences(stated, manifest, verifier),
        ...findPeerDifferences(derived),
        ...findDifferences(stated, derived),
        ...(await followingDifferences(files, stated, manifest, verifier)),
      ],
      incomparable: findIncomparabilities(stated, manifest, verifier),
      cells: derived.results.length,
      findings: derived.findings.length,
      signed,
    };
  } catch (error) {
    return { ...nothing, signed, differences: [...opening, ...inventory, describeUnreadable(error)] };
  }
}

/** Inflates the files of a bundle. It skips files that the manifest does not declare, or declares with another size. */
function inflateParts(
  entries: Map<string, ZipEntry>,
  manifest: Manifest,
): { files: Map<Part, Uint8Array>; differences: string[] } {
  const declared = PARTS.reduce((sum, name) => sum + manifest.files[name].bytes, 0);
  if (declared > MOST_BYTES) throw new ArchiveError("the archive has more data than a bundle");
  const known = new Set<string>([MANIFEST, SIGNATURE, ...PARTS]);
  const differences = [...entries.keys()]
    .filter((name) => !known.has(name))
    .map((name) => `${name}: not a file of a bundle`);
  const files = new Map<Part, Uint8Array>();
  for (const name of PARTS) {
    const entry = entries.get(name);
    const { bytes, sha256 } = manifest.files[name];
    if (entry === undefined) differences.push(`${name}: missing`);
    else if (entry.size !== bytes)
      differences.push(`${name}: not read, because it has ${entry.size} bytes but ${MANIFEST} states ${bytes}`);
    else {
      const content = inflate(entry, bytes);
      if (name !== "report.md" && isHeavyJson(content))
        throw new ArchiveError("the archive has JSON of a form that no bundle has");
      const found = digest(content);
      files.set(name, content);
      if (found !== sha256)
        differences.push(
          `${name}: its SHA-256 is ${found.slice(0, 12)}…, but ${MANIFEST} states ${sha256.slice(0, 12)}…`,
        );
    }
  }
  return { files, differences };
}

/** Placeholder conclusions of a result, until the conclusions are derived from its evidence. */
const NOT_JUDGED = {
  verdict: "skipped",
  stage: { reached: null, failedAt: null },
  evidence: [],
  unstable: false,
  restsOn: [],
  status: null,
  error: null,
  close: null,
  ids: {},
  sources: [],
} as const satisfies Omit<Result, "cell" | "recording" | "cause">;

/** Derives the report from the evidence and the definitions of the run. Throws if none follows. */
function derivedFrom(stated: Report, evidence: string): Report {
  const results = evidenceLines(evidence).map((line) => {
    const { cell, notAsked, recording } = fieldsOf(line);
    return { ...NOT_JUDGED, cell, recording, cause: notAsked ?? "skipped.interrupted" };
  });
  const report = concludeReport(parseReport(JSON.stringify({ ...stated, results })));
  // Parsed again, because a saved report has no undefined fields.
  return parseReport(JSON.stringify(report));
}

function fieldsOf(line: unknown): Record<string, unknown> {
  return typeof line === "object" && line !== null ? { ...line } : {};
}

/** If a report names this version's catalogue, its definitions must be the ones in that catalogue. */
function catalogDifferences(stated: Report, manifest: Manifest, { catalog }: Verifier): string[] {
  return [
    ...(stated.tool.catalog === manifest.catalog
      ? []
      : [`${MANIFEST}: its catalogue differs from that of report.json`]),
    ...(stated.tool.catalog === catalog.hash ? definitionDifferences(stated, catalog) : []),
  ];
}

/** People read report.md, run.har and the manifest instead of report.json, so each must follow from it. */
async function followingDifferences(
  files: Map<Part, Uint8Array>,
  stated: Report,
  manifest: Manifest,
  { tool }: Verifier,
): Promise<string[]> {
  const words = isDeepStrictEqual(asRead(statementsOf(stated)), asRead({ run: manifest.run, clock: manifest.clock }))
    ? []
    : [`${MANIFEST}: its statements about the run or its clock differ from report.json`];
  // Another version uses other words, so its texts cannot be compared.
  if (!isDeepStrictEqual(manifest.tool, tool)) return words;
  const contents = await contentsOf(stated);
  const promise = manifest.anonymised === "none" ? undefined : promiseOf(manifest.anonymised);
  return [
    ...words,
    ...(isDeepStrictEqual(promise, manifest.promise)
      ? []
      : [`${MANIFEST}: its promise does not match the anonymisation`]),
    ...PARTS.filter((name) => name !== "evidence.ndjson" && files.has(name))
      .filter((name) => textOf(files.get(name)) !== contents[name])
      .map((name) => `${name}: it differs from the text that follows from this report`),
  ];
}

function describeUnreadable(error: unknown): string {
  if (error instanceof ReportError) return `report.json, evidence.ndjson: ${error.message}`;
  if (error instanceof SyntaxError) return "evidence.ndjson: a line is not JSON";
  return "evidence.ndjson: nothing follows from it with the definitions in report.json";
}

/** UTF-8 of a file; null if it is missing or not UTF-8. */
function textOf(bytes: Uint8Array | undefined): string | null {
  try {
    return bytes === undefined ? null : new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return null;
  }
}

function asRead(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value));
}
