import { join } from "node:path";
import type { Report } from "../../model/report.ts";
import type { Vault } from "../../redaction/secret.ts";
import { FORMATS, type FormatName, loadFormat, piecesIn, type View } from "../../render/index.ts";
import { plain } from "../../render/inert.ts";
import { oneOf } from "../configuration/settings.ts";
import type { Ending } from "../exit.ts";
import type { Call } from "../flags.ts";
import { didYouMean } from "../text/nearest-name.ts";
import { LeakError, OutputError, UsageError } from "../usage-error.ts";
import { inBlocks, prepareFolder, writeArtefact } from "./artefact.ts";
import { leakPlace } from "./leak-place.ts";
import { writeOut } from "./standard-output.ts";

/** Where a report goes, and what of it is shown. */
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

/** The directory named with --output, prepared; null where none is. */
export function folderOf(call: Call): string | null {
  const folder = call.text("output") ?? null;
  if (folder !== null) prepareFolder(folder);
  return folder;
}

/** Written to every output directory: the report that can be judged again, and the one that people read. */
const ALWAYS_WRITTEN: FormatName[] = ["json", "markdown"];

/**
 * Reads the flags that say where a report goes; prepares the directory.
 * @throws UsageError where two formats would go to standard output
 * @throws OutputError where the directory cannot be written
 */
export function destinationOf(call: Call): Destination {
  const asked = call.list("format").flatMap((text) => oneOf("format", text, FORMATS) ?? []);
  const folder = call.text("output") ?? null;
  const view = {
    matrix: call.given("matrix"),
    target: call.text("target") ?? null,
    finding: call.text("finding") ?? null,
  };
  if (folder !== null) {
    prepareFolder(folder);
    const shown = call.given("json") ? "json" : asked.length === 0 || asked.includes("table") ? "table" : null;
    return { shown, folder, files: [...new Set([...ALWAYS_WRITTEN, ...asked])], view };
  }
  const formats = new Set<FormatName>([...(call.given("json") ? (["json"] as const) : []), ...asked]);
  if (formats.size > 1)
    throw new UsageError("only one format fits on standard output; name a directory with --output.");
  return { shown: [...formats][0] ?? "table", folder: null, files: [], view };
}

/**
 * Writes a report to its destination. What cannot be written, or would leak, is named on standard error and does not
 * keep the others from being written.
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
    await attempt(async () => {
      const format = await loadFormat(name);
      const file = `report.${format.extension}`;
      writeArtefact(folder ?? ".", file, provenPieces(piecesIn(format, report, view), file, vault, report));
      process.stderr.write(`wrote ${join(folder ?? ".", file)}\n`);
    });
  }
  if (shown !== null) {
    await attempt(async () => {
      const format = await loadFormat(shown);
      const made = () => provenPieces(piecesIn(format, report, view), "the report on standard output", vault, report);
      // What was printed cannot be taken back: all of it is looked through before the first line is. What may be too
      // large to keep is made twice.
      const proven = format.pieces === undefined ? [...made()] : null;
      if (proven === null) for (const _ of made());
      for (const block of inBlocks(proven ?? made())) writeOut(block);
    });
  }
  return ending;
}

/**
 * The last net below redaction at capture: bytes that hold a credential of the operator are not written at all. What a
 * peer issued is masked: a peer must not be able to prevent a report.
 * @param source what the text was made of, in which the place is named
 * @throws LeakError naming the artefact and the place, never the value
 */
export function proven(text: string, name: string, vault: Vault, source?: unknown): string {
  const found = vault.scan(text);
  if (found.length === 0) return text;
  if (found.every(({ kind }) => kind === "ephemeral")) return vault.redact(text);
  const place = leakPlace(source, (part) => vault.scan(part).length > 0);
  const where = place === null ? "" : ` (at ${plain(place, 200)} of the report)`;
  throw new LeakError(`${name} was not written: it would hold a secret of this run${where}; please report it.`);
}

function* provenPieces(pieces: Iterable<string>, name: string, vault: Vault, source: unknown): Generator<string> {
  for (const piece of pieces) yield proven(piece, name, vault, source);
}

/** Refuses a --target that there is none of, before anything is done. */
export function checkTarget(view: View, targets: string[]): void {
  if (view.target === null || targets.includes(view.target)) return;
  throw new UsageError(
    `--target: there is no such target${didYouMean(view.target, targets) || `; known: ${targets.join(", ")}.`}`,
  );
}
