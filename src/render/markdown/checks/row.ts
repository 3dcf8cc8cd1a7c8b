/** What was checked, the control that it was checked with, and the conclusion. */
export type Row = [check: string, control: string, conclusion: string];

export const NO_CONTROL = "—";
