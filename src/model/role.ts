/** Roles in the documentation of paths, which a working path can prove for a deployment. */
export const PURPOSES = [
  "conversation",
  "transcription",
  "translation",
  "chat",
  "live",
  "speech",
  "embedding",
] as const;

/** The purpose of a model. `unknown` is a value of its own and allows no conclusion. */
export const ROLES = [...PURPOSES, "other", "unknown"] as const;
export type Role = (typeof ROLES)[number];

const NAMES: readonly string[] = PURPOSES;

/** Whether a deployment can have a role. `none` and `any` are only roles of probes. */
export function isPurpose(role: string): boolean {
  return NAMES.includes(role);
}
