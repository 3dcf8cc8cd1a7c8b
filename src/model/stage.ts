/** The stages of a probe, in their order. */
export const STAGES = ["connect", "mint", "upgrade", "session", "configure", "input", "result"] as const;
export type Stage = (typeof STAGES)[number];

/** Returns the position of a stage: 0 for `connect`, -1 for null. */
export function stageIndex(stage: Stage | null): number {
  return stage === null ? -1 : STAGES.indexOf(stage);
}
