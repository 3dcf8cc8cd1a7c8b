import { groupBy } from "../../model/group-by.ts";
import type { Probe } from "../../model/probe.ts";
import type { Target } from "../../model/target.ts";
import { describeCell, type Plan, type TargetSummary } from "../../plan/index.ts";
import { plain } from "../../render/inert.ts";
import { grid } from "../../render/table/grid.ts";
import { counted } from "../../render/words.ts";
import type { SettleBound } from "./settle-bound.ts";

const COUNTS = ["cells", "controls", "skipped", "requests", "paid", "audioSeconds", "outputTokens", "minutes"] as const;
type Counts = Pick<TargetSummary, (typeof COUNTS)[number]>;

const HEAD = ["target", "cells", "controls", "skipped", "requests", "billable", "audio (s)", "tokens", "time (min)"];

const NAME_WIDTH = 20;
const NUMBER_WIDTH = 6;
/** Names that one row shows. More are counted. */
const MOST_NAMES = 3;

/** What a run may send and cost: a row for each kind of target, and the sum. Counts are upper bounds. */
export function planTable({ targets }: Plan): string[] {
  const rows = [
    ...foldAlike(targets).map((alike) => [namesOf(alike), ...sumOf(alike.slice(0, 1)).map(String)]),
    ...(targets.length > 1 ? [["all targets", ...sumOf(targets).map(String)]] : []),
  ];
  const widths = HEAD.map((head, column) => Math.max(head.length, column === 0 ? NAME_WIDTH : NUMBER_WIDTH));
  return [...grid(HEAD, rows, widths, true).split("\n"), countLine(targets), ...addedLines(targets)];
}

/** How many cells a run will have. Its progress counts these, and so does its report. */
function countLine(targets: TargetSummary[]): string {
  const [cells = 0, controls = 0, skipped = 0] = sumOf(targets);
  const rest = skipped === 0 ? "" : ` ${skipped} more are skipped.`;
  return `A run has ${counted(cells, "cell")} and ${counted(controls, "control")}, ${cells + controls} in all.${rest}`;
}

/** What the settle pass may add to a plan. */
export function settleLine({ cells, paid }: SettleBound): string {
  if (cells === 0) return "Settle pass: off.";
  const billable = paid === 0 ? "none of them billable" : `at most ${paid} of them billable`;
  return `Settle pass: at most ${counted(cells, "further cell")} to decide open results, ${billable}.`;
}

/** Targets with equal counts, in the order of the first of them. */
function foldAlike(targets: TargetSummary[]): TargetSummary[][] {
  return [...groupBy(targets, (summary) => countsOf(summary).join()).values()];
}

function namesOf(alike: TargetSummary[]): string {
  const names = alike.map(({ target }) => target);
  const shown = names.length > MOST_NAMES ? names.slice(0, MOST_NAMES - 1) : names;
  const rest = names.length - shown.length;
  return [
    ...shown.map((name) => plain(name, 60)),
    ...(rest === 0 ? [] : [`and ${rest} more`]),
    ...(names.length > 1 ? ["(numbers per target)"] : []),
  ].join("\n");
}

function countsOf(summary: Counts): number[] {
  return COUNTS.map((name) => summary[name]);
}

/** Targets run at the same time, so the minutes of all are those of the slowest. */
function sumOf(targets: TargetSummary[]): number[] {
  return COUNTS.map((name) => {
    const values = targets.map((summary) => summary[name]);
    return name === "minutes" ? Math.max(...values) : values.reduce((sum, value) => sum + value, 0);
  });
}

/** The size of a plan in one line. */
export function planSize({ targets }: Plan): string {
  const [cells = 0, , , requests = 0, paid = 0, audio = 0, , minutes = 0] = sumOf(targets);
  return `${cells} cells, ${requests} requests, ${paid} billable cells, ${audio} s of audio, about ${minutes} min`;
}

/** Cells that are there only because of a setting, each setting in one line. */
function addedLines(targets: TargetSummary[]): string[] {
  const settings = new Map<string, { cells: number; probes: Set<string> }>();
  for (const { setting, cells, probes } of targets.flatMap(({ added }) => added)) {
    const entry = settings.get(setting) ?? { cells: 0, probes: new Set() };
    for (const probe of probes) entry.probes.add(probe);
    settings.set(setting, { ...entry, cells: entry.cells + cells });
  }
  return [...settings].map(
    ([setting, { cells, probes }]) => `${setting} adds ${cells} cells: ${[...probes].join(", ")}`,
  );
}

/** Every cell with the requests and events that it will send, without credentials. A skipped cell has its reason. */
export function cellListing(plan: Plan, probes: Probe[], targets: Target[]): string {
  const probeById = new Map(probes.map((probe) => [probe.id, probe]));
  const targetByName = new Map(targets.map((target) => [target.name, target]));
  const lines = plan.cells.flatMap((planned) => {
    const { cell, skip, required } = planned;
    const marks = [...(required ? ["required"] : []), ...(skip === null ? [] : [skip])];
    const head = `${cell.id}${marks.length === 0 ? "" : `  (${marks.join(", ")})`}`;
    const probe = probeById.get(cell.probe);
    const target = targetByName.get(cell.target);
    if (probe === undefined || target === undefined) return [head];
    return [head, ...describeCell(planned, probe, target).map((text) => `    ${text}`)];
  });
  return lines.join("\n");
}
