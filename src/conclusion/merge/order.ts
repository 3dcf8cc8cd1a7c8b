import { compareProbes } from "../../catalog/index.ts";
import type { Cell } from "../../model/cell.ts";
import type { Probe } from "../../model/probe.ts";
import type { Target } from "../../model/target.ts";

/** A control that exists once per target. It precedes the other cells of the target. */
const PER_TARGET = new Set(["missing-path", "no-credential"]);

/** Returns a comparison of planned cells that gives the order of the plan. */
export function planOrder(
  targets: Pick<Target, "name" | "auth" | "entra" | "deployments">[],
  probes: Probe[],
): (a: Cell, b: Cell) => number {
  const sorted = [...probes].sort(compareProbes);
  const probeAt = new Map(sorted.map((probe, index) => [probe.id, { index, probe }]));
  const targetAt = new Map(targets.map((target, index) => [target.name, { index, target }]));
  const placeOf = (cell: Cell): number[] => {
    const { index: targetIndex = 0, target } = targetAt.get(cell.target) ?? {};
    const { index: probeIndex = 0, probe } = probeAt.get(cell.probe) ?? {};
    const { apiVersion, auth, scope = "", redirectCredential } = cell.variant;
    const versions = probe?.vary?.["api-version"] ?? [];
    const trial = cell.settles?.trial;
    return [
      targetIndex,
      cell.control !== null && PER_TARGET.has(cell.control) ? 0 : 1,
      trial?.kind === "repeat" ? trial.number : 1,
      probeIndex,
      // A version that only the environment added follows those of the probe.
      apiVersion === null ? 0 : versions.includes(apiVersion) ? versions.indexOf(apiVersion) : versions.length,
      target?.auth.indexOf(auth) ?? 0,
      target?.entra?.scopes?.indexOf(scope) ?? 0,
      redirectCredential === "clean" ? 0 : 1,
      cell.control === "missing-deployment" || cell.control === "missing-version" ? 1 : 0,
      target?.deployments.findIndex(({ name }) => name === cell.deployment) ?? 0,
    ];
  };
  return (a, b) => {
    const [left, right] = [placeOf(a), placeOf(b)];
    return left.map((value, index) => value - (right[index] ?? 0)).find((difference) => difference !== 0) ?? 0;
  };
}
