/** `AOAI_PROBE_LONG=1` (CI and `npm run test:secrets`) tries every combination; else a part of the larger tables is. */
export const LONG = process.env.AOAI_PROBE_LONG === "1";

/** All rows with `AOAI_PROBE_LONG=1`, else the first of each `every` rows. */
export function partOf<T>(rows: readonly T[], every: number): T[] {
  return LONG ? [...rows] : rows.filter((_, index) => index % every === 0);
}
