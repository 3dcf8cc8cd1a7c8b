import type { Report } from "../model/report.ts";
import { digestOf } from "./digest.ts";
import { resultsOf } from "./view.ts";

/** How far a machine's clock is ahead of a service's, in ms, as far as answers tell: a negative number is behind. */
interface ClockOffset {
  target: string;
  leastMs: number;
  mostMs: number;
  /** Answers that bore a `Date`. */
  answers: number;
}

/**
 * Bounds of the clock's offset, a target each; targets whose answers bore no `Date` are not among them. Each answer
 * bounds the offset, and all together bound it closely.
 */
export function clockOffsets(report: Report): ClockOffset[] {
  return report.targets.flatMap(({ name }) => {
    const bounds = resultsOf(report, name).flatMap((result) => digestOf(result).clock ?? []);
    if (bounds.length === 0) return [];
    const least = Math.max(...bounds.map(({ mostLow }) => mostLow));
    const most = Math.min(...bounds.map(({ leastHigh }) => leastHigh));
    // A clock that was set meanwhile leaves no common ground: then the widest bounds are all that is known.
    const [leastMs, mostMs] =
      least <= most
        ? [least, most]
        : [Math.min(...bounds.map(({ leastLow }) => leastLow)), Math.max(...bounds.map(({ mostHigh }) => mostHigh))];
    return [{ target: name, leastMs, mostMs, answers: bounds.reduce((sum, { answers }) => sum + answers, 0) }];
  });
}
