import type { Result } from "../../model/report.ts";
import { plain } from "../inert.ts";
import type { Matrix } from "../matrix.ts";
import { provenance, statuses } from "../reading.ts";
import { controlTally } from "../tally.ts";
import { shortOutcome } from "../words.ts";
import { grid, paragraph, WIDTH } from "./grid.ts";

const PROBE_WIDTH = 24;
const COLUMNS = 4;

/** A target's matrix: probes as rows, deployments as columns, in as many tables as the width asks for. */
export function matrixText(name: string, matrix: Matrix): string {
  const parts = [`Matrix of ${plain(name, 60)}`];
  parts.push(...outcomeGrids("probe", matrix.deployments, matrix.rows));
  for (const result of matrix.perTarget) {
    parts.push(paragraph("", 2, `${plain(result.cell.probe, 60)} (once per target): ${cellText(result)}`));
  }
  const controls = controlTally(matrix.controls);
  if (controls !== "") parts.push(paragraph("Controls", 10, controls));
  return parts.join("\n");
}

/** What the marks after an outcome mean; null if there are none. */
export function legend(results: Result[]): string | null {
  const marked = results.flatMap(mark);
  const lines = [
    ...(marked.includes("*") ? ["* assumed response, never recorded"] : []),
    ...(marked.includes("+") ? ["+ response of another resource"] : []),
  ];
  return lines.length === 0
    ? null
    : `${lines.join(". ")}. ${lines.length === 1 ? "This is not" : "Neither is"} evidence.`;
}

/** Outcomes under named columns, in as many tables as the width asks for. */
export function outcomeGrids(
  corner: string,
  names: string[],
  rows: { label: string; cells: (Result | null)[] }[],
): string[] {
  const count = Math.max(1, Math.ceil(names.length / COLUMNS));
  const columns = Math.ceil(names.length / count);
  return Array.from({ length: count }, (_, n) => n * columns).flatMap((from) => {
    const shown = names.slice(from, from + columns);
    if (shown.length === 0) return [];
    // Borders and padding: one column for each edge, two blanks for each cell.
    const room = WIDTH - (PROBE_WIDTH + 4) - shown.length * 3;
    const width = Math.min(34, Math.floor(room / shown.length));
    return [
      grid(
        [corner, ...shown.map((name) => plain(name, 60))],
        rows.map(({ label, cells }) => [
          plain(label, 80),
          ...shown.map((_, n) => {
            const result = cells[from + n] ?? null;
            return result === null ? "·" : cellText(result);
          }),
        ]),
        [PROBE_WIDTH, ...shown.map(() => width)],
        true,
      ),
    ];
  });
}

function cellText(result: Result): string {
  const status = result.verdict === "skipped" ? "" : statuses(result).split(" → ").slice(-2).join("→");
  return `${shortOutcome(result)}${mark(result)}${status === "" ? "" : ` ${plain(status, 24)}`}`;
}

/** `*` or `+` if an emulator gave the response without evidence about this resource, else empty. */
export function mark(result: Result): string {
  const marks = provenance(result);
  if (marks.includes("‹assumed›")) return "*";
  return marks.length > 0 ? "+" : "";
}
