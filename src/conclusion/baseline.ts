import type { Baseline, Before, Incomparable, Presence, Since, Trend } from "../model/baseline.ts";
import { isEvidence, isGood } from "../model/outcome.ts";
import type { Report, Result } from "../model/report.ts";
import { findDeployment } from "../model/target.ts";
import { type Earlier, fingerprint, getFirstStart, getLastStart } from "./earlier.ts";
import { ordinaryResults } from "./expectations.ts";

/**
 * Adds the changes since an earlier run. Pure. Cells are matched by id, and compared only if probe, model, endpoint
 * and base path are the same. What the earlier run knew of runs before it is carried over, so that a series of nightly runs knows when
 * a cell last worked.
 */
export function addBaseline(report: Report, earlier: Earlier): Report {
  const now = indexReport(report);
  const baseline: Baseline = { run: earlier.run, cells: [], notCompared: [], ...presences(report, earlier) };
  for (const result of ordinaryResults(report)) {
    const { id } = result.cell;
    const then = earlier.cells.get(id);
    const outcome = then?.outcome ?? null;
    if (result.verdict === "skipped" && outcome === null) continue;
    const why = findIncomparability(result, now, earlier);
    if (outcome === null || why !== null) {
      const before = outcome === null ? {} : { before: beforeOf(outcome) };
      baseline.notCompared.push({ cell: id, why: why ?? "no-evidence-then", ...before });
    } else baseline.cells.push(compareResults(result, outcome));
  }
  return { ...report, baseline };
}

type EarlierOutcome = NonNullable<NonNullable<ReturnType<Earlier["cells"]["get"]>>["outcome"]>;

function beforeOf({ verdict, cause, at }: EarlierOutcome): Before {
  return { verdict, cause, at };
}

function compareResults(now: Result, then: EarlierOutcome): Since {
  return {
    cell: now.cell.id,
    trend: getTrend(now, then),
    before: beforeOf(then),
    ...(isGood(now)
      ? { lastGood: getLastStart(now), firstBad: null }
      : isGood(then)
        ? { lastGood: then.at, firstBad: getFirstStart(now) }
        : { lastGood: then.lastGood, firstBad: then.firstBad ?? then.firstAt }),
  };
}

function getTrend(now: Result, then: Before): Trend {
  if (isGood(now) !== isGood(then)) return isGood(now) ? "better" : "worse";
  return now.verdict === then.verdict && now.cause === then.cause ? "same" : "other";
}

function indexReport(report: Report) {
  return {
    isEmulated: report.run.emulated !== undefined,
    targets: new Map(report.targets.map((target) => [target.name, target])),
    probes: new Map(report.probes.map((probe) => [probe.id, probe])),
  };
}

type Index = ReturnType<typeof indexReport>;

function findIncomparability(now: Result, index: Index, earlier: Earlier): Incomparable | null {
  const then = earlier.cells.get(now.cell.id);
  if (then === undefined) return isListed(now, earlier) ? "no-evidence-then" : "not-asked-then";
  if (then.wasSkipped && then.outcome === null) return "not-asked-then";
  if (!isSamePlace(now, index, earlier)) return "endpoint-changed";
  if (!isSameModel(now, index, earlier)) return "model-changed";
  if (!isSameProbe(now, index, earlier)) return "probe-changed";
  if (then.outcome === null) return "no-evidence-then";
  return isEvidence(now) ? null : "no-evidence-now";
}

/** A baseline file lists the deployments of its run, but only cells with a claim. */
function isListed({ cell }: Result, { hasAllCells, targets }: Earlier): boolean {
  const target = targets.get(cell.target);
  return !hasAllCells && target !== undefined && (cell.deployment === null || target.deployments.has(cell.deployment));
}

/** An emulator listens on another port each time, so its name identifies it. */
function isSamePlace({ cell }: Result, { targets, isEmulated }: Index, earlier: Earlier): boolean {
  const now = targets.get(cell.target);
  const then = earlier.targets.get(cell.target);
  // One gateway can have several resources, each at a path of its own.
  if (now === undefined || then === undefined || (now.basePath ?? "") !== (then.basePath ?? "")) return false;
  const isSameEmulator = isEmulated && earlier.run.emulated !== undefined;
  return isSameEmulator || new URL(now.endpoint).origin === new URL(then.endpoint).origin;
}

/** An unknown model does not count as changed, because a failed request returns no model name. */
function isSameModel({ cell }: Result, { targets }: Index, earlier: Earlier): boolean {
  const target = targets.get(cell.target);
  return [cell.deployment, cell.companion].every((name) => {
    if (name === null) return true;
    const now = target === undefined ? null : findDeployment(target, name);
    const then = earlier.targets.get(cell.target)?.deployments.get(name) ?? null;
    return (["model", "version"] as const).every((key) => {
      const [a, b] = [now?.[key] ?? null, then?.[key] ?? null];
      return a === null || b === null || a === b;
    });
  });
}

function isSameProbe({ cell }: Result, { probes }: Index, earlier: Earlier): boolean {
  const now = probes.get(cell.probe);
  return (now === undefined ? undefined : fingerprint(now)) === earlier.probes.get(cell.probe);
}

/** What only one of the two runs has. */
function presences(report: Report, earlier: Earlier): Required<Pick<Baseline, "added" | "vanished">> {
  const now: Present = {
    deployments: new Map(report.targets.map((target) => [target.name, target.deployments.map(({ name }) => name)])),
    cells: ordinaryResults(report).map(({ cell, verdict }) => ({ ...cell, wasSkipped: verdict === "skipped" })),
  };
  const then: Present = {
    deployments: new Map([...earlier.targets].map(([name, target]) => [name, [...target.deployments.keys()]])),
    cells: [...earlier.cells].map(([id, cell]) => ({ ...cell, id })),
  };
  const added = onlyIn(now, then);
  return { added: earlier.hasAllCells ? added : { ...added, cells: [] }, vanished: onlyIn(then, now) };
}

interface Present {
  /** By target. */
  deployments: Map<string, string[]>;
  cells: { id: string; target: string; deployment: string | null; wasSkipped: boolean }[];
}

function onlyIn(one: Present, other: Present): Presence {
  const known = new Set(other.cells.map(({ id }) => id));
  const deploymentsOf = new Map([...other.deployments].map(([target, names]) => [target, new Set(names)]));
  const isInBoth = (target: string, deployment: string | null) => {
    const names = deploymentsOf.get(target);
    return names !== undefined && (deployment === null || names.has(deployment));
  };
  return {
    targets: [...one.deployments.keys()].filter((target) => !deploymentsOf.has(target)),
    deployments: [...one.deployments].flatMap(([target, names]) =>
      deploymentsOf.has(target)
        ? names.filter((name) => !isInBoth(target, name)).map((name) => `${target}/${name}`)
        : [],
    ),
    cells: one.cells
      .filter(({ id, target, deployment, wasSkipped }) => !wasSkipped && !known.has(id) && isInBoth(target, deployment))
      .map(({ id }) => id),
  };
}
