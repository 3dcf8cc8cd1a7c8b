import type { ReportTarget } from "./report.ts";

/** The region that the operator states, or else those that the answers name. Null if neither is known. */
export function regionOf({ region, answeredRegions }: Pick<ReportTarget, "region" | "answeredRegions">): string | null {
  return region ?? (answeredRegions.length === 0 ? null : answeredRegions.join(", "));
}

/** `France Central` and `francecentral` are one region. */
export function normalizeRegion(region: string): string {
  return region.toLowerCase().replace(/[^a-z0-9]/g, "");
}
