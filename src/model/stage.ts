/** One step of a ladder, lowest first. */
export const STAGES = ["connect", "mint", "upgrade", "session", "configure", "input", "result"] as const;
export type Stage = (typeof STAGES)[number];

/** Height of a stage: 0 for `connect`; -1 for none. */
export function stageIndex(stage: Stage | null): number {
  return stage === null ? -1 : STAGES.indexOf(stage);
}
