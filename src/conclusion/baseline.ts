import { isDeepStrictEqual } from "node:util";
import type { Baseline, Incomparable, Since, Trend } from "../model/baseline.ts";
import { oncePer } from "../model/once.ts";
import type { Probe } from "../model/probe.ts";
import type { Report, Result } from "../model/report.ts";
import { findDeployment } from "../model/target.ts";
import { VERDICTS } from "../model/verdict.ts";

/**
 * Adds the changes since an earlier report. Pure. Cells are matched by id, and compared only if probe, model and endpoint
 * are the same. The earlier report's own baseline is carried over, so that a series of nightly runs knows when a cell
 * last worked.
 */
export function addBaseline(report: Report, earlier: Report): Report {
  const before = new Map(earlier.results.map((result) => [result.cell.id, result]));
  const carried = new Map((earlier.baseline?.cells ?? []).map((one) => [one.cell, one]));
  const baseline: Baseline = { run: describeRun(earlier), cells: [], notCompared: [] };
  for (const now of report.results) {
    if (now.cell.control !== null || now.verdict === "skipped") continue;
    const { id } = now.cell;
    const then = before.get(id) ?? null;
    const why = findIncomparability(now, then, report, earlier);
    if (then === null || why !== null) baseline.notCompared.push({ cell: id, why: why ?? "not-asked-then" });
    else baseline.cells.push(compareResults(now, then, carried.get(id) ?? null));
  }
  return { ...report, baseline };
}

function describeRun({ run }: Report): Baseline["run"] {
  const { id, startedAt, finishedAt, emulated } = run;
  return { id, startedAt, finishedAt, ...(emulated === undefined ? {} : { emulated }) };
}

function compareResults(now: Result, then: Result, carried: Since | null): Since {
  const at = getLastStart(then);
  return {
    cell: now.cell.id,
    trend: getTrend(now, then),
    before: { verdict: then.verdict, cause: then.cause, at },
    ...(isGood(now)
      ? { lastGood: getLastStart(now), firstBad: null }
      : isGood(then)
        ? { lastGood: at, firstBad: getFirstStart(now) }
        : { lastGood: carried?.lastGood ?? null, firstBad: carried?.firstBad ?? getFirstStart(then) }),
  };
}

function getTrend(now: Result, then: Result): Trend {
  if (isGood(now) !== isGood(then)) return isGood(now) ? "better" : "worse";
  return now.verdict === then.verdict && now.cause === then.cause ? "same" : "other";
}

/** Whether the probe returned its result, or proved everything that it can prove. */
function isGood({ verdict, cause }: Result): boolean {
  return verdict === "supported" || cause === "result.unprovable";
}

function findIncomparability(now: Result, then: Result | null, report: Report, earlier: Report): Incomparable | null {
  if (then === null || then.verdict === "skipped") return "not-asked-then";
  if (!isSamePlace(now, report, earlier)) return "endpoint-changed";
  if (!isSameModel(now, then, report, earlier)) return "model-changed";
  if (!isSameProbe(findProbe(now, report), findProbe(then, earlier))) return "probe-changed";
  if (!isEvidence(then)) return "no-evidence-then";
  return isEvidence(now) ? null : "no-evidence-now";
}

/** An emulator listens on another port each time, so its name identifies it. */
function isSamePlace({ cell }: Result, report: Report, earlier: Report): boolean {
  const [now, then] = [report, earlier].map((one) => indexByName(one.targets).get(cell.target)?.endpoint);
  if (now === undefined || then === undefined) return false;
  const both = report.run.emulated !== undefined && earlier.run.emulated !== undefined;
  return both || new URL(now).origin === new URL(then).origin;
}

/** An unknown model does not count as changed, because a failed request returns no model name. */
function isSameModel(now: Result, then: Result, report: Report, earlier: Report): boolean {
  const before = listModels(then, earlier);
  return listModels(now, report).every((one, n) => one === null || before[n] === null || one === before[n]);
}

/** Model and version of the deployment and of its companion. */
function listModels({ cell }: Result, { targets }: Report): (string | null)[] {
  const target = indexByName(targets).get(cell.target);
  return [cell.deployment, cell.companion].flatMap((name) => {
    const found = target === undefined ? null : findDeployment(target, name);
    return [found?.model ?? null, found?.version ?? null];
  });
}

function findProbe({ cell }: Result, { probes }: Report): Probe | undefined {
  return indexById(probes).get(cell.probe);
}

const indexByName = oncePer((targets: Report["targets"]) => new Map(targets.map((target) => [target.name, target])));
const indexById = oncePer((probes: Probe[]) => new Map(probes.map((probe) => [probe.id, probe])));

/** Two definitions of a probe are compared once, because many cells may use them. */
function isSameProbe(now: Probe | undefined, then: Probe | undefined): boolean {
  if (now === undefined || then === undefined) return now === then;
  const known = getComparisons(now);
  const same = known.get(then) ?? isDeepStrictEqual(now, then);
  known.set(then, same);
  return same;
}

const getComparisons = oncePer((_now: Probe) => new WeakMap<Probe, boolean>());

function isEvidence({ verdict }: Result): boolean {
  const kind = VERDICTS[verdict];
  return kind === "claim" || kind === "fault" || verdict === "rejected-request";
}

function getFirstStart({ recording }: Result): string {
  return recording?.attempts[0]?.startedAt ?? recording?.startedAt ?? "";
}

function getLastStart({ recording }: Result): string {
  return recording?.attempts.at(-1)?.startedAt ?? recording?.startedAt ?? "";
}
