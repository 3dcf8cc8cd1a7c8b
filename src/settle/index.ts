import { PAIRS } from "../model/effort.ts";
import type { Report } from "../model/report.ts";
import { pause } from "../run/pause.ts";
import { designExtraCells } from "./design.ts";
import type { ExtraCell } from "./extra-cell.ts";

export type { ExtraCell } from "./extra-cell.ts";

/** How far the settle pass may go. */
export interface SettleLimits {
  /** Most extra cells in all. */
  cells: number;
  /** Most extra cells that may be billed. */
  paid: number;
  /** Ms after the run before a request is repeated. Further repetitions follow after a part of this time each. */
  confirmAfterMs: number;
  /** Cells whose failure decides the exit code, so it must be confirmed first. */
  decisiveIn?(report: Report): ReadonlySet<string>;
  signal: AbortSignal;
}

/**
 * Sends the extra requests that settle open cells, and evaluates the report again after each round.
 *
 * @param send runs the new cells and returns the report of all cells, the earlier extra ones included
 */
export async function settleReport(
  report: Report,
  limits: SettleLimits,
  send: (added: ExtraCell[], all: ExtraCell[]) => Promise<Report>,
): Promise<Report> {
  let repeatedAt = report.run.finishedAt === null ? Date.now() : Date.parse(report.run.finishedAt);
  let spread = limits.confirmAfterMs;
  const all: ExtraCell[] = [];
  let current = report;
  while (!limits.signal.aborted) {
    const added = designExtraCells(current, limits, limits.decisiveIn?.(current));
    if (added.length === 0) return current;
    if (added.some(({ repeats }) => repeats)) {
      await pause(repeatedAt + spread - Date.now(), limits.signal);
      repeatedAt = Date.now();
      // Attempts within a short time meet the same disturbance.
      spread = limits.confirmAfterMs / PAIRS;
    }
    if (limits.signal.aborted) return current;
    all.push(...added);
    current = await send(added, all);
  }
  return current;
}
