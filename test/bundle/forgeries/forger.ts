import { bundleFiles } from "../../../src/bundle/index.ts";
import type { Manifest } from "../../../src/bundle/manifest.ts";
import { concludeReport, parseReport } from "../../../src/conclusion/index.ts";
import type { Hop } from "../../../src/model/recording.ts";
import type { Report } from "../../../src/model/report.ts";
import { concluded, forgedFrom, TOOL } from "../bundled.ts";

export const base = await concluded();
export const files = await bundleFiles(base, TOOL, "none");

/** The base with something changed in report.json alone. */
export function edited(change: (report: Report) => void): Record<string, string> {
  const copy = structuredClone(base);
  change(copy);
  return { "report.json": `${JSON.stringify(copy, null, 2)}\n` };
}

/** The base with something changed, judged, rendered and bundled again: what a careful forger makes. */
export async function rebuilt(change: (report: Report) => void, tool = TOOL): Promise<Uint8Array> {
  const copy = structuredClone(base);
  change(copy);
  return forgedFrom(await bundleFiles(concludeReport(copy), tool, "none"), {}, tool);
}

export function hopsOf(report: Report): Hop[] {
  return report.results.flatMap((r) => (r.recording?.attempts ?? []).flatMap((a) => a.steps.flatMap((s) => s.hops)));
}

export function moved(report: Report, from: string, to: string): Report {
  return parseReport(JSON.stringify(report).replaceAll(from, to));
}

export const forged = (changes: Record<string, string>, change?: (manifest: Manifest) => void) =>
  forgedFrom(files, changes, TOOL, change);

export interface Forgery {
  what: string;
  make: () => Uint8Array | Promise<Uint8Array>;
  result: "agrees" | "differs" | "not comparable";
  /** A line that names it. */
  names: RegExp;
}

export const OTHER_HASH = `sha256:${"0".repeat(64)}`;
