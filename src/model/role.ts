/** What a model is for. `unknown` is a value of its own: nothing may be concluded from it. */
export const ROLES = ["conversation", "transcription", "translation", "chat", "other", "unknown"] as const;
export type Role = (typeof ROLES)[number];
