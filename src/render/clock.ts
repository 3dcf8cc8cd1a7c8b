import type { Report } from "../model/report.ts";

type Zone = Report["run"]["timezone"];

/** A moment: an attempt's start and the ms since. It is no time if the start is unknown. */
export function moment(startedAt: string | null | undefined, at = 0): Date {
  return new Date(Date.parse(startedAt ?? "") + at);
}

/** `2026-06-10T14:41:07.512Z`; `unknown` if it is no time. */
export function utc(when: Date): string {
  return Number.isNaN(when.getTime()) ? "unknown" : when.toISOString();
}

/** `14:41:07.512Z`. */
export function utcTime(when: Date): string {
  return Number.isNaN(when.getTime()) ? "unknown" : when.toISOString().slice(11);
}

/** Local time of the machine that made the run: `16:41:07`. */
export function localTime(when: Date, zone: Zone): string {
  if (Number.isNaN(when.getTime())) return "unknown";
  return new Date(when.getTime() + zone.offsetMinutes * 60_000).toISOString().slice(11, 19);
}

/** `14:41:07.512Z (16:41:07)`; `time unknown` if it is no time. */
export function utcAndLocalTime(when: Date, zone: Zone): string {
  return Number.isNaN(when.getTime()) ? "time unknown" : `${utcTime(when)} (${localTime(when, zone)})`;
}

/** `UTC+02:00`. */
export function offset(zone: Zone): string {
  const minutes = Math.abs(zone.offsetMinutes);
  const two = (n: number) => String(n).padStart(2, "0");
  return `UTC${zone.offsetMinutes < 0 ? "-" : "+"}${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`;
}
