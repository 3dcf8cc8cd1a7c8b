import { groupBy } from "../model/group-by.ts";
import type { Observation } from "../model/observation.ts";
import type { Deployment, Target } from "../model/target.ts";

/**
 * Adds the models that the service itself named to targets for which nobody configured them. It requires one name in
 * all cells of a deployment, which equals a known name with at most a date added. A configured name never changes.
 * @param knownModels known model names; if empty, no name proves anything
 */
export function withAnsweredModels(targets: Target[], observations: Observation[], knownModels: string[]): Target[] {
  const byDeployment = groupBy(observations, ({ cell }) => `${cell.target}\n${cell.deployment ?? ""}`);
  return targets.map((target) => ({
    ...target,
    deployments: target.deployments.map((deployment) => {
      if (deployment.model !== null) return deployment;
      const own = byDeployment.get(`${target.name}\n${deployment.name}`) ?? [];
      const [only, ...others] = new Set(own.flatMap((observation) => observation.modelNamed ?? []));
      return only === undefined || others.length > 0 ? deployment : withModel(deployment, only, knownModels);
    }),
  }));
}

function withModel(deployment: Deployment, named: string, knownModels: string[]): Deployment {
  const wanted = named.toLowerCase();
  const known = knownModels.filter(
    (model) => wanted === model || /^-\d{4}-\d\d-\d\d$/.test(wanted.slice(model.length)),
  );
  const model = known.filter((name) => wanted.startsWith(name)).sort((a, b) => b.length - a.length)[0];
  if (model === undefined) return deployment;
  const version = wanted === model ? deployment.version : wanted.slice(model.length + 1);
  return { ...deployment, model, version, source: deployment.source === "guessed" ? "response" : deployment.source };
}
