import type { Observation } from "../model/observation.ts";
import { mayHaveRole } from "../model/role.ts";
import { isHealthy, isLikeMissingDeployment, type Surroundings } from "./surroundings.ts";

/** Statuses that deny a route rather than a model. */
export const OF_A_ROUTE = [404, 405, 410];
/** Statuses that may refuse a model. A conflict, a lock or a precondition is a state that may pass. */
export const OF_A_MODEL = [400, 422, ...OF_A_ROUTE];

/** Whether the deployment may be meant for what the probe tests. */
export function mayBeItsRole({ cell, probeRole }: Observation): boolean {
  return mayHaveRole(cell.role, probeRole);
}

/** Whether a refusal of unknown meaning may be about the model: a nonexistent deployment gets another one. */
export function mayRefuseModel(o: Observation, around: Surroundings): boolean {
  const carrier = o.last?.answer?.carrier;
  if (carrier?.kind === "status" && !OF_A_MODEL.includes(carrier.status)) return false;
  // Whoever says when to come again does not speak of the model.
  if (o.retryAfter !== null || !o.deploymentNamed || o.attributedBy.length === 0) return false;
  return isHealthy(around.missing, around.texts) && !isLikeMissingDeployment(o, around);
}
