import { concludeReport } from "../../conclusion/index.ts";
import { type LanguageName, NoRecipeError, type Purpose, recipeOf } from "../../recipe/index.ts";
import { plain } from "../../render/inert.ts";
import { vaultOfEnvironment } from "../configuration/environment-vault.ts";
import { VARIABLES } from "../configuration/variables.ts";
import { EXIT } from "../exit.ts";
import { proven } from "../output/publication.ts";
import { writeOut } from "../output/standard-output.ts";
import { UsageError } from "../usage-error.ts";
import { DEFAULT_REPORT, readReport } from "./saved-report.ts";

const LONGEST_MESSAGE = 4000;

/** `recipe DEPLOYMENT [REPORT]`: a minimal program, made only of what a cell of the report sent and got a result for. */
export async function printRecipe(
  deployment: string,
  file = DEFAULT_REPORT,
  flags: {
    target?: string | undefined;
    probe?: string | undefined;
    for?: Purpose | undefined;
    lang?: LanguageName | undefined;
  },
): Promise<number> {
  const report = concludeReport(readReport(file));
  const wanted = {
    deployment,
    target: flags.target ?? null,
    probe: flags.probe ?? null,
    purpose: flags.for ?? null,
    language: flags.lang ?? "typescript",
  };
  try {
    const { program, provenOn } = recipeOf(report, wanted);
    writeOut(proven(program, "the recipe on standard output", vaultOfEnvironment(process.env)));
    process.stderr.write(`Proven on ${provenOn}. Set ${VARIABLES.endpoint} to the endpoint of your own resource.\n`);
    return EXIT.met;
  } catch (error) {
    if (!(error instanceof NoRecipeError)) throw error;
    // The report says that nothing works. The call itself is correct.
    if (error.kind === "nothing-works") {
      process.stderr.write(`aoai-probe: ${plain(error.message, LONGEST_MESSAGE)}\n`);
      return EXIT.notMet;
    }
    throw new UsageError(error.message);
  }
}
