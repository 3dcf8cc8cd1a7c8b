import type { Attempt, ElidedFrames } from "../model/recording.ts";
import type { Report, Result } from "../model/report.ts";
import { moment, utcTime } from "./clock.ts";
import { digestOf } from "./digest.ts";
import { counted } from "./words.ts";

/*
 * What the machine that ran the probe did to its own measurements, and what a record does not keep.
 */

/** `measured on a busy machine: the process did not run for 6.0 s of 7.2 s (6.0 s at 14:41:02.123Z)`; null: not busy. */
export function busyInWords({ busy, durationMs, startedAt }: Attempt): string | null {
  if (busy === undefined) return null;
  const stalls = busy.stalls.slice(0, 2).map(({ at, ms, kind }) => {
    const what = kind === "clock" ? "its clock jumped by " : "";
    return `${what}${seconds(ms)} at ${utcTime(moment(startedAt, at))}`;
  });
  const where = stalls.length === 0 ? "in short gaps" : stalls.join(", ");
  return `measured on a busy machine: the process did not run for ${seconds(busy.lostMs)} of ${seconds(durationMs ?? 0)} (${where})`;
}

/** Sentences for a whole report: how many cells were measured so, and what the machine did; empty: it kept up. */
export function machineInWords(run: Report["run"], results: Result[]): string[] {
  const busy = results.filter((result) => digestOf(result).busy);
  const { machine } = run;
  const fewest = Math.min(...(machine?.concurrency ?? []).map(({ cells }) => cells));
  const lowered = machine?.concurrency.find(({ why }) => why !== null)?.why ?? null;
  return [
    ...(busy.length === 0
      ? []
      : [
          `Measured on a busy machine: ${counted(busy.length, "cell")} (controls included). Their times are not those of the service.`,
        ]),
    ...(machine === undefined || machine.lostMs === 0
      ? []
      : [`This machine did not run the probe for ${seconds(machine.lostMs)} of the run.`]),
    ...(lowered === null ? [] : [`At times only ${counted(fewest, "cell")} ran at once: ${STRAINS[lowered]}.`]),
  ];
}

/** Why fewer cells run at once, in words. */
export const STRAINS = {
  "event-loop-delay": "this machine could not keep up",
  "file-descriptors": "this machine had no file descriptors left",
} as const satisfies Record<NonNullable<NonNullable<Report["run"]["machine"]>["concurrency"][number]["why"]>, string>;

/** `9800 more messages were received here and not kept: response.output_text.delta × 9800`. */
export function elidedInWords({ count, types }: ElidedFrames): string {
  const named = Object.entries(types).map(([type, n]) => `${type === "" ? "(not an event)" : type} × ${n}`);
  return `${counted(count, "more message")} received here and not stored: ${named.slice(0, 6).join(", ")}`;
}

function seconds(ms: number): string {
  return `${(ms / 1_000).toFixed(1)} s`;
}
