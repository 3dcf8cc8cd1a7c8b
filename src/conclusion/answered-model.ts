import { groupBy } from "../model/group-by.ts";
import { isInFamily } from "../model/model-name.ts";
import type { Observation } from "../model/observation.ts";
import type { Deployment, Target } from "../model/target.ts";

/**
 * Adds the models that the service itself named to targets for which nobody configured them. It requires one name in
 * all cells of a deployment, which is a known one with at most a date added. A configured name never changes.
 * @param knownModels known model names
 * @param families patterns of families of models; if both are empty, no name proves anything
 */
export function withAnsweredModels(
  targets: Target[],
  observations: Observation[],
  knownModels: string[],
  families: string[],
): Target[] {
  const byDeployment = groupBy(observations, ({ cell }) => `${cell.target}\n${cell.deployment ?? ""}`);
  return targets.map((target) => ({
    ...target,
    deployments: target.deployments.map((deployment) => {
      if (deployment.model !== null) return deployment;
      const own = byDeployment.get(`${target.name}\n${deployment.name}`) ?? [];
      const [only, ...others] = new Set(own.flatMap((observation) => observation.modelNamed ?? []));
      return only === undefined || others.length > 0 ? deployment : withModel(deployment, only, knownModels, families);
    }),
  }));
}

function withModel(deployment: Deployment, named: string, knownModels: string[], families: string[]): Deployment {
  const [, name = "", date = null] = /^(.*?)(?:-(\d{4}-\d\d-\d\d))?$/.exec(named.toLowerCase()) ?? [];
  if (!knownModels.includes(name) && !families.some((family) => isInFamily(name, family))) return deployment;
  const source = deployment.source === "guessed" ? "response" : deployment.source;
  return { ...deployment, model: name, version: date ?? deployment.version, source };
}
