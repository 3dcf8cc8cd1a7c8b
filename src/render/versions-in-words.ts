import type { VersionOutcome } from "../model/api-version.ts";
import { groupBy } from "../model/group-by.ts";
import type { Report } from "../model/report.ts";

const OUTCOMES: Record<VersionOutcome, string> = {
  answered: "answered",
  "not-served": "not served",
  any: "any version",
  "no-evidence": "no evidence",
};

/** What a cell of the table means, in one sentence for each word that needs one. */
export const VERSION_LEGEND = [
  "The run names a nonexistent deployment, so it proves no path.",
  "answered: the service answers otherwise than for the nonexistent version 1999-01-01.",
  "not served: exactly the same answer.",
  "any version: the path accepts the nonexistent version too.",
].join(" ");

/** The api-versions of one target: a row for each version, the oldest first, and a column for each path. */
interface VersionTable {
  paths: string[];
  rows: { version: string; status: string; outcomes: string[] }[];
}

/** Arranges the versions of a target. Null if the run tried none. */
export function versionTable(report: Pick<Report, "versions">, target: string): VersionTable | null {
  const own = (report.versions ?? []).filter((one) => one.target === target);
  if (own.length === 0) return null;
  const paths = [...new Set(own.map(({ path }) => path))];
  const byVersion = groupBy(own, ({ version }) => version);
  const rows = [...byVersion].sort(([a], [b]) => (a < b ? -1 : 1));
  return {
    paths,
    rows: rows.map(([version, results]) => {
      const outcomes = new Map(results.map(({ path, outcome }) => [path, OUTCOMES[outcome]]));
      return {
        version,
        status: results[0]?.status ?? "no",
        outcomes: paths.map((path) => outcomes.get(path) ?? "·"),
      };
    }),
  };
}
