import { isAbout, isOf } from "../../conclusion/expectations.ts";
import { SELECTORS } from "../../model/expectation.ts";
import type { Target } from "../../model/target.ts";
import { matchesAny } from "../../plan/index.ts";
import { nearestName } from "../text/nearest-name.ts";
import { UsageError } from "../usage-error.ts";
import type { Configuration } from "./file.ts";

/**
 * Refuses an entry of `expect:` that selects nothing, because a typing error would make a night look good.
 * @throws UsageError naming file, line and key
 */
export function refuseStrayExpectations(
  { name, content, placeOf }: Configuration,
  targets: Target[],
  probes: { id: string }[],
): void {
  for (const [index, entry] of (content.expect ?? []).entries()) {
    const selected = targets.filter((target) => isOf(entry, target));
    const deployments = selected.flatMap((target) => target.deployments).filter((one) => isAbout(entry, one));
    const isStrayProbe = entry.probe !== undefined && !probes.some(({ id }) => matchesAny(id, [entry.probe ?? ""]));
    if (deployments.length > 0 && !isStrayProbe) continue;
    const key = isStrayProbe ? "probe" : SELECTORS.find((one) => one !== "probe" && entry[one] !== undefined);
    const { line, col } = placeOf(["expect", index, ...(key === undefined ? [] : [key])]);
    const names = key === "probe" ? probes.map(({ id }) => id) : targets.map((target) => target.name);
    const nearest = key === "probe" || key === "target" ? nearestName(entry[key] ?? "", names) : null;
    const hint = nearest === null ? "Correct it or remove the entry." : `Did you mean \`${nearest}\`?`;
    throw new UsageError(
      `${name}:${line}:${col}: 'expect[${index}]' selects no ${key === "probe" ? "probe" : "deployment"}. ${hint}`,
    );
  }
}
