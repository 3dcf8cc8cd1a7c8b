import type { Result } from "../../model/report.ts";
import { plain } from "../inert.ts";
import type { Matrix, MatrixRow } from "../matrix.ts";
import { provenance, statuses } from "../reading.ts";
import { controlTally } from "../tally.ts";
import { shortOutcome } from "../words.ts";
import { grid, paragraph, WIDTH } from "./grid.ts";

const PROBE_WIDTH = 24;
const COLUMNS = 4;

/** A target's matrix: probes as rows, deployments as columns, in as many tables as the width asks for. */
export function matrixText(name: string, matrix: Matrix): string {
  const parts = [`Matrix of ${plain(name, 60)}`];
  const wide = Math.ceil(matrix.deployments.length / COLUMNS);
  const columns = Math.ceil(matrix.deployments.length / Math.max(1, wide));
  for (let from = 0; from < matrix.deployments.length; from += columns) {
    parts.push(part(matrix.deployments.slice(from, from + columns), from, matrix.rows));
  }
  for (const result of matrix.perTarget) {
    parts.push(paragraph("", 2, `${plain(result.cell.probe, 60)}, once for the target: ${cellText(result)}`));
  }
  const controls = controlTally(matrix.controls);
  if (controls !== "") parts.push(paragraph("Controls", 10, controls));
  return parts.join("\n");
}

/** What the marks behind an outcome mean; null where there are none. */
export function legend(results: Result[]): string | null {
  const marked = results.flatMap(mark);
  const lines = [
    ...(marked.includes("*") ? ["* inferred: nobody recorded this answer"] : []),
    ...(marked.includes("+") ? ["+ recorded of another resource"] : []),
  ];
  return lines.length === 0 ? null : `${lines.join("; ")}. Neither is evidence.`;
}

function part(deployments: string[], from: number, rows: MatrixRow[]): string {
  // Borders and padding: one column for each edge, two blanks for each cell.
  const room = WIDTH - (PROBE_WIDTH + 4) - deployments.length * 3;
  const width = Math.min(34, Math.floor(room / deployments.length));
  return grid(
    ["probe", ...deployments.map((name) => plain(name, 60))],
    rows.map(({ label, cells }) => [
      plain(label, 80),
      ...deployments.map((_, n) => {
        const result = cells[from + n] ?? null;
        return result === null ? "·" : cellText(result);
      }),
    ]),
    [PROBE_WIDTH, ...deployments.map(() => width)],
    true,
  );
}

function cellText(result: Result): string {
  const status = result.verdict === "skipped" ? "" : statuses(result).split(" → ").slice(-2).join("→");
  return `${shortOutcome(result)}${mark(result)}${status === "" ? "" : ` ${plain(status, 24)}`}`;
}

/** `*` or `+` behind an outcome that a stand-in gave without evidence of this resource, else empty. */
export function mark(result: Result): string {
  const marks = provenance(result);
  if (marks.includes("‹inferred›")) return "*";
  return marks.length > 0 ? "+" : "";
}
