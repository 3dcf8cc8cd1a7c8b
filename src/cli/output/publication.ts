import { join } from "node:path";
import type { Report } from "../../model/report.ts";
import type { Vault } from "../../redaction/secret.ts";
import { type FormatName, filesIn, loadFormat, piecesIn, type View } from "../../render/index.ts";
import { plain } from "../../render/inert.ts";
import { colourTable } from "../../render/table/colour.ts";
import type { Ending } from "../exit.ts";
import { didYouMean } from "../text/nearest-name.ts";
import { LeakError, OutputError, UsageError } from "../usage-error.ts";
import { inBlocks, prepareFolder, writeArtefact } from "./artefact.ts";
import { wantsColour } from "./colour-choice.ts";
import { leakPlace } from "./leak-place.ts";
import { writeOut } from "./standard-output.ts";
import type { ViewFlags } from "./view-flags.ts";

/** The destination of a report, and the part that is shown. */
export interface Destination {
  /** The format on standard output, or null. */
  shown: FormatName | null;
  /** The directory for files, or null. */
  folder: string | null;
  files: FormatName[];
  view: View;
}

/** Everything in a report is shown. */
export const ALL_OF_IT: View = { matrix: false, target: null, finding: null };

/** Written to every output directory: the report that can be evaluated again, and the one that people read. */
const ALWAYS_WRITTEN: FormatName[] = ["json", "markdown"];

/**
 * Reads the flags for the destination of a report and prepares the directory.
 * @param target the only target to show. Null: all
 * @throws UsageError if two formats would go to standard output
 * @throws OutputError if the directory cannot be written
 */
export function destinationOf(flags: Omit<ViewFlags, "target">, target: string | null = null): Destination {
  const { format: asked, output: folder = null, json, matrix, finding = null } = flags;
  const view = { matrix, target, finding };
  if (folder !== null) {
    prepareFolder(folder);
    const shown = json ? "json" : asked.length === 0 || asked.includes("table") ? "table" : null;
    return { shown, folder, files: [...new Set([...ALWAYS_WRITTEN, ...asked])], view };
  }
  const formats = new Set<FormatName>([...(json ? (["json"] as const) : []), ...asked]);
  if (formats.size > 1)
    throw new UsageError("Only one format can go to standard output: name one, or write the files with --output.");
  return { shown: [...formats][0] ?? "table", folder: null, files: [], view };
}

/**
 * Writes a report to its destination. If one file cannot be written, or would leak, standard error names it and the
 * others are still written.
 */
export async function publish(
  report: Report,
  destination: Destination,
  vault: Vault,
): Promise<Pick<Ending, "internal" | "inputOutput">> {
  const ending = { internal: false, inputOutput: false };
  const attempt = async (write: () => Promise<void>): Promise<void> => {
    try {
      await write();
    } catch (error) {
      if (!(error instanceof OutputError) && !(error instanceof LeakError)) throw error;
      ending[error instanceof LeakError ? "internal" : "inputOutput"] = true;
      process.stderr.write(`aoai-probe: ${error.message}\n`);
    }
  };
  const { folder, shown, view } = destination;
  for (const name of folder === null ? [] : destination.files) {
    for (const { name: file, pieces } of filesIn(await loadFormat(name), report, view)) {
      await attempt(async () => {
        writeArtefact(folder ?? ".", file, provenPieces(pieces, file, vault, report));
        process.stderr.write(`Wrote ${join(folder ?? ".", file)}\n`);
      });
    }
  }
  if (shown !== null) {
    await attempt(async () => {
      const format = await loadFormat(shown);
      const made = () => provenPieces(piecesIn(format, report, view), "the report on standard output", vault, report);
      // Printed text cannot be taken back, so all of it is checked before the first line is printed. Text that may be
      // too large to keep is made twice.
      const proven = format.pieces === undefined ? [...made()] : null;
      if (proven === null) for (const _ of made());
      // Only a table has colours, and it is short enough to be kept.
      const isColoured = shown === "table" && wantsColour(process.env, process.stdout.isTTY === true);
      const printed = isColoured ? (proven ?? []).map(colourTable) : (proven ?? made());
      for (const block of inBlocks(printed)) writeOut(block);
    });
  }
  return ending;
}

/**
 * The last check after redaction at capture: text with a credential of the operator is not written at all. A secret that
 * a peer issued is masked, because a peer must not be able to prevent a report.
 * @param source what the text was made from, to name the place
 * @throws LeakError naming the artefact and the place, never the value
 */
export function proven(text: string, name: string, vault: Vault, source?: unknown): string {
  const found = vault.scan(text);
  if (found.length === 0) return text;
  if (found.every(({ kind }) => kind === "ephemeral")) return vault.redact(text);
  const place = leakPlace(source, (part) => vault.scan(part).length > 0);
  const where = place === null ? "" : ` (at ${plain(place, 200)} of the report)`;
  throw new LeakError(`Output blocked: ${name} contains a secret from this run${where}. Please report this bug.`);
}

function* provenPieces(pieces: Iterable<string>, name: string, vault: Vault, source: unknown): Generator<string> {
  for (const piece of pieces) yield proven(piece, name, vault, source);
}

/** Rejects an unknown --target of a command that prints a saved report. */
export function checkTarget(view: View, targets: string[]): void {
  if (view.target === null || targets.includes(view.target)) return;
  throw new UsageError(
    `--target: no such target${didYouMean(view.target, targets) || `. Use one of: ${targets.join(", ")}.`}`,
  );
}
