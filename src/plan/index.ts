import { groupBy } from "../model/group-by.ts";
import { oncePer } from "../model/once.ts";
import { isFamily, type Probe } from "../model/probe.ts";
import type { Role } from "../model/role.ts";
import type { Deployment, Target } from "../model/target.ts";
import { placeholdersIn } from "../steps/placeholder.ts";
import {
  findCompanion,
  isAdded,
  isInScope,
  isRequired,
  reasonToSkip,
  type Scope,
  type VariantSettings,
  variantsOf,
} from "./axes.ts";
import { cellOf, missingDeploymentCell, missingVersionCell, targetControlCells } from "./controls.ts";
import { matchesAny } from "./filter.ts";
import type { PlannedCell } from "./planned-cell.ts";
import { countUnits, planHash, type Shard, selectShard } from "./shard.ts";
import { summarise, type TargetSummary } from "./totals.ts";

export { valuesOf } from "../steps/placeholder.ts";
export { credentialsOf, type OwnCredential } from "./axes.ts";
export { describeCell } from "./description.ts";
export { matchesAny } from "./filter.ts";
export type { PlannedCell } from "./planned-cell.ts";
export type { Shard } from "./shard.ts";
export type { TargetSummary } from "./totals.ts";

export interface PlanOptions extends VariantSettings {
  /**
   * Globs of probe ids. Empty selects all probes without a group. The probes of a group run only if a glob names them.
   */
  probe: string[];
  skip: string[];
  /** Globs of deployment names. Empty selects all. */
  deployment: string[];
  /** Roles of deployments. Absent or empty selects all. */
  role?: Role[];
  scope: Scope;
  /** Targets whose credential is not set. Their cells are skipped. */
  leftOut: string[];
  /** How often each cell is run. Absent: once. */
  repeat?: number;
  /** The part of the plan to make. Absent: all of it. */
  shard?: Shard;
}

export interface Plan {
  cells: PlannedCell[];
  targets: TargetSummary[];
  /** Selected deployments that are left out because of `probe: false`, as `target/deployment`. Absent: none. */
  leftOut?: string[];
  /** Set if this is a part. `plan` is equal for parts of the same plan, and `most` is how many parts it can have. */
  part?: Shard & { plan: string; most: number };
}

/** Makes all cells of a run, controls included. Sends nothing. */
export function makePlan(targets: Target[], probes: Probe[], options: PlanOptions): Plan {
  const chosen = probes.filter((probe) => isChosen(probe, options));
  const byId = new Map(probes.map((probe) => [probe.id, probe]));
  const addedBy = new Map<string, string>();
  const all = targets.flatMap((target) => {
    const own = cellsOfTarget(target, chosen, options, addedBy);
    const repetitions = repetitionsOf(own, options.repeat ?? 1);
    return own.length === 0 ? [] : [...controlsOf(target, probes, options, own), ...own, ...repetitions];
  });
  const { shard } = options;
  const cells = shard === undefined ? all : selectShard(all, shard);
  const byTarget = groupBy(cells, ({ cell }) => cell.target);
  const leftOut = targets.flatMap(({ name, deployments }) =>
    deployments
      .filter((one) => isSelected(one, options) && isLeftOut(one, options))
      .map((one) => `${name}/${one.name}`),
  );
  return {
    cells,
    targets: targets.map(({ name }) => summarise(name, byTarget.get(name) ?? [], byId, addedBy)),
    ...(leftOut.length === 0 ? {} : { leftOut }),
    ...(shard === undefined ? {} : { part: { ...shard, plan: planHash(all), most: countUnits(all) } }),
  };
}

function isChosen(probe: Probe, options: PlanOptions): boolean {
  if (probe.group === "control" || matchesAny(probe.id, options.skip)) return false;
  if (isFamily(options.scope)) {
    return probe.group === options.scope && (options.probe.length === 0 || matchesAny(probe.id, options.probe));
  }
  if (probe.group === "named") return options.probe.includes(probe.id);
  // A bare `*` selects no group: `--probe '*'` equals the default.
  const globs =
    probe.group === undefined ? options.probe : options.probe.filter((glob) => glob.startsWith(`${probe.group}-`));
  return globs.length === 0 && probe.group === undefined && options.probe.length === 0
    ? true
    : matchesAny(probe.id, globs);
}

function controlsOf(target: Target, probes: Probe[], options: PlanOptions, own: PlannedCell[]): PlannedCell[] {
  const skip = options.leftOut.includes(target.name) ? "skipped.credential-unset" : null;
  const byId = new Map(probes.map((probe) => [probe.id, probe]));
  const used = own.flatMap(({ cell, skip: reason }) => {
    const probe = byId.get(cell.probe);
    return cell.control !== null || reason !== skip || probe === undefined ? [] : [{ cell, probe }];
  });
  return targetControlCells(target, probes, used).map((cell) => ({ cell, skip, required: false }));
}

/** The repetitions of the cells of a target, round by round, so that those of one cell are apart in time. */
function repetitionsOf(own: PlannedCell[], times: number): PlannedCell[] {
  const repeated = own.filter(({ cell, skip }) => cell.control === null && skip === null);
  return Array.from({ length: times - 1 }, (_, index) => index + 2).flatMap((number) =>
    repeated.map(({ cell: { id, ...cell } }) => ({
      cell: cellOf({ ...cell, control: "settle", settles: { cell: id, trial: { kind: "repeat", number } } }),
      skip: null,
      required: false,
    })),
  );
}

function cellsOfTarget(
  target: Target,
  probes: Probe[],
  options: PlanOptions,
  addedBy: Map<string, string>,
): PlannedCell[] {
  const { role: roles = [] } = options;
  const deployments = target.deployments.filter(
    (one) => isSelected(one, options) && !isLeftOut(one, options) && (roles.length === 0 || roles.includes(one.role)),
  );
  return probes.flatMap((probe) => {
    const isNamed = options.probe.includes(probe.id);
    const model = (deployment: Deployment | null) =>
      usesModel(probe) && deployment?.model != null ? { model: deployment.model } : {};
    const asked =
      probe.per === "target" ? [null] : deployments.filter((d) => isInScope(probe, d, options.scope, isNamed));
    if (probe.per === "target" ? deployments.length === 0 || !perTargetInScope(probe, options) : asked.length === 0)
      return [];
    const skip = reasonToSkip(probe, target, options.leftOut);
    const variants = variantsOf(probe, target, options);
    const planned = variants.flatMap((variant) => {
      const companion = findCompanion(probe, target);
      const ordinary = asked.map((deployment) =>
        cellOf({
          target: target.name,
          deployment: deployment?.name ?? null,
          role: deployment?.role ?? null,
          ...model(deployment),
          probe: probe.id,
          control: null,
          variant,
          companion,
        }),
      );
      // A session is refused to a nonexistent deployment, which says nothing about a setting.
      const control =
        probe.per === "target" || probe.group === "settings" ? [] : [missingDeploymentCell(target, probe, variant)];
      const cells = [...ordinary, ...control];
      if (isAdded(probe, variant, options)) for (const cell of cells) addedBy.set(cell.id, "OPENAI_API_VERSION");
      return cells.map((cell) => ({ cell, skip, required: isRequired(cell, probe, skip) }));
    });
    const [first] = probe.group === "versions" ? variants : [];
    if (first === undefined) return planned;
    return [...planned, { cell: missingVersionCell(target, probe, first), skip, required: false }];
  });
}

function isSelected({ name }: Deployment, { deployment: names }: PlanOptions): boolean {
  return names.length === 0 || matchesAny(name, names);
}

/** Whether the configuration excludes a deployment with `probe: false`. Only its whole name includes it again. */
function isLeftOut({ name, probe }: Deployment, { deployment: names }: PlanOptions): boolean {
  return probe === false && !names.includes(name);
}

const usesModel = oncePer((probe: Probe) => placeholdersIn(probe.steps).includes("model"));

function perTargetInScope(probe: Probe, options: PlanOptions): boolean {
  return options.scope === "all" || probe.role !== "none";
}
