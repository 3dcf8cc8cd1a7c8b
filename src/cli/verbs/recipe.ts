import { concludeReport } from "../../conclusion/index.ts";
import { LANGUAGE_NAMES, NoRecipeError, PURPOSES, recipeOf } from "../../recipe/index.ts";
import { vaultOfEnvironment } from "../configuration/environment-vault.ts";
import { oneOf } from "../configuration/settings.ts";
import { EXIT } from "../exit.ts";
import type { Call } from "../flags.ts";
import { proven } from "../publication.ts";
import { DEFAULT_REPORT, readReport } from "../saved-report.ts";
import { writeOut } from "../standard-output.ts";
import { UsageError } from "../usage-error.ts";

/** `recipe DEPLOYMENT [REPORT]`: a minimal program, only of what a cell of the report sent on its way to a result. */
export async function recipe(call: Call): Promise<number> {
  const report = concludeReport(readReport(call.further[0] ?? DEFAULT_REPORT));
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
