/** The purpose of a model. `unknown` is a value of its own and allows no conclusion. */
export const ROLES = ["conversation", "transcription", "translation", "chat", "other", "unknown"] as const;
export type Role = (typeof ROLES)[number];

/** Roles in the documentation of paths, which a working path can prove for a deployment. */
const PURPOSES: readonly string[] = ["conversation", "transcription", "translation", "chat"] satisfies Role[];

/** Whether a deployment can have a role. `none` and `any` are only roles of probes. */
export function isPurpose(role: string): boolean {
  return PURPOSES.includes(role);
}
