import { ArchiveError, verifyBundle } from "../../bundle/index.ts";
import { loadCatalog } from "../../catalog/index.ts";
import { plain } from "../../render/inert.ts";
import { EXIT } from "../exit.ts";
import type { Call } from "../flags.ts";
import { readSaved } from "../saved-file.ts";
import { writeOut } from "../standard-output.ts";
import { UsageError } from "../usage-error.ts";
import { TOOL_NAME, toolVersion } from "../version.ts";

/** `verify FILE`: one line for everything of a bundle that does not agree with its evidence; with no network. */
export async function verify(call: Call): Promise<number> {
  const file = call.argument ?? "";
  const bytes = readSaved(file, "an archive that `aoai-probe bundle` wrote");
  const tool = { name: TOOL_NAME, version: toolVersion() };
  try {
    const { differences, notes, cells, findings } = await verifyBundle(bytes, {
      tool,
      catalog: await loadCatalog({ extra: null }),
    });
    for (const note of notes) process.stderr.write(`note: ${plain(note, 600)}\n`);
    for (const difference of differences) writeOut(`${plain(difference, 600)}\n`);
    if (differences.length > 0) return EXIT.notMet;
    writeOut(`all agree: the hashes, ${cells} verdicts and ${findings} findings, derived again from the evidence\n`);
    return EXIT.met;
  } catch (error) {
    if (error instanceof ArchiveError) throw new UsageError(`${plain(file)}: ${error.message}`);
    throw error;
  }
}
