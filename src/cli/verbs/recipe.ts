import { concludeReport } from "../../conclusion/index.ts";
import { LANGUAGE_NAMES, NoRecipeError, PURPOSES, recipeOf } from "../../recipe/index.ts";
import { plain } from "../../render/inert.ts";
import { VARIABLES } from "../configuration/environment.ts";
import { vaultOfEnvironment } from "../configuration/environment-vault.ts";
import { oneOf } from "../configuration/settings.ts";
import { EXIT } from "../exit.ts";
import type { Call } from "../flags.ts";
import { proven } from "../output/publication.ts";
import { writeOut } from "../output/standard-output.ts";
import { DEFAULT_REPORT, readReport } from "../saved/saved-report.ts";
import { UsageError } from "../usage-error.ts";

const LONGEST_MESSAGE = 4000;

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
    const { program, provenOn } = recipeOf(report, wanted);
    writeOut(proven(program, "the recipe on standard output", vaultOfEnvironment(process.env)));
    process.stderr.write(`Proven on ${provenOn}. Set ${VARIABLES.endpoint} to the endpoint of your own resource.\n`);
    return EXIT.met;
  } catch (error) {
    if (!(error instanceof NoRecipeError)) throw error;
    // Nothing worked: that is what the report says, no fault of the call.
    if (error.kind === "nothing-works") {
      process.stderr.write(`aoai-probe: ${plain(error.message, LONGEST_MESSAGE)}\n`);
      return EXIT.notMet;
    }
    throw new UsageError(error.message);
  }
}
