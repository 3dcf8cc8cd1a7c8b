import type { Result } from "../../model/report.ts";
import { codeInTable, prose } from "../inert.ts";
import { matrixOf } from "../matrix.ts";
import { statuses } from "../reading.ts";
import { controlTally } from "../tally.ts";
import { counted, shortOutcome } from "../words.ts";
import type { Section } from "./budget.ts";
import { marks, type Ticket } from "./ticket.ts";

/** A table of more than eight columns breaks where it is pasted. */
const DEPLOYMENTS = 7;

/** Probes as rows, deployments as columns. */
export function matrixSection(ticket: Ticket): Section {
  const matrix = matrixOf(ticket.report, ticket.target);
  const blocks: string[][] = [];
  for (let from = 0; from < matrix.deployments.length; from += DEPLOYMENTS) {
    const names = matrix.deployments.slice(from, from + DEPLOYMENTS);
    const head = [
      `| probe | ${names.map((name) => codeInTable(name, 80)).join(" | ")} |`,
      `|---${"|---".repeat(names.length)}|`,
    ];
    const rows = matrix.rows.map(({ label, cells }) => {
      const texts = names.map((_, n) => cellText(cells[from + n] ?? null));
      return `| ${codeInTable(label, 80)} | ${texts.join(" | ")} |`;
    });
    blocks.push(...rows.map((row, n) => (n === 0 ? [...(from === 0 ? [] : [""]), ...head, row] : [row])));
  }
  const once = matrix.perTarget.map((result) => `${codeInTable(result.cell.probe, 80)} ${cellText(result)}`);
  const controls = controlTally(matrix.controls);
  return {
    heading: "The matrix",
    lead: [],
    blockHead: [],
    blocks,
    tail: [
      ...(once.length === 0 ? [] : ["", `Once for the target: ${once.join("; ")}.`]),
      ...(controls === "" ? [] : ["", `Controls: ${controls}.`]),
    ],
    rank: 2,
    share: 48,
    leftOut: (n) => `${counted(n, "further row")} of the matrix: \`--format table --matrix\`, or \`report.json\`.`,
  };
}

/** An outcome with its statuses and, of a stand-in, where it comes from; a dot where it was not planned. */
export function cellText(result: Result | null): string {
  if (result === null) return "·";
  const status = result.verdict === "skipped" ? "" : statuses(result);
  return `${shortOutcome(result)}${status === "" ? "" : ` ${prose(status, 40)}`}${marks(result)}`;
}
