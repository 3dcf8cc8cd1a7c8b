/** Differences that stay: a part of the line in drift.txt, and the reason. */
export const REASONS: [text: string, reason: string][] = [];
