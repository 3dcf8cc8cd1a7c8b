/** Roles in the documentation of paths, which a working path can prove for a deployment. */
export const PURPOSES = [
  "conversation",
  "transcription",
  "translation",
  "chat",
  "responses",
  "live",
  "speech",
  "embedding",
] as const;

/** The purpose of a model. `unknown` is a value of its own and allows no conclusion. */
export const ROLES = [...PURPOSES, "other", "unknown"] as const;
export type Role = (typeof ROLES)[number];

const NAMES: readonly string[] = PURPOSES;

/** A role of a probe. `none`: the probe expects a refusal. `any`: the path has no role. */
export const PROBE_ROLES = [...ROLES.filter((role) => role !== "unknown"), "any", "none"] as const;
type ProbeRole = (typeof PROBE_ROLES)[number];

/** Whether a deployment can have a role. `none` and `any` are only roles of probes. */
export function isPurpose(role: string): boolean {
  return NAMES.includes(role);
}

/** One role of a probe, or all of several. */
interface WithRole {
  role: ProbeRole | readonly ProbeRole[];
}

/** Whether a probe has a role. */
export function hasRole(probe: WithRole, role: Role | ProbeRole | null): boolean {
  return [probe.role].flat().some((own) => own === role);
}

/** Returns the role in which a probe tests a deployment: the deployment's own if the probe has it, or else its first. */
export function roleTested({ role }: WithRole, deployment: Role | null): ProbeRole {
  const roles = [role].flat();
  return roles.find((own) => own === deployment) ?? roles.find((own) => own === "any") ?? roles[0] ?? "any";
}

/** Whether a deployment may be meant for the role that a probe tests. Nothing is known of a role that is no purpose. */
export function mayHaveRole(deployment: Role | null, tested: string): boolean {
  return deployment === tested || deployment === null || deployment === "unknown" || !isPurpose(tested);
}
