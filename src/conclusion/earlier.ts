import { createHash } from "node:crypto";
import type { Baseline, Before } from "../model/baseline.ts";
import { canonicalJson } from "../model/canonical-json.ts";
import type { Cell } from "../model/cell.ts";
import { oncePer } from "../model/once.ts";
import { isEvidence } from "../model/outcome.ts";
import type { Probe } from "../model/probe.ts";
import type { Report, Result } from "../model/report.ts";
import type { Target } from "../model/target.ts";
import { ordinaryResults } from "./expectations.ts";

/** What an earlier run showed, as far as a later run is compared with it. */
export interface Earlier {
  run: Baseline["run"];
  /** True for a report, which has every cell. A baseline file has only cells with a claim. */
  hasAllCells: boolean;
  targets: Map<string, EarlierTarget>;
  /** A fingerprint of each probe. */
  probes: Map<string, string>;
  cells: Map<string, EarlierCell>;
}

interface EarlierTarget {
  endpoint: string;
  /** Absent: none. */
  basePath?: string;
  /** Null in place of an unknown model or version. */
  deployments: Map<string, { model: string | null; version: string | null }>;
}

interface EarlierCell {
  target: string;
  deployment: string | null;
  companion: string | null;
  probe: string;
  /** The last known outcome with evidence. Null if none is known. */
  outcome: EarlierOutcome | null;
  wasSkipped: boolean;
}

interface EarlierOutcome extends Before {
  /** False if the earlier run itself has no evidence, and knew the outcome from a run before. */
  isOwn: boolean;
  /** The start of the first attempt. */
  firstAt: string;
  lastGood: string | null;
  firstBad: string | null;
}

/** Returns what an earlier run showed of the targets and cells of a plan. What was not selected has not vanished. */
export function selectEarlier(earlier: Earlier, targets: readonly Target[], cells: readonly Cell[]): Earlier {
  const selected = new Set(cells.map(({ id }) => id));
  const deploymentsOf = new Map(
    targets.map(({ name, deployments }) => [name, new Set(deployments.map((d) => d.name))]),
  );
  const kept = [...earlier.targets].flatMap(([name, target]): [string, EarlierTarget][] => {
    const own = deploymentsOf.get(name);
    const deployments = [...target.deployments].filter(([deployment]) => own?.has(deployment));
    return own === undefined ? [] : [[name, { ...target, deployments: new Map(deployments) }]];
  });
  return {
    ...earlier,
    targets: new Map(kept),
    cells: new Map([...earlier.cells].filter(([id]) => selected.has(id))),
  };
}

/** The part of a report that a later run is compared with. */
export function earlierOf(report: Report): Earlier {
  const since = new Map((report.baseline?.cells ?? []).map((one) => [one.cell, one]));
  const carried = new Map(
    (report.baseline?.notCompared ?? []).flatMap(({ cell, why, before }) =>
      before !== undefined && why === "no-evidence-now" ? [[cell, before] as const] : [],
    ),
  );
  const outcomeOf = (result: Result): EarlierOutcome | null => {
    const { id } = result.cell;
    if (!isEvidence(result)) {
      const before = carried.get(id);
      return before === undefined
        ? null
        : { ...before, isOwn: false, firstAt: before.at, lastGood: null, firstBad: null };
    }
    const { verdict, cause } = result;
    const { lastGood = null, firstBad = null } = since.get(id) ?? {};
    const [firstAt, at] = [getFirstStart(result), getLastStart(result)];
    return { verdict, cause, at, isOwn: true, firstAt, lastGood, firstBad };
  };
  return {
    run: describeRun(report),
    hasAllCells: true,
    targets: new Map(report.targets.map((target) => [target.name, targetOf(target)])),
    probes: new Map(report.probes.map((probe) => [probe.id, fingerprint(probe)])),
    cells: new Map(
      ordinaryResults(report).map((result) => {
        const { target, deployment, companion, probe } = result.cell;
        const wasSkipped = result.verdict === "skipped";
        return [result.cell.id, { target, deployment, companion, probe, outcome: outcomeOf(result), wasSkipped }];
      }),
    ),
  };
}

function targetOf({ endpoint, basePath, deployments }: Report["targets"][number]): EarlierTarget {
  const place = { endpoint, ...(basePath === undefined ? {} : { basePath }) };
  // If two deployments have the same name, the first one counts.
  return { ...place, deployments: new Map(deployments.map((one) => [one.name, one] as const).reverse()) };
}

function describeRun({ run }: Report): Baseline["run"] {
  const { id, startedAt, finishedAt, emulated } = run;
  return { id, startedAt, finishedAt, ...(emulated === undefined ? {} : { emulated }) };
}

/** Equal for two definitions of a probe that send and expect the same. */
export const fingerprint = oncePer((probe: Probe) =>
  createHash("sha256").update(canonicalJson(probe)).digest("hex").slice(0, 16),
);

export function getFirstStart({ recording }: Result): string {
  return recording?.attempts[0]?.startedAt ?? recording?.startedAt ?? "";
}

export function getLastStart({ recording }: Result): string {
  return recording?.attempts.at(-1)?.startedAt ?? recording?.startedAt ?? "";
}
