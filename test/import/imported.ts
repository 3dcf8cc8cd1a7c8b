import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { concludeImport } from "../../src/cli/saved/import-files.ts";
import { type Imported, importFiles } from "../../src/import/index.ts";
import type { Report } from "../../src/model/report.ts";
import { Vault } from "../../src/redaction/secret.ts";
import { catalog } from "../support/recorded.ts";

const FOLDER = join(import.meta.dirname, "../fixtures/recordings");

/** The recordings of the real service. */
export const RECORDINGS = readdirSync(FOLDER).filter((name) => name.endsWith(".yaml"));

export function readRecording(name: string): string {
  return readFileSync(join(FOLDER, name), "utf8");
}

/** Imports one text as a file of this name. */
export function importText(text: string, name = "capture.txt"): Imported {
  return importFiles([{ name, text }], catalog, new Vault());
}

/** The report of one text. */
export async function reportOf(text: string, name = "capture.txt"): Promise<Report> {
  return await concludeImport(importText(text, name), catalog);
}
