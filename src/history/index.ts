import { isDeepStrictEqual } from "node:util";
import type { Baseline, Incomparable, Since, Trend } from "../model/baseline.ts";
import { oncePer } from "../model/once.ts";
import type { Probe } from "../model/probe.ts";
import type { Report, Result } from "../model/report.ts";
import { findDeployment } from "../model/target.ts";
import { VERDICTS } from "../model/verdict.ts";

/**
 * Adds to a report what has changed since an earlier one. Pure. It matches cells by id and compares only those with the
 * same request, model and endpoint. If the earlier report has a baseline, its knowledge is carried over. A chain of
 * nightly runs therefore knows when a cell last worked.
 */
export function addBaseline(report: Report, earlier: Report): Report {
  const before = new Map(earlier.results.map((result) => [result.cell.id, result]));
  const handedOn = new Map((earlier.baseline?.cells ?? []).map((one) => [one.cell, one]));
  const baseline: Baseline = { run: runOf(earlier), cells: [], notCompared: [] };
  for (const now of report.results) {
    if (now.cell.control !== null || now.verdict === "skipped") continue;
    const { id } = now.cell;
    const then = before.get(id) ?? null;
    const why = findIncomparable(now, then, report, earlier);
    if (then === null || why !== null) baseline.notCompared.push({ cell: id, why: why ?? "not-asked-then" });
    else baseline.cells.push(sinceOf(now, then, handedOn.get(id) ?? null));
  }
  return { ...report, baseline };
}

function runOf({ run }: Report): Baseline["run"] {
  const { id, startedAt, finishedAt, emulated } = run;
  return { id, startedAt, finishedAt, ...(emulated === undefined ? {} : { emulated }) };
}

function sinceOf(now: Result, then: Result, handedOn: Since | null): Since {
  const at = lastAttemptAt(then);
  return {
    cell: now.cell.id,
    trend: trendOf(now, then),
    before: { verdict: then.verdict, cause: then.cause, at },
    ...(isGood(now)
      ? { lastGood: lastAttemptAt(now), firstBad: null }
      : isGood(then)
        ? { lastGood: at, firstBad: firstAttemptAt(now) }
        : { lastGood: handedOn?.lastGood ?? null, firstBad: handedOn?.firstBad ?? firstAttemptAt(then) }),
  };
}

function trendOf(now: Result, then: Result): Trend {
  if (isGood(now) !== isGood(then)) return isGood(now) ? "better" : "worse";
  return now.verdict === then.verdict && now.cause === then.cause ? "same" : "other";
}

/** Whether the service returned a result, or accepted all that the probe can prove. */
function isGood({ verdict, cause }: Result): boolean {
  return verdict === "supported" || cause === "result.unprovable";
}

function findIncomparable(now: Result, then: Result | null, report: Report, earlier: Report): Incomparable | null {
  if (then === null || then.verdict === "skipped") return "not-asked-then";
  if (!isSamePlace(now, report, earlier)) return "endpoint-changed";
  if (!isSameModel(now, then, report, earlier)) return "model-changed";
  if (!isSameProbe(probeOf(now, report), probeOf(then, earlier))) return "probe-changed";
  if (!isEvidence(then)) return "no-evidence-then";
  return isEvidence(now) ? null : "no-evidence-now";
}

/** Whether both runs used the same endpoint. An emulator listens on another port each time, so its name decides. */
function isSamePlace({ cell }: Result, report: Report, earlier: Report): boolean {
  const [now, then] = [report, earlier].map((one) => byName(one.targets).get(cell.target)?.endpoint);
  if (now === undefined || then === undefined) return false;
  const both = report.run.emulated !== undefined && earlier.run.emulated !== undefined;
  return both || new URL(now).origin === new URL(then).origin;
}

/**
 * Whether both runs used the same model. A model unknown in one run does not count as changed, because failed requests
 * return no model name.
 */
function isSameModel(now: Result, then: Result, report: Report, earlier: Report): boolean {
  const before = modelsOf(then, earlier);
  return modelsOf(now, report).every((one, n) => one === null || before[n] === null || one === before[n]);
}

/** Returns model and version of the deployment and of its companion. */
function modelsOf({ cell }: Result, { targets }: Report): (string | null)[] {
  const target = byName(targets).get(cell.target);
  return [cell.deployment, cell.companion].flatMap((name) => {
    const found = target === undefined ? null : findDeployment(target, name);
    return [found?.model ?? null, found?.version ?? null];
  });
}

function probeOf({ cell }: Result, { probes }: Report): Probe | undefined {
  return byId(probes).get(cell.probe);
}

const byName = oncePer((targets: Report["targets"]) => new Map(targets.map((target) => [target.name, target])));
const byId = oncePer((probes: Probe[]) => new Map(probes.map((probe) => [probe.id, probe])));

/** Whether two probe definitions are equal. It is cached per definition, because many cells share one. */
function isSameProbe(now: Probe | undefined, then: Probe | undefined): boolean {
  if (now === undefined || then === undefined) return now === then;
  const known = comparedWith(now);
  const same = known.get(then) ?? isDeepStrictEqual(now, then);
  known.set(then, same);
  return same;
}

const comparedWith = oncePer((_now: Probe) => new WeakMap<Probe, boolean>());

function isEvidence({ verdict }: Result): boolean {
  const kind = VERDICTS[verdict];
  return kind === "claim" || kind === "fault" || verdict === "rejected-request";
}

function firstAttemptAt({ recording }: Result): string {
  return recording?.attempts[0]?.startedAt ?? recording?.startedAt ?? "";
}

function lastAttemptAt({ recording }: Result): string {
  return recording?.attempts.at(-1)?.startedAt ?? recording?.startedAt ?? "";
}
