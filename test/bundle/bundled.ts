import { pack } from "../../src/bundle/archive.ts";
import { bundleFiles, packBundle } from "../../src/bundle/index.ts";
import { MANIFEST, type Manifest, manifestOf, manifestText } from "../../src/bundle/manifest.ts";
import { concludeReport, parseReport } from "../../src/conclusion/index.ts";
import type { Report } from "../../src/model/report.ts";
import { franceCentral } from "../fixtures/france-central/report.ts";
import { catalog } from "../support/recorded.ts";

export const TOOL = { name: "aoai-probe", version: "0.1.0" };
export const VERIFIER = { tool: TOOL, catalog };

/** The France Central situation, with the verdicts and findings that follow from its recordings. */
export async function concluded(): Promise<Report> {
  return concludeReport(await franceCentral());
}

/** A report's bundle. */
export async function bundled(report: Report): Promise<Uint8Array> {
  return packBundle(await bundleFiles(report, TOOL, "none"));
}

/** A bundle with some files replaced, and a manifest that says that it was always so. */
export function forgedFrom(
  files: Map<string, string>,
  changes: Record<string, string>,
  tool = TOOL,
  change: (manifest: Manifest) => void = () => undefined,
): Uint8Array {
  const part = (name: string) => changes[name] ?? files.get(name) ?? "";
  const parts = {
    "report.md": part("report.md"),
    "report.json": part("report.json"),
    "evidence.ndjson": part("evidence.ndjson"),
    "run.har": part("run.har"),
  };
  const manifest = manifestOf(parseReport(parts["report.json"]), parts, tool, "none");
  change(manifest);
  return pack(new Map([...Object.entries(parts), [MANIFEST, manifestText(manifest)]]));
}

/** Numbers below `most`, the same in every run. */
export function numbersFrom(seed: number): (most: number) => number {
  let state = seed >>> 0;
  return (most) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * most);
  };
}
