import { normalizeRegion, regionOf } from "../model/answered-region.ts";
import { variantName } from "../model/cell.ts";
import { groupBy } from "../model/group-by.ts";
import { isEvidence, isGood } from "../model/outcome.ts";
import type { Report, Result } from "../model/report.ts";
import { type Change, changeOf } from "./changes.ts";
import { sinceOf } from "./since.ts";
import { targetNamed } from "./view.ts";
import { shortOutcome } from "./words.ts";

/** The ways to serve one role: a row for each probe, and a column for each region. */
interface Ways {
  /** Names of the regions. The resources of a region share one column. */
  regions: string[];
  rows: WayRow[];
}

interface WayRow {
  /** The probe, with its variant. */
  label: string;
  /** The results in each region, of all its resources and of every deployment of the role. */
  cells: Result[][];
}

/** A report's ways to serve a role, in the order of the catalogue. A deployment of unknown role counts too. */
export function waysOf(report: Report, role: string): Ways {
  const order = new Map(
    report.probes.map(({ id, role: own }, n) => [id, { n, isOfRole: [own].flat().includes(role as never) }]),
  );
  const results = report.results.filter(
    ({ cell }) =>
      cell.control === null &&
      order.get(cell.probe)?.isOfRole === true &&
      (cell.role === role || cell.role === "unknown"),
  );
  const regionName = (result: Result) => {
    const target = targetNamed(report, result.cell.target);
    return (target === null ? null : regionOf(target)) ?? "region unknown";
  };
  const names = new Map(
    results.map((result) => [normalizeRegion(regionName(result)), regionName(result)] as const).reverse(),
  );
  const regions = [...new Set(results.map((result) => normalizeRegion(regionName(result))))];
  const rows = [...groupBy(results, ({ cell }) => `${cell.probe}${variantName(cell.variant)}`)].map(([label, own]) => ({
    label,
    n: order.get(own[0]?.cell.probe ?? "")?.n ?? 0,
    cells: regions.map((region) => own.filter((result) => normalizeRegion(regionName(result)) === region)),
  }));
  return {
    regions: regions.map((region) => names.get(region) ?? region),
    rows: rows.sort((a, b) => a.n - b.n).map(({ label, cells }) => ({ label, cells })),
  };
}

/** Tables with all rows, and with at most `most` regions each. */
export function splitWays({ regions, rows }: Ways, most: number): Ways[] {
  const count = Math.max(1, Math.ceil(regions.length / most));
  return Array.from({ length: count }, (_, n) => {
    const part = [n * most, (n + 1) * most] as const;
    return {
      regions: regions.slice(...part),
      rows: rows.map(({ label, cells }) => ({ label, cells: cells.slice(...part) })),
    };
  });
}

/** `works`, `works 3 of 4`, `not supported`, with what has no evidence apart: `works, 1 no evidence`. */
export function wayInWords(results: Result[]): string {
  if (results.length === 0) return "not in this run";
  const evidence = results.filter(isEvidence);
  const works = evidence.filter(isGood).length;
  const apart = [
    ...groupBy(
      results.filter((result) => !isEvidence(result)),
      shortOutcome,
    ),
  ];
  const unknown = apart.map(([words, own]) => (results.length === 1 ? words : `${own.length} ${words}`));
  const known =
    evidence.length === 0
      ? []
      : [
          works === 0
            ? refusalsInWords(evidence)
            : works === evidence.length
              ? "works"
              : `works ${works} of ${evidence.length}`,
        ];
  return [...known, ...unknown].join(", ");
}

function refusalsInWords(results: Result[]): string {
  return [...groupBy(results, shortOutcome).keys()].join(", ");
}

const CHANGE_WORDS: Record<Change, string> = {
  regression: "no longer",
  improvement: "now works",
  "other-verdict": "fails differently",
  "other-cause": "other reason",
};

/** What changed since the baseline in a row: `no longer: 2`, `unchanged`, or that nothing is compared. */
export function wayChanges(report: Report, { cells }: WayRow): string {
  if (report.baseline === undefined) return "no baseline";
  const compared = cells.flat().flatMap((result) => {
    const since = sinceOf(report, result);
    return since === null ? [] : [changeOf(since, result)];
  });
  if (compared.length === 0) return "not compared";
  const changed = [
    ...groupBy(
      compared.filter((change) => change !== null),
      (change) => change,
    ),
  ];
  return changed.length === 0
    ? "unchanged"
    : changed.map(([change, own]) => `${CHANGE_WORDS[change]}: ${own.length}`).join(", ");
}
