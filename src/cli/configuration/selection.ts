import { isOf } from "../../conclusion/expectations.ts";
import { ROLES, type Role } from "../../model/role.ts";
import type { Target } from "../../model/target.ts";
import { didYouMean } from "../text/nearest-name.ts";
import { UsageError } from "../usage-error.ts";

/** The targets and roles that a run is narrowed to. An empty list selects all. */
interface Selected {
  /** Globs of target names. */
  target: string[];
  /** Globs of the regions that the operator states, in any spelling. */
  region: string[];
  role: Role[];
}

type Place = Pick<Target, "name" | "region">;

/**
 * The flags that select targets and roles. Each of them must be able to select something.
 * @throws UsageError naming the flag, with the nearest known name
 */
export function readSelection(flags: Record<string, unknown>, targets: Place[]): Selected {
  const selected = {
    target: listOf(flags.target),
    region: listOf(flags.region),
    role: listOf(flags.role).map(readRole),
  };
  const names = targets.map(({ name }) => name);
  const regions = [...new Set(targets.flatMap(({ region }) => region ?? []))];
  for (const glob of selected.target) {
    if (targets.some((target) => isOf({ target: glob }, target))) continue;
    throw new UsageError(`--target: no such target${adviceFor(glob, names)}`);
  }
  for (const glob of selected.region) {
    if (targets.some((target) => isOf({ region: glob }, target))) continue;
    throw new UsageError(
      `--region: no target states this region${regions.length === 0 ? ". Set `region:` in the target." : adviceFor(glob, regions)}`,
    );
  }
  const isEmpty = !targets.some((target) => isSelected(target, selected));
  if (isEmpty) throw new UsageError("--region: no target of --target states this region. Change one of the two flags.");
  return selected;
}

/** Whether a run includes a target. A target of unknown region is in no region. */
export function isSelected(place: Place, { target, region }: Pick<Selected, "target" | "region">): boolean {
  const isNamed = target.length === 0 || target.some((glob) => isOf({ target: glob }, place));
  return isNamed && (region.length === 0 || region.some((glob) => isOf({ region: glob }, place)));
}

function readRole(text: string): Role {
  const role = ROLES.find((known) => known === text);
  if (role !== undefined) return role;
  throw new UsageError(`--role: no such role${adviceFor(text, ROLES)}`);
}

function listOf(given: unknown): string[] {
  return Array.isArray(given) ? given.map(String) : [];
}

function adviceFor(typed: string, known: readonly string[]): string {
  return didYouMean(typed, known) || `. Use one of: ${known.join(", ")}.`;
}
