import { bundleFiles, packBundle } from "../../src/bundle/index.ts";
import { concludeReport } from "../../src/conclusion/index.ts";
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

/** Numbers below `most`, the same in every run. */
export function numbersFrom(seed: number): (most: number) => number {
  let state = seed >>> 0;
  return (most) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * most);
  };
}
