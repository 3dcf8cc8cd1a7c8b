import { createHash } from "node:crypto";
import { compareProbes } from "../../catalog/index.ts";
import { cellId } from "../../model/cell.ts";
import { isEvidence } from "../../model/outcome.ts";
import type { Probe } from "../../model/probe.ts";
import type { Recording } from "../../model/recording.ts";
import type { Report, Result } from "../../model/report.ts";
import { concludeReport } from "../index.ts";
import { attachRecording } from "../lazy-recording.ts";
import { joinMachines } from "../machine.ts";
import { ReportError } from "../saved-report.ts";
import { mergeProbes, mergeTargets, type Part, refuseOtherPlans } from "./definitions.ts";
import { planOrder } from "./order.ts";

/*
 * Merges the reports of the parts of a plan. Only recordings and definitions are taken from the parts. Verdicts and
 * findings are made again from all of them together, so any split of a run gives the same report.
 */

/** A result, with the part that it comes from. */
interface Sourced {
  part: Part;
  result: Result;
}

/**
 * Merges reports of parts.
 * @returns the report of the whole, and the numbers of the parts of --shard that are missing
 * @throws ReportError naming two files and the key, if they overlap or are not parts of one plan
 */
export function mergeReports(given: Part[]): { report: Report; missing: number[] } {
  refuseOtherPlans(given);
  // The order of the files decides about the order of targets only, and only if no part has all of them.
  const byTargets = [...given].sort((a, b) => b.report.targets.length - a.report.targets.length);
  const targets = mergeTargets(byTargets);
  const parts = [...given].sort(compareParts);
  const [first] = parts;
  if (first === undefined) throw new ReportError("no report to merge: name the report.json of each part.");
  const extraProbes = new Map(parts.map((part) => [part, extraProbesOf(part.report)]));
  const probes = mergeProbes(parts, (part, id) => extraProbes.get(part)?.has(id) === true).sort(compareProbes);
  const sourced = parts.flatMap((part) => part.report.results.map((result) => ({ part, result })));
  const isExtra = ({ part, result }: Sourced) => extraProbes.get(part)?.has(result.cell.probe) === true;
  const compareCells = planOrder(targets, probes);
  const results = mergeResults(sourced.filter((one) => !isExtra(one))).sort((a, b) => compareCells(a.cell, b.cell));
  const extra = renumberExtra(sourced.filter(isExtra), results);
  const missing = missingShards(parts);
  const { baseline: _, expectations: __, ...base } = first.report;
  const { apiVersions } = parts.find((part) => part.report.apiVersions !== undefined)?.report ?? {};
  const report: Report = {
    ...base,
    ...(apiVersions === undefined ? {} : { apiVersions }),
    run: mergeRuns(parts, missing),
    targets,
    probes: [...probes, ...extra.map(({ probe }) => probe)],
    results: [...results, ...extra.map(({ result }) => result)],
  };
  return { report: concludeReport(report), missing };
}

/** An order of the parts that does not depend on the order of the files. */
function compareParts({ report: a }: Part, { report: b }: Part): number {
  const keyOf = ({ run, results }: Report) =>
    [run.startedAt ?? "", run.id, ...results.map(({ cell }) => cell.id)].join("\n");
  const [left, right] = [keyOf(a), keyOf(b)];
  return left < right ? -1 : left > right ? 1 : 0;
}

/** The probes of the extra cells that the settle pass of a part sent. */
function extraProbesOf({ results }: Report): Set<string> {
  return new Set(
    results.flatMap(({ cell }) =>
      cell.settles !== undefined && cell.settles.trial.kind !== "repeat" ? [cell.probe] : [],
    ),
  );
}

/**
 * Every cell once.
 * @throws ReportError if two parts have a cell that is not a control
 */
function mergeResults(sourced: Sourced[]): Result[] {
  const byId = new Map<string, Sourced[]>();
  for (const one of sourced) byId.set(one.result.cell.id, [...(byId.get(one.result.cell.id) ?? []), one]);
  return [...byId].map(([id, [one, ...others]]) => {
    if (one === undefined) throw new Error("a cell has no result");
    const [other] = others;
    if (other !== undefined && !isShared(one.result)) {
      throw new ReportError(
        `${one.part.file} and ${other.part.file} overlap: both have the cell '${id}'. Name each part once.`,
      );
    }
    return other === undefined ? one.result : sharedResult([one, ...others].map(({ result }) => result));
  });
}

/** A cell of no deployment of its own, which several parts need. */
function isShared({ cell }: Result): boolean {
  return cell.control === null ? cell.deployment === null : cell.control !== "settle";
}

/**
 * A cell that several parts sent counts once. If they show different things, it keeps all attempts, so that it counts as
 * unstable.
 */
function sharedResult(results: Result[]): Result {
  const withEvidence = results.filter(isEvidence);
  const sent = results.filter(({ recording }) => recording !== null);
  const candidates = withEvidence.length > 0 ? withEvidence : sent.length > 0 ? sent : results;
  const [first] = candidates;
  if (first === undefined) throw new Error("a cell has no result");
  const differing = candidates.filter((one) => !isSameOutcome(one, first));
  if (withEvidence.length === 0 || differing.length === 0) return first;
  const { recording: _, ...rest } = first;
  const joined = { ...rest };
  attachRecording(joined, () => joinRecordings([first, ...differing].flatMap(({ recording }) => recording ?? [])));
  return joined;
}

function isSameOutcome(a: Result, b: Result): boolean {
  const outcomeOf = ({ verdict, cause, status, error }: Result) =>
    JSON.stringify([verdict, cause, status, error?.code ?? null]);
  return outcomeOf(a) === outcomeOf(b);
}

function joinRecordings(recordings: Recording[]): Recording | null {
  const [first] = recordings;
  if (first === undefined) return null;
  const attempts = recordings.flatMap((recording) => recording.attempts);
  return { ...first, durationMs: attempts.reduce((sum, { durationMs }) => sum + (durationMs ?? 0), 0), attempts };
}

const EXTRA_NUMBER = /-settle-(\d{1,9})$/;

/**
 * The extra cells of all parts. Each part numbers its own, so a number may occur twice. Later cells then get higher
 * numbers.
 */
function renumberExtra(sourced: Sourced[], results: Result[]): { probe: Probe; result: Result }[] {
  const placeOf = new Map(results.map(({ cell }, index) => [cell.id, index]));
  const numbered = sourced
    .map((one) => ({
      ...one,
      number: Number(EXTRA_NUMBER.exec(one.result.cell.probe)?.[1] ?? 0),
      place: placeOf.get(one.result.cell.settles?.cell ?? "") ?? -1,
    }))
    .sort((a, b) => a.number - b.number || a.place - b.place);
  let last = 0;
  return numbered.flatMap(({ part, result, number }) => {
    const probe = part.report.probes.find(({ id }) => id === result.cell.probe);
    if (probe === undefined) return [];
    last = Math.max(number, last + 1);
    return [last === number ? { probe, result } : renumbered(probe, result, last)];
  });
}

function renumbered(probe: Probe, result: Result, number: number): { probe: Probe; result: Result } {
  const id = probe.id.replace(EXTRA_NUMBER, `-settle-${number}`);
  const cell = { ...result.cell, probe: id };
  const { recording: _, ...rest } = result;
  const moved = { ...rest, cell: { ...cell, id: cellId(cell) } };
  attachRecording(moved, () => result.recording);
  return { probe: { ...probe, id }, result: moved };
}

function missingShards(parts: Part[]): number[] {
  const of = parts[0]?.report.run.part?.of ?? 0;
  const present = new Set(parts.map(({ report }) => report.run.part?.index));
  return Array.from({ length: of }, (_, index) => index + 1).filter((index) => !present.has(index));
}

function mergeRuns(parts: Part[], missing: number[]): Report["run"] {
  const runs = parts.map(({ report }) => report.run);
  const ids = [...new Set(runs.map(({ id }) => id))].sort();
  const startedAt = leastOf(runs.map((run) => run.startedAt));
  const began = Date.parse(startedAt ?? "");
  const account = joinMachines(
    runs.flatMap((run) =>
      run.machine === undefined
        ? []
        : [{ account: run.machine, laterMs: Math.max(0, Date.parse(run.startedAt ?? "") - began) || 0 }],
    ),
  );
  const {
    part: _,
    machine: __,
    exit: ___,
    ...first
  } = runs[0] ?? { id: "", timezone: { offsetMinutes: 0, name: "UTC" } };
  return {
    ...first,
    id:
      ids.length === 1
        ? (ids[0] ?? "")
        : `merged-${createHash("sha256").update(ids.join("\n")).digest("hex").slice(0, 16)}`,
    startedAt,
    finishedAt: runs.some(({ finishedAt }) => finishedAt === null)
      ? null
      : (runs
          .map(({ finishedAt }) => finishedAt ?? "")
          .sort()
          .at(-1) ?? null),
    complete: missing.length === 0 && runs.every(({ complete }) => complete),
    ...(account === null ? {} : { machine: account }),
  };
}

function leastOf(times: (string | null)[]): string | null {
  const known = times.flatMap((time) => time ?? []).sort();
  return known.length < times.length ? null : (known[0] ?? null);
}
