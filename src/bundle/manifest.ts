import { z } from "zod";
import type { Report } from "../model/report.ts";
import { clockOffsets } from "../render/clock-offset.ts";
import { safeJson } from "../render/inert.ts";
import { ANONYMITIES, type Anonymity, promiseOf } from "./anonymise/promise.ts";
import { digest } from "./archive.ts";

/** The version of the bundle's contract. */
const BUNDLE_SCHEMA = "aoai-probe/bundle/v1";
export const MANIFEST = "manifest.json";
/** SSH signature of the manifest (PROTOCOL.sshsig of OpenSSH), in a signed bundle only. */
export const SIGNATURE = "manifest.json.sig";
/** The namespace of that signature: it is valid for no other use of the key. */
export const SIGNATURE_NAMESPACE = "aoai-probe-bundle";

/** The files that a manifest describes, in the order of the archive. */
export const PARTS = ["report.md", "report.json", "evidence.ndjson", "run.har"] as const;
export type Part = (typeof PARTS)[number];

const hash = z.strictObject({ sha256: z.string().regex(/^[0-9a-f]{64}$/), bytes: z.int().min(0) });

const manifestSchema = z.strictObject({
  schema: z.literal(BUNDLE_SCHEMA),
  /** The tool that made the bundle. The tool that made the run is in report.json. */
  tool: z.strictObject({ name: z.string(), version: z.string() }),
  /** Hash of the catalogue that the run used. */
  catalog: z.string(),
  run: z.strictObject({
    id: z.string(),
    /** Null if unknown. */
    startedAt: z.string().nullable(),
    finishedAt: z.string().nullable(),
    emulated: z.array(z.string()).optional(),
    imported: z.array(z.string()).optional(),
  }),
  anonymised: z.enum(ANONYMITIES),
  /** What the anonymisation replaced, kept and cannot promise. Absent if nothing was replaced. */
  promise: z.array(z.string()).exactOptional(),
  /** How far the machine's clock was ahead of each target's. Known only if responses have a `Date`. */
  clock: z.array(
    z.strictObject({ target: z.string(), leastMs: z.number(), mostMs: z.number(), answers: z.int().min(1) }),
  ),
  files: z.record(z.enum(PARTS), hash),
});
export type Manifest = z.output<typeof manifestSchema>;

/** Makes the manifest of a bundle's parts. */
export function manifestOf(
  report: Report,
  parts: Record<Part, string>,
  tool: Manifest["tool"],
  anonymised: Anonymity,
): Manifest {
  const hashed = (name: Part) => {
    const bytes = new TextEncoder().encode(parts[name]);
    return { sha256: digest(bytes), bytes: bytes.length };
  };
  return {
    schema: BUNDLE_SCHEMA,
    tool,
    catalog: report.tool.catalog,
    ...statementsOf(report),
    anonymised,
    ...(anonymised === "none" ? {} : { promise: promiseOf(anonymised) }),
    files: {
      "report.md": hashed("report.md"),
      "report.json": hashed("report.json"),
      "evidence.ndjson": hashed("evidence.ndjson"),
      "run.har": hashed("run.har"),
    },
  };
}

/** Returns what a manifest states about a run. */
export function statementsOf(report: Report): Pick<Manifest, "run" | "clock"> {
  const { id, startedAt, finishedAt, emulated, imported } = report.run;
  return {
    run: {
      id,
      startedAt,
      finishedAt,
      ...(emulated === undefined ? {} : { emulated }),
      ...(imported === undefined ? {} : { imported }),
    },
    clock: clockOffsets(report),
  };
}

export function manifestText(manifest: Manifest): string {
  return `${safeJson(manifest, 2)}\n`;
}

/** Reads a manifest. Null if the text is not a manifest of this version. */
export function parseManifest(text: string): Manifest | null {
  try {
    return manifestSchema.safeParse(JSON.parse(text)).data ?? null;
  } catch {
    return null;
  }
}
