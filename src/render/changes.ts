import type { Incomparable, Presence, Since } from "../model/baseline.ts";
import { groupBy } from "../model/group-by.ts";
import type { Rate, Report, Result } from "../model/report.ts";
import { resultsById } from "./view.ts";
import { counted, outcome } from "./words.ts";

/** How a cell differs from the earlier run. */
export type Change = "regression" | "improvement" | "other-verdict" | "other-cause";

/** Cells of one kind that are listed. The others are counted. */
const MOST_CELLS = 8;
const MOST_NAMES = 4;

const CHANGE_WORDS = {
  regression: "no longer works",
  improvement: "now works",
  "other-verdict": "fails differently",
  "other-cause": "fails for another reason",
} as const satisfies Record<Change, string>;

const CHANGE_COUNTS = {
  regression: (n: number) => `${n} no longer ${n === 1 ? "works" : "work"}`,
  improvement: (n: number) => `${n} now ${n === 1 ? "works" : "work"}`,
  "other-verdict": (n: number) => `${n} ${n === 1 ? "fails" : "fail"} differently`,
  "other-cause": (n: number) => `${n} ${n === 1 ? "fails" : "fail"} for another reason`,
} as const satisfies Record<Change, (n: number) => string>;

const CHANGES: Change[] = ["regression", "improvement", "other-verdict", "other-cause"];

const REASONS = {
  "no-evidence-now": "no evidence in this run",
  "no-evidence-then": "no evidence in the earlier run",
  "not-asked-then": "not in the earlier run",
  "probe-changed": "the probe changed",
  "model-changed": "the model changed",
  "endpoint-changed": "the endpoint changed",
} as const satisfies Record<Incomparable, string>;

/** How a format writes the name of a target and the id of a cell. */
interface Spelling {
  name(text: string): string;
  id(text: string): string;
}

/** The kind of a change. Null if the outcome is the same. */
export function changeOf({ trend, before }: Since, now: Result): Change | null {
  if (trend === "same") return null;
  if (trend === "worse") return "regression";
  if (trend === "better") return "improvement";
  return before.verdict === now.verdict ? "other-cause" : "other-verdict";
}

/** `Exit 3: There is no evidence for …`. Null if the report has no exit code. */
export function exitInWords({ run }: Report): string | null {
  return run.exit === undefined ? null : `Exit ${run.exit.code}: ${run.exit.reason}`;
}

/**
 * What changed since the earlier run: a sum, then a line for each change. Targets without a change share one line. Empty
 * if there is no earlier run.
 * @param whole the report that `report` is a part of
 */
export function changeLines(report: Report, whole: Report, spell: Spelling): string[] {
  const { baseline } = whole;
  if (baseline === undefined) return [];
  const results = resultsById(report.results);
  const changed = baseline.cells.flatMap((since) => {
    const result = results.get(since.cell);
    const change = result === undefined ? null : changeOf(since, result);
    return result === undefined || change === null ? [] : [{ since, result, change }];
  });
  const groups = groupBy(changed, ({ change }) => change);
  const compared = baseline.cells.filter(({ cell }) => results.has(cell)).length;
  const left = baseline.notCompared.filter(({ cell }) => results.has(cell));
  const sum = [
    ...CHANGES.map((change) => CHANGE_COUNTS[change](groups.get(change)?.length ?? 0)),
    `${compared - changed.length} unchanged`,
    `${left.length} not compared`,
  ];
  // A part of a report cannot say what the earlier run had in addition.
  const isWhole = report.targets.length === whole.targets.length;
  const [added, vanished] = [baseline.added, baseline.vanished].map((one) => presenceInWords(one, spell));
  const touched = new Set(changed.map(({ result }) => result.cell.target));
  const unproven = new Set(
    left.flatMap(({ cell, why }) => (why === "not-asked-then" ? [] : (results.get(cell)?.cell.target ?? []))),
  );
  const same = report.targets.map(({ name }) => name).filter((name) => !touched.has(name) && !unproven.has(name));
  const reasons = [...groupBy(left, ({ why }) => why)].map(([why, cells]) => `${REASONS[why]} (${cells.length})`);
  return [
    `Since the run of ${spell.name(baseline.run.startedAt ?? "unknown time")}: ${sum.join(", ")}.`,
    ...CHANGES.flatMap((change) => {
      const own = groups.get(change) ?? [];
      const lines = own
        .slice(0, MOST_CELLS)
        .map(
          ({ since, result }) =>
            `${CHANGE_WORDS[change]}: ${spell.id(since.cell)} (${outcome(since.before)} → ${outcome(result)})`,
        );
      const rest = own.length - lines.length;
      return rest > 0 ? [...lines, `${CHANGE_WORDS[change]}: ${rest} more, see report.json`] : lines;
    }),
    ...(isWhole && added ? [`only in this run: ${added}`] : []),
    ...(isWhole && vanished ? [`only in the earlier run: ${vanished}`] : []),
    ...(reasons.length === 0 ? [] : [`not compared: ${reasons.join(", ")}`]),
    ...(same.length === 0
      ? []
      : [`without a change: ${counted(same.length, "target")} (${namesIn(same, spell.name)})`]),
  ];
}

function presenceInWords(presence: Presence | undefined, spell: Spelling): string {
  if (presence === undefined) return "";
  const part = (noun: string, names: string[], write: (text: string) => string) =>
    names.length === 0 ? [] : [`${counted(names.length, noun)} (${namesIn(names, write)})`];
  return [
    ...part("target", presence.targets, spell.name),
    ...part("deployment", presence.deployments, spell.id),
    ...part("cell", presence.cells, spell.id),
  ].join(", ");
}

function namesIn(names: string[], write: (text: string) => string): string {
  const shown = names.slice(0, MOST_NAMES).map(write).join(", ");
  return names.length > MOST_NAMES ? `${shown} and ${names.length - MOST_NAMES} more` : shown;
}

/** How often repeated cells worked, one line for each rate. Empty if the run repeated none. */
export function rateLines({ results }: Pick<Report, "results">, spell: Spelling): string[] {
  const rated = results.flatMap(({ cell, rate }) => (rate === undefined ? [] : [{ id: cell.id, rate }]));
  return [...groupBy(rated, ({ rate }) => rateInWords(rate))].map(
    ([words, cells]) =>
      `${words}: ${counted(cells.length, "cell")} (${namesIn(
        cells.map(({ id }) => id),
        spell.id,
      )})`,
  );
}

/** `9 of 10 requests worked (95 % interval: 60 % to 98 %)`. */
export function rateInWords({ worked, of, unknown, interval }: Rate): string {
  const left = unknown === 0 ? "" : `, ${unknown} without evidence`;
  if (interval === null) return `no request with evidence${left}`;
  const [low, high] = [Math.floor(interval[0] * 100), Math.ceil(interval[1] * 100)];
  return `${worked} of ${counted(of, "request")} worked (95 % interval: ${low} % to ${high} %)${left}`;
}
