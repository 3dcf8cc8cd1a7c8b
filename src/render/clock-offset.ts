import { header, hopsOf } from "../judge/ids.ts";
import type { Report } from "../model/report.ts";
import { moment } from "./clock.ts";

/** How far a machine's clock is ahead of a service's, in ms, as far as answers tell: a negative number is behind. */
export interface ClockOffset {
  target: string;
  leastMs: number;
  mostMs: number;
  /** Answers that bore a `Date`. */
  answers: number;
}

/** A `Date` counts whole seconds. */
const RESOLUTION_MS = 1000;

/**
 * Bounds of the clock's offset, a target each; targets whose answers bore no `Date` are not among them. A `Date` was
 * written between the request's last byte and the answer's first, and says the second it was written in: each answer
 * bounds the offset, and all together bound it closely.
 */
export function clockOffsets(report: Report): ClockOffset[] {
  return report.targets.flatMap(({ name }) => {
    const bounds = report.results.filter(({ cell }) => cell.target === name).flatMap(boundsOf);
    if (bounds.length === 0) return [];
    const least = Math.max(...bounds.map(([low]) => low));
    const most = Math.min(...bounds.map(([, high]) => high));
    // A clock that was set meanwhile leaves no common ground: then the widest bounds are all that is known.
    const [leastMs, mostMs] =
      least <= most
        ? [least, most]
        : [Math.min(...bounds.map(([low]) => low)), Math.max(...bounds.map(([, high]) => high))];
    return [{ target: name, leastMs, mostMs, answers: bounds.length }];
  });
}

function boundsOf({ recording }: Report["results"][number]): [number, number][] {
  return (recording?.attempts ?? []).flatMap((attempt) =>
    hopsOf(attempt).flatMap((hop): [number, number][] => {
      const served = Date.parse(header(hop, "date") ?? "");
      const { sent, firstByte } = hop.phases;
      const answered = moment(attempt.startedAt, hop.at + (firstByte ?? 0)).getTime();
      if (Number.isNaN(served) || Number.isNaN(answered) || firstByte === null) return [];
      const asked = moment(attempt.startedAt, hop.at + (sent ?? 0)).getTime();
      return [[Math.floor(asked - served - RESOLUTION_MS), Math.ceil(answered - served)]];
    }),
  );
}
