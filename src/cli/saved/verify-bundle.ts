import { ArchiveError, MOST_ARCHIVE_BYTES, type Verification, verifyBundle } from "../../bundle/index.ts";
import { loadCatalog } from "../../catalog/index.ts";
import { plain } from "../../render/inert.ts";
import { EXIT } from "../exit.ts";
import { writeOut } from "../output/standard-output.ts";
import { readSaved } from "../saved/saved-file.ts";
import { checkSignature } from "../saved/ssh-signature.ts";
import { UsageError } from "../usage-error.ts";
import { TOOL_NAME, toolVersion } from "../version.ts";

const PROVES = "verify shows whether an archive agrees with its own recordings.";
const MAKER_NOT_SHOWN = "It does not show who made this archive.";
const EDITED_BEFORE = "A report that was edited before it was bundled cannot be detected.";

/** `verify FILE`: each point in which a bundle differs from its evidence, one line each. Sends nothing. */
export async function verifyFile(file: string, signersFile: string | undefined): Promise<number> {
  const bytes = readSaved(file, "an archive that `aoai-probe bundle` wrote", MOST_ARCHIVE_BYTES);
  const verification = await verified(file, bytes);
  const { signer, differences: unsigned } = signatureOf(verification, signersFile);
  writeOut(`${PROVES} ${signer ?? MAKER_NOT_SHOWN}\n${EDITED_BEFORE}\n`);
  const { incomparable, cells, findings } = verification;
  const differences = [...verification.differences, ...unsigned];
  const all = `hashes, ${cells} verdicts and ${findings} findings`;
  if (differences.length > 0) {
    writeOut(`Differs: ${differences.length} ${differences.length === 1 ? "difference" : "differences"}.\n`);
    writeLines([...differences, ...incomparable]);
    return EXIT.notMet;
  }
  if (incomparable.length > 0) {
    writeOut(`Agrees (${all}), but this version cannot make the same archive to compare with:\n`);
    writeLines(incomparable);
    return EXIT.noEvidence;
  }
  writeOut(`Agrees: ${all}, derived again from the recordings.\n`);
  return EXIT.met;
}

async function verified(file: string, bytes: Uint8Array): Promise<Verification> {
  const tool = { name: TOOL_NAME, version: toolVersion() };
  try {
    return await verifyBundle(bytes, { tool, catalog: await loadCatalog({ extra: null }) });
  } catch (error) {
    if (error instanceof ArchiveError) throw new UsageError(`${plain(file)}: ${error.message}`);
    throw error;
  }
}

/** Who signed it, as a sentence; null if unknown. If a signer is required, anything else is a difference. */
function signatureOf({ signed }: Verification, signersFile: string | undefined) {
  if (signersFile === undefined) {
    if (signed !== null)
      process.stderr.write("The archive is signed. Add --signer ALLOWED_SIGNERS to check who signed it.\n");
    return { signer: null, differences: [] };
  }
  if (signed === null) return { signer: null, differences: ["signature: the archive is not signed"] };
  const check = checkSignature(signed.manifest, signed.signature, signersFile);
  switch (check.kind) {
    case "good":
      return { signer: `It was signed by ${plain(check.signer, 200)} (${check.key}).`, differences: [] };
    case "bad":
      return { signer: null, differences: ["signature: not a signature of this manifest.json"] };
    case "not-allowed":
      return {
        signer: null,
        differences: [`signature: made with ${check.key}, which --signer does not allow (${check.reason})`],
      };
  }
}

function writeLines(lines: string[]): void {
  for (const line of lines) writeOut(`  ${plain(line, 600)}\n`);
}
