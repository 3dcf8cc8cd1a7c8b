import { closeSync, openSync, writeFileSync } from "node:fs";
import { DEFAULT_FILE } from "../configuration/file.ts";
import { CONFIGURATION_TEMPLATE } from "../configuration/template.ts";
import type { Call } from "../flags.ts";
import { codeOf } from "../output/standard-output.ts";
import { OutputError, UsageError } from "../usage-error.ts";

/** `init [FILE]`: writes a commented configuration; never over one that is there. */
export async function init(call: Call): Promise<number> {
  const file = call.argument ?? DEFAULT_FILE;
  try {
    const descriptor = openSync(file, "wx");
    writeFileSync(descriptor, CONFIGURATION_TEMPLATE);
    closeSync(descriptor);
  } catch (error) {
    if (codeOf(error) === "EEXIST") throw new UsageError(`${file} exists; move it away, or name another file.`);
    throw new OutputError(`${file} could not be written (${codeOf(error)}).`);
  }
  process.stderr.write(
    `Wrote ${file}. Put your resource's name and deployments into it, then run: aoai-probe plan -c ${file}\n`,
  );
  return 0;
}
