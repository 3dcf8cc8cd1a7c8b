import { concludeReport, parseReport } from "../../conclusion/index.ts";
import { LANGUAGE_NAMES, NoRecipeError, PURPOSES, recipeOf } from "../../recipe/index.ts";
import { vaultOfEnvironment } from "../configuration/environment-vault.ts";
import { oneOf } from "../configuration/settings.ts";
import { EXIT } from "../exit.ts";
import type { Call } from "../flags.ts";
import { proven } from "../publication.ts";
import { readSaved } from "../saved-file.ts";
import { writeOut } from "../standard-output.ts";
import { UsageError } from "../usage-error.ts";

/** What `run -o .` writes. */
const DEFAULT_REPORT = "report.json";

/** `recipe DEPLOYMENT [REPORT]`: a minimal program, only of what a cell of the report sent on its way to a result. */
export async function recipe(call: Call): Promise<number> {
  const saved = readSaved(call.further[0] ?? DEFAULT_REPORT, "a report.json").toString("utf8");
  const report = concludeReport(parseReport(saved));
  const wanted = {
    deployment: call.argument ?? "",
    target: call.text("target") ?? null,
    purpose: oneOf("for", call.text("for"), PURPOSES) ?? null,
    language: oneOf("lang", call.text("lang"), LANGUAGE_NAMES) ?? "typescript",
  };
  try {
    writeOut(proven(recipeOf(report, wanted), "the recipe on standard output", vaultOfEnvironment(process.env)));
    return EXIT.met;
  } catch (error) {
    if (!(error instanceof NoRecipeError)) throw error;
    // Nothing worked: that is what the report says, no fault of the call.
    if (error.kind === "nothing-works") {
      process.stderr.write(`aoai-probe: ${error.message}\n`);
      return EXIT.notMet;
    }
    throw new UsageError(error.message);
  }
}
