import type { Report } from "../model/report.ts";
import { digestOf } from "./digest.ts";
import { resultsOf } from "./view.ts";

/** How far a machine's clock is ahead of a service's, in ms. Negative if it is late. */
interface ClockOffset {
  target: string;
  leastMs: number;
  mostMs: number;
  /** Number of responses with a `Date`. */
  answers: number;
}

/**
 * Bounds of the clock's offset for each target that sent a `Date`. Each response bounds the offset, and all responses
 * together bound it closely.
 */
export function clockOffsets(report: Report): ClockOffset[] {
  return report.targets.flatMap(({ name }) => {
    const bounds = resultsOf(report, name).flatMap((result) => digestOf(result).clock ?? []);
    if (bounds.length === 0) return [];
    const least = Math.max(...bounds.map(({ mostLow }) => mostLow));
    const most = Math.min(...bounds.map(({ leastHigh }) => leastHigh));
    // If a clock was set during the run, the bounds contradict each other, and only the widest ones are certain.
    const [leastMs, mostMs] =
      least <= most
        ? [least, most]
        : [Math.min(...bounds.map(({ leastLow }) => leastLow)), Math.max(...bounds.map(({ mostHigh }) => mostHigh))];
    return [{ target: name, leastMs, mostMs, answers: bounds.reduce((sum, { answers }) => sum + answers, 0) }];
  });
}
