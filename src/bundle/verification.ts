import { isDeepStrictEqual } from "node:util";
import type { Catalog } from "../catalog/index.ts";
import { concludeReport, parseReport, ReportError } from "../conclusion/index.ts";
import type { Report, Result } from "../model/report.ts";
import { ArchiveError, digest, isSealed, isZip, unpack } from "./archive.ts";
import { contentsOf } from "./contents.ts";
import { differencesOf } from "./differences.ts";
import { evidenceLines } from "./evidence.ts";
import { MANIFEST, type Manifest, manifestOf, PARTS, type Part, parseManifest } from "./manifest.ts";

/*
 * A bundle is believed for what follows from its evidence, and for nothing else:
 *
 *   archive ── seal ── hashes ── evidence.ndjson ──judge──▶ verdicts, findings ──render──▶ report.md, run.har
 *                                                  ╰── each compared with what the bundle says ──╯
 *
 * It shows that a bundle agrees with itself. Who made it, it cannot show.
 */

/** What came of a verification. */
export interface Verification {
  /** One line each; empty where everything agrees. Texts of the bundle in them are not inert yet. */
  differences: string[];
  /** What must be known to read the result. */
  notes: string[];
  cells: number;
  findings: number;
}

/** The tool that verifies, and the catalogue it knows. */
export interface Verifier {
  tool: Manifest["tool"];
  catalog: Pick<Catalog, "hash" | "probes" | "errorTexts">;
}

/**
 * Recomputes a bundle's hashes, and derives every verdict and finding again from its evidence.
 * @throws ArchiveError where the bytes never were an archive
 */
export async function verifyBundle(archive: Uint8Array, verifier: Verifier): Promise<Verification> {
  const seal = isSealed(archive);
  const opening =
    seal === true
      ? []
      : [seal === false ? "archive: its bytes are not those it was sealed with" : "archive: it bears no seal of ours"];
  const nothing = { notes: [], cells: 0, findings: 0 };
  let files: Map<string, Uint8Array>;
  try {
    files = unpack(archive);
  } catch (error) {
    // What once was a bundle is a bundle that was changed; anything else is the wrong file.
    if (!(error instanceof ArchiveError) || !(isZip(archive) || seal !== null)) throw error;
    return { ...nothing, differences: [...opening, `archive: ${error.message}`] };
  }
  const manifest = parseManifest(textOf(files.get(MANIFEST)) ?? "");
  if (manifest === null)
    return { ...nothing, differences: [...opening, `${MANIFEST}: missing, or no manifest of this version`] };
  const inventory = [...opening, ...inventoryDifferences(files, manifest)];
  try {
    const stated = parseReport(textOf(files.get("report.json")) ?? "");
    const derived = derivedFrom(stated, textOf(files.get("evidence.ndjson")) ?? "");
    const sameVersion = isDeepStrictEqual(manifest.tool, verifier.tool);
    return {
      differences: [
        ...inventory,
        ...catalogDifferences(stated, manifest, verifier),
        ...differencesOf(stated, derived),
        ...(await followingDifferences(files, stated, manifest, sameVersion)),
      ],
      notes: notesOn(manifest, verifier, sameVersion),
      cells: derived.results.length,
      findings: derived.findings.length,
    };
  } catch (error) {
    return { ...nothing, differences: [...inventory, unreadable(error)] };
  }
}

/** What a result says beside its evidence, before it is derived from it. */
const NOT_JUDGED = {
  verdict: "skipped",
  rung: { reached: null, failedAt: null },
  evidence: [],
  unstable: false,
  restsOn: [],
  status: null,
  error: null,
  close: null,
  ids: {},
  sources: [],
} as const satisfies Omit<Result, "cell" | "recording" | "cause">;

/** The report that the evidence alone makes, with what the run was made with. Throws where it makes none. */
function derivedFrom(stated: Report, evidence: string): Report {
  const results = evidenceLines(evidence).map((line) => {
    const { cell, notAsked, recording } = fieldsOf(line);
    return { ...NOT_JUDGED, cell, recording, cause: notAsked ?? "skipped.interrupted" };
  });
  const report = concludeReport(parseReport(JSON.stringify({ ...stated, results })));
  // As it would be read back: fields that are undefined are none.
  return parseReport(JSON.stringify(report));
}

function fieldsOf(line: unknown): Record<string, unknown> {
  return typeof line === "object" && line !== null ? { ...line } : {};
}

function inventoryDifferences(files: Map<string, Uint8Array>, manifest: Manifest): string[] {
  const known = new Set<string>([MANIFEST, ...PARTS]);
  return [
    ...[...files.keys()].filter((name) => !known.has(name)).map((name) => `${name}: does not belong to a bundle`),
    ...PARTS.flatMap((name) => {
      const bytes = files.get(name);
      if (bytes === undefined) return [`${name}: missing`];
      const stated = manifest.files[name].sha256;
      const found = digest(bytes);
      return found === stated
        ? []
        : [`${name}: its SHA-256 is ${found.slice(0, 12)}…, ${MANIFEST} says ${stated.slice(0, 12)}…`];
    }),
  ];
}

/** A report says which catalogue it was made with; where that is ours, its definitions must be ours. */
function catalogDifferences(stated: Report, manifest: Manifest, { catalog }: Verifier): string[] {
  const differences =
    stated.tool.catalog === manifest.catalog ? [] : [`${MANIFEST}: names another catalogue than report.json`];
  if (stated.tool.catalog !== catalog.hash) return differences;
  const ours = new Map(catalog.probes.map((probe) => [probe.id, probe]));
  return [
    ...differences,
    ...stated.probes
      .filter((probe) => !isDeepStrictEqual(asRead(probe), asRead(ours.get(probe.id) ?? null)))
      .map(({ id }) => `probe ${id}: report.json defines it otherwise than the catalogue it names`),
    ...(isDeepStrictEqual(asRead(stated.errorTexts), asRead(catalog.errorTexts))
      ? []
      : ["error texts: report.json holds others than the catalogue it names"]),
  ];
}

/** What follows from report.json and may be read in its place: the report to paste, the HAR, the manifest's own words. */
async function followingDifferences(
  files: Map<string, Uint8Array>,
  stated: Report,
  manifest: Manifest,
  sameVersion: boolean,
): Promise<string[]> {
  const { run, clock } = manifestOf(stated, blank(), manifest.tool, manifest.anonymised);
  const words = isDeepStrictEqual(asRead([run, clock]), asRead([manifest.run, manifest.clock]))
    ? []
    : [`${MANIFEST}: says otherwise of the run or its clock than report.json`];
  // Another version words things otherwise: its texts cannot be compared.
  if (!sameVersion) return words;
  const contents = await contentsOf(stated);
  return [
    ...words,
    ...PARTS.filter((name) => name !== "evidence.ndjson")
      .filter((name) => textOf(files.get(name)) !== contents[name])
      .map((name) => `${name}: is not what the report of this bundle reads as`),
  ];
}

function blank(): Record<Part, string> {
  return { "report.md": "", "report.json": "", "evidence.ndjson": "", "run.har": "" };
}

function notesOn(manifest: Manifest, { tool, catalog }: Verifier, sameVersion: boolean): string[] {
  return [
    ...(sameVersion
      ? []
      : [
          `made by ${manifest.tool.name} ${manifest.tool.version}, verified by ${tool.version}: a difference may come of that, and report.md and run.har were compared by hash alone`,
        ]),
    ...(manifest.catalog === catalog.hash
      ? []
      : ["made with another catalogue than this version's: its definitions were taken as they stand in report.json"]),
  ];
}

function unreadable(error: unknown): string {
  if (error instanceof ReportError) return `report.json, evidence.ndjson: ${error.message}`;
  if (error instanceof SyntaxError) return "evidence.ndjson: a line of it is no JSON";
  return "evidence.ndjson: nothing can be derived from it with the definitions in report.json";
}

/** UTF-8 of a file; null where it is missing or no UTF-8. */
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
