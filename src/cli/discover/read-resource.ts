import type { Catalog } from "../../catalog/index.ts";
import { listModels } from "../../catalog/models.ts";
import { guessDeployments } from "../../discover/guess.ts";
import type { FoundAccount, Problem } from "../../discover/inventory.ts";
import { type Resource, readResource } from "../../discover/resource-listing.ts";
import { counted } from "../../render/words.ts";
import { rolesOf } from "../plan/planned-run.ts";
import { EMULATED } from "./end.ts";
import { accountOfResource } from "./resource-access.ts";

/** What a resource says of itself. */
interface ResourceFindings {
  account: FoundAccount;
  problems: Problem[];
}

/**
 * Reads the lists of a resource. If it does not list its deployments, and the operator wants it, the names of known
 * models are tried.
 */
export async function readOwnLists(
  resource: Resource,
  catalog: Catalog,
  wantsGuesses: boolean,
  say: (line: string) => void,
): Promise<ResourceFindings> {
  const roleOf = rolesOf(catalog);
  const { models, deployments, problems, isEmulated } = await readResource(resource, roleOf);
  if (isEmulated) say(EMULATED);
  if (models !== null) say(modelLine(resource.name, models, roleOf));
  if (deployments !== null) return { account: accountOfResource(resource, deployments), problems };
  const names = listModels(catalog.models);
  if (problems.length > 0 || !wantsGuesses) {
    if (problems.length === 0) {
      say(
        `${resource.name} does not list its deployments. Add --guess to try ${counted(names.length, "name")} of models as deployments, with a free request each.`,
      );
    }
    return { account: accountOfResource(resource, []), problems };
  }
  const guesses = await guessDeployments(resource, names, roleOf);
  say(
    `${resource.name}: ${guesses.deployments.length} of ${counted(guesses.tried, "name")} of models are deployments.`,
  );
  return { account: accountOfResource(resource, guesses.deployments), problems: guesses.problems };
}

function modelLine(name: string, models: string[], roleOf: ReturnType<typeof rolesOf>): string {
  const realtime = models.filter((model) => ["conversation", "transcription", "translation"].includes(roleOf(model)));
  return `${name} lists ${counted(models.length, "model")} of its region, ${realtime.length} of them for voice, transcription or translation. These are not deployments.`;
}
