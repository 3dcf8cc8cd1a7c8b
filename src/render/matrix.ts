import { variantName } from "../model/cell.ts";
import { groupBy } from "../model/group-by.ts";
import type { Probe } from "../model/probe.ts";
import type { Report, ReportTarget, Result } from "../model/report.ts";
import { findDeployment } from "../model/target.ts";
import { resultsOf } from "./view.ts";

/** The results of one probe for every deployment of a target. */
interface MatrixRow {
  /** The probe's id, with its variant if it has several: `preview-realtime@2025-04-01-preview`. */
  label: string;
  probe: Probe | null;
  /** One per deployment, in the order of the matrix. Null if it was not planned. */
  cells: (Result | null)[];
}

/** A target's cells as rows and columns. Controls are separate. */
export interface Matrix {
  deployments: string[];
  rows: MatrixRow[];
  /** Cells that name no deployment. */
  perTarget: Result[];
  controls: Result[];
}

/** Arranges a target's results: rows in the order of the catalogue, columns in that of the configuration. */
export function matrixOf(report: Report, target: ReportTarget): Matrix {
  const own = resultsOf(report, target.name);
  // The api-versions have a table of their own.
  const tabulated = new Set(report.probes.flatMap(({ id, group }) => (group === "versions" ? [id] : [])));
  const ordinary = own.filter(({ cell }) => cell.control === null && !tabulated.has(cell.probe));
  const named = ordinary.filter(({ cell }) => cell.deployment !== null);
  const asked = new Set(named.map(({ cell }) => cell.deployment));
  const deployments = [
    ...target.deployments.map(({ name }) => name).filter((name) => asked.has(name)),
    ...[...asked].filter((name) => name !== null && findDeployment(target, name) === null),
  ].filter((name) => name !== null);
  const labels = labelsOf(named);
  const probes = new Map(report.probes.map((probe, order) => [probe.id, { probe, order }]));
  const rows = [...groupBy(named, ({ cell }) => labels.get(cell.id) ?? "")].map(
    ([label, cells]): MatrixRow & { order: number } => {
      const known = probes.get(cells[0]?.cell.probe ?? "");
      const first = new Map(cells.map((result) => [result.cell.deployment, result] as const).reverse());
      return {
        label,
        probe: known?.probe ?? null,
        order: known?.order ?? probes.size,
        cells: deployments.map((name) => first.get(name) ?? null),
      };
    },
  );
  return {
    deployments,
    rows: rows.sort((a, b) => a.order - b.order),
    perTarget: ordinary.filter(({ cell }) => cell.deployment === null),
    controls: own.filter(({ cell }) => cell.control !== null),
  };
}

/** A probe's variant is named only if there are several. */
function labelsOf(results: Result[]): Map<string, string> {
  const variants = new Map<string, Set<string>>();
  for (const { cell } of results) {
    const of = variants.get(cell.probe) ?? new Set();
    variants.set(cell.probe, of.add(variantName(cell.variant)));
  }
  return new Map(
    results.map(({ cell }) => [
      cell.id,
      (variants.get(cell.probe)?.size ?? 0) > 1 ? `${cell.probe}${variantName(cell.variant)}` : cell.probe,
    ]),
  );
}
