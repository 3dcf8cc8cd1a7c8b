/** What a model is for. `unknown` is a value of its own: nothing may be concluded from it. */
export const ROLES = ["conversation", "transcription", "translation", "chat", "other", "unknown"] as const;
export type Role = (typeof ROLES)[number];

/** Roles that a path is documented for, and that what works can show of a deployment. */
const PURPOSES: readonly string[] = ["conversation", "transcription", "translation", "chat"] satisfies Role[];

/** Whether a role is one that a deployment can be for; `none` and `any` of a probe are none. */
export function isPurpose(role: string): boolean {
  return PURPOSES.includes(role);
}
