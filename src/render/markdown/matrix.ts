import type { Result } from "../../model/report.ts";
import { codeInTable, prose } from "../inert.ts";
import { matrixOf } from "../matrix.ts";
import { statuses } from "../reading.ts";
import { controlTally } from "../tally.ts";
import { counted, shortOutcome } from "../words.ts";
import type { Block, Section } from "./budget.ts";
import { marks, type Ticket } from "./ticket.ts";

/** A table of more than eight columns breaks where it is pasted. */
const DEPLOYMENTS = 7;

/** Probes as rows, deployments as columns. */
export function matrixSection(ticket: Ticket): Section {
  const matrix = matrixOf(ticket.report, ticket.target);
  const blocks: Block[] = [];
  for (let from = 0; from < matrix.deployments.length; from += DEPLOYMENTS) {
    const names = matrix.deployments.slice(from, from + DEPLOYMENTS);
    const head = [
      `| probe | ${names.map((name) => codeInTable(name, 80)).join(" | ")} |`,
      `|---${"|---".repeat(names.length)}|`,
    ];
    const before = from === 0 ? head : ["", ...head];
    for (const [n, { label, cells }] of matrix.rows.entries()) {
      blocks.push(() => {
        const texts = names.map((_, column) => cellText(cells[from + column] ?? null));
        return [...(n === 0 ? before : []), `| ${codeInTable(label, 80)} | ${texts.join(" | ")} |`];
      });
    }
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

/** An outcome with its statuses and, of an emulator, where it comes from; a dot where it was not planned. */
export function cellText(result: Result | null): string {
  if (result === null) return "·";
  const status = result.verdict === "skipped" ? "" : statuses(result);
  return `${shortOutcome(result)}${status === "" ? "" : ` ${prose(status, 40)}`}${marks(result)}`;
}
