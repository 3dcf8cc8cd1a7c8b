import { normalizeRegion } from "../../model/answered-region.ts";
import type { Baseline } from "../../model/baseline.ts";
import { cellId } from "../../model/cell.ts";
import type { Report, ReportTarget, Result } from "../../model/report.ts";
import type { Pseudonyms } from "./pseudonym.ts";
import type { Replacement } from "./replacement.ts";

/** A report with all names replaced, not yet judged again. Ids of cells are made from the new names. */
export function renameReport(report: Report, replacement: Replacement, names: Pseudonyms, strict: boolean): Report {
  const targets = new Map(
    report.targets.map((target) => [target.name, targetName(target, replacement, names, strict)]),
  );
  const cells = new Map(report.results.map(({ cell }) => [cell.id, cell]));
  const cellOf = ({ id: _, settles, ...cell }: Result["cell"]): Result["cell"] => {
    const settled = settles === undefined ? undefined : cells.get(settles.cell);
    const coordinates = {
      ...cell,
      ...(settles === undefined
        ? {}
        : {
            settles: { ...settles, cell: settled === undefined ? replacement.text(settles.cell) : cellOf(settled).id },
          }),
      target: targets.get(cell.target) ?? names.of("target", cell.target),
      deployment: cell.deployment === null ? null : replacement.text(cell.deployment),
      ...(cell.model === undefined ? {} : { model: replacement.text(cell.model) }),
      companion: cell.companion === null ? null : replacement.text(cell.companion),
    };
    return { id: cellId(coordinates), ...coordinates };
  };
  // What the operator expects is no evidence, and its globs have names.
  // The settings and versions follow from the renamed recordings.
  const {
    expect: _expect,
    expectations: _expectations,
    settings: _settings,
    versions: _versions,
    ...evidence
  } = report;
  const cellIds = new Map(report.results.map(({ cell }) => [cell.id, cellOf(cell).id]));
  return {
    ...evidence,
    run: {
      ...replacement.deep(report.run),
      timezone: strict ? { offsetMinutes: 0, name: "UTC" } : report.run.timezone,
      ...(report.run.emulated === undefined ? {} : { emulated: report.run.emulated }),
    },
    targets: report.targets.map((target) => renameTarget(target, targets, replacement, names, strict)),
    probes: replacement.deep(report.probes, true),
    results: report.results.map((result) => ({
      ...result,
      cell: cellOf(result.cell),
      recording: recordingOf(result.recording, replacement, cellIds),
    })),
    ...(report.baseline === undefined ? {} : { baseline: baselineOf(report.baseline, replacement, cellIds) }),
  };
}

/** Cells of the earlier run have the same pseudonyms as those of this run. Names that only one run has are left out. */
function baselineOf(baseline: Baseline, replacement: Replacement, cellIds: Map<string, string>): Baseline {
  const renamedCell = <T extends { cell: string }>(one: T): T => ({
    ...one,
    cell: cellIds.get(one.cell) ?? replacement.text(one.cell),
  });
  const { run, cells, notCompared } = baseline;
  return {
    run: { ...replacement.deep(run), ...(run.emulated === undefined ? {} : { emulated: run.emulated }) },
    cells: cells.map(renamedCell),
    notCompared: notCompared.map(renamedCell),
  };
}

function recordingOf(
  recording: Result["recording"],
  replacement: Replacement,
  cellIds: Map<string, string>,
): Result["recording"] {
  if (recording === null) return null;
  const { notAttempted } = recording;
  return {
    ...replacement.deep(recording),
    notAttempted:
      notAttempted === null
        ? null
        : { ...notAttempted, because: notAttempted.because.map((id) => cellIds.get(id) ?? replacement.text(id)) },
  };
}

/** A target under pseudonyms. Its label is dropped, because it is free text. */
function renameTarget(
  { label: _, ...target }: ReportTarget,
  targets: Map<string, string>,
  replacement: Replacement,
  names: Pseudonyms,
  strict: boolean,
): ReportTarget {
  const { subscription } = target;
  const replaced = subscription === null ? null : replacement.text(subscription);
  return {
    ...replacement.deep(target),
    name: targets.get(target.name) ?? target.name,
    ...(target.aliasOf === undefined
      ? {}
      : { aliasOf: targets.get(target.aliasOf) ?? names.of("target", target.aliasOf) }),
    region: strict && target.region !== null ? replacement.text(target.region) : target.region,
    // In this field even a common word is a name.
    subscription:
      subscription !== null && replaced === subscription ? names.of("subscription", subscription) : replaced,
    deployments: target.deployments.map((deployment) => ({
      ...deployment,
      name: replacement.text(deployment.name),
      model: deployment.model === null ? null : replacement.model(deployment.model),
    })),
  };
}

/** A target named after its region or `loopback` identifies nobody. */
function targetName(target: ReportTarget, replacement: Replacement, names: Pseudonyms, strict: boolean): string {
  const regions = [target.region ?? "", ...target.answeredRegions].map(normalizeRegion);
  const isPlace = regions.includes(normalizeRegion(target.name));
  if (target.name === "loopback" || (isPlace && !strict)) return target.name;
  const replaced = replacement.text(target.name);
  return /^res-\d+$/.test(replaced) ? replaced : names.of("target", target.name);
}
