/** One step of a ladder, lowest first. */
export const RUNGS = ["connect", "mint", "upgrade", "session", "configure", "input", "result"] as const;
export type Rung = (typeof RUNGS)[number];

/** Height of a rung: 0 for `connect`; -1 for none. */
export function rungHeight(rung: Rung | null): number {
  return rung === null ? -1 : RUNGS.indexOf(rung);
}
