import { type Cell, credentialName } from "../model/cell.ts";
import type { Probe } from "../model/probe.ts";
import type { Deployment, Target } from "../model/target.ts";
import { placeholdersIn } from "../steps/placeholder.ts";
import type { Coordinate, Factor } from "./factor.ts";
import type { StepParts } from "./step-parts.ts";

/** A cell with its probe and target. */
export interface Side {
  cell: Cell;
  probe: Probe;
  target: Target;
}

/** Two cells that cannot be compared. The message gives the reason and an alternative. */
export class IncomparableError extends Error {
  override name = "IncomparableError";
}

const PLACEHOLDER: Record<Coordinate, string | null> = {
  target: null,
  deployment: "deployment",
  companion: "companion",
  apiVersion: "api-version",
  auth: null,
  redirectCredential: null,
};

/** Returns the factors outside the request steps: target, deployment, credential. Throws IncomparableError. */
export function coordinateFactors(passing: Side, failing: Side): Factor[] {
  const factor = (coordinate: Coordinate, a: string | null, b: string | null): Factor[] =>
    a === b || a === null || b === null
      ? []
      : [{ name: NAMES[coordinate], passing: a, failing: b, leaves: [], steps: [], coordinates: [coordinate] }];
  const [a, b] = [passing.cell, failing.cell];
  const elsewhere = passing.target.name !== failing.target.name;
  if (elsewhere) refuseOtherModel(passing, failing);
  return [
    ...(elsewhere ? factor("target", describePlace(passing.target), describePlace(failing.target)) : []),
    // Names of deployments belong to their target. Between two targets the name is not a factor of its own.
    ...(elsewhere ? [] : factor("deployment", a.deployment, b.deployment)),
    ...(elsewhere ? [] : factor("companion", a.companion, b.companion)),
    ...factor("apiVersion", a.variant.apiVersion, b.variant.apiVersion),
    ...factor("auth", credentialName(a.variant), credentialName(b.variant)),
    ...factor("redirectCredential", a.variant.redirectCredential, b.variant.redirectCredential),
  ];
}

const NAMES: Record<Coordinate, string> = {
  target: "target",
  deployment: "deployment",
  companion: "companion deployment",
  apiVersion: "api-version",
  auth: "credential",
  redirectCredential: "credential in a Location",
};

function describePlace(target: Target): string {
  return `${target.name} (${target.region ?? "region not known"}, ${new URL(target.endpoint).host})`;
}

function refuseOtherModel(passing: Side, failing: Side): void {
  const [a, b] = [deploymentOf(passing), deploymentOf(failing)];
  if (a === null && b === null) return;
  if (a !== null && b !== null && isSameModel(a, b)) return;
  throw new IncomparableError(
    `${passing.cell.id} and ${failing.cell.id} are on different targets, and their models may differ. Compare cells of one target, or give both deployments as NAME=MODEL@VERSION.`,
  );
}

function deploymentOf({ cell, target }: Side): Deployment | null {
  return target.deployments.find(({ name }) => name === cell.deployment) ?? null;
}

/** Whether two deployments have the same model and version. If neither version is known, the model decides. */
function isSameModel(a: Deployment, b: Deployment): boolean {
  return a.model !== null && a.model === b.model && a.version === b.version;
}

/**
 * Whether a request uses a factor. A placeholder counts only if a step contains it. Other factors belong to every
 * request.
 */
export function isUsed({ coordinates }: Factor, parts: StepParts[]): boolean {
  return coordinates.some((coordinate) => {
    const name = PLACEHOLDER[coordinate];
    if (name === null) return true;
    return parts.some((parts) => [...parts.leaves.values()].some(({ value }) => placeholdersIn(value).includes(name)));
  });
}
