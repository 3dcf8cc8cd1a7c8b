import type { Role } from "../../model/role.ts";
import type { Deployment, Target } from "../../model/target.ts";
import { didYouMean } from "../text/nearest-name.ts";
import { UsageError } from "../usage-error.ts";
import { readDeployment } from "./deployment-text.ts";
import { VARIABLES, type VariableReader } from "./environment.ts";

type RoleOf = (name: string) => Role;

/**
 * The deployments of a single target: those of --deployment, else those of the environment.
 * @param notes takes a sentence where the two disagree
 * @throws UsageError where there is none, one is not of the form, or one stands twice
 */
export function deploymentsOf(
  flags: string[],
  environment: VariableReader,
  roleOf: RoleOf,
  notes: string[],
): Deployment[] {
  const variable = environment.get(VARIABLES.deployment) ?? "";
  const listed = variable
    .split(",")
    .map((text) => text.trim())
    .filter((text) => text !== "");
  const byFlag = flags.length > 0;
  if (byFlag && listed.length > 0 && listed.join() !== flags.join()) {
    notes.push(`--deployment differs from ${VARIABLES.deployment}: the flag wins.`);
  }
  const from = byFlag ? "--deployment" : VARIABLES.deployment;
  const deployments = (byFlag ? flags : listed).map((text, index) => {
    const reading = readDeployment(text, roleOf);
    if (reading.kind === "deployment") return reading.deployment;
    throw new UsageError(`${from}, entry ${index + 1}: ${reading.why}.`);
  });
  if (deployments.length === 0) {
    throw new UsageError(
      `no deployment is named: give --deployment NAME (repeatable) or ${VARIABLES.deployment}; a listing of models is never taken for deployments.`,
    );
  }
  const names = deployments.map(({ name }) => name.toLowerCase());
  const twice = deployments.find(({ name }, index) => names.indexOf(name.toLowerCase()) < index);
  if (twice !== undefined) throw new UsageError(`${from}: names the deployment ${twice.name} twice; name it once.`);
  return deployments;
}

/** --deployment beside a configuration selects, and overrides what the file says of that deployment. */
export function selectDeployments(texts: string[], targets: Target[], roleOf: RoleOf): string[] {
  const names = targets.flatMap((target) => target.deployments.map(({ name }) => name));
  return texts.map((text, index) => {
    const glob = text.split("=")[0] ?? "";
    if (/[*?]/.test(glob) && glob === text) return glob;
    const reading = readDeployment(text, roleOf);
    if (reading.kind === "refused") throw new UsageError(`--deployment, entry ${index + 1}: ${reading.why}.`);
    const { deployment } = reading;
    if (!names.includes(deployment.name)) {
      const hint = didYouMean(deployment.name, names) || ".";
      throw new UsageError(`--deployment, entry ${index + 1}: no target of the configuration has it${hint}`);
    }
    if (text.includes("=")) {
      for (const target of targets) {
        target.deployments = target.deployments.map((d) =>
          d.name === deployment.name
            ? {
                ...deployment,
                sku: d.sku,
                model: deployment.model ?? d.model,
                version: deployment.version ?? d.version,
              }
            : d,
        );
      }
    }
    return deployment.name;
  });
}
