import { groupBy } from "../../model/group-by.ts";
import type { Result } from "../../model/report.ts";
import { codeInTable, prose } from "../inert.ts";
import { matrixOf } from "../matrix.ts";
import { statuses } from "../reading.ts";
import { controlTally } from "../tally.ts";
import { counted, shortOutcome } from "../words.ts";
import type { Section } from "./sections.ts";
import { marks, type Ticket } from "./ticket.ts";

/** One line per deployment: its probes by result. The terminal has the same as a matrix. */
export function resultsSection(ticket: Ticket): Section {
  const { deployments, rows, perTarget, controls } = matrixOf(ticket.report, ticket.target);
  const lines = deployments.map((name, column) => {
    const results = rows.flatMap(({ label, cells }) => {
      const result = cells[column] ?? null;
      return result === null ? [] : [{ label, result }];
    });
    return `- ${codeInTable(name, 80)}: ${byOutcome(results)}.`;
  });
  const once = perTarget.map((result) => ({ label: result.cell.probe, result }));
  const control = controlTally(controls);
  return {
    name: "results",
    lines: [
      ...(once.length === 0 ? [] : [`- Once per target: ${byOutcome(once)}.`]),
      ...(control === "" ? [] : [`- Controls: ${control}.`]),
    ],
    optional: {
      rows: lines.map((line) => [line]),
      leftOut: (n) => `${counted(n, "more deployment")}: \`--format table --matrix\`, or \`report.json\`.`,
    },
  };
}

/** `**works** (2): a, b · **not supported** (1): c`. */
function byOutcome(results: { label: string; result: Result }[]): string {
  const groups = [...groupBy(results, ({ result }) => shortOutcome(result))].sort(
    ([a], [b]) => Number(b === "works") - Number(a === "works"),
  );
  return groups
    .map(([outcome, group]) => {
      const names = group.map(({ label, result }) => codeInTable(label, 80) + marks(result));
      return `**${outcome}** (${group.length}): ${names.join(", ")}`;
    })
    .join(" · ");
}

/** Outcome, statuses and source of a cell; a dot if it was not planned. */
export function cellText(result: Result | null): string {
  if (result === null) return "·";
  const status = result.verdict === "skipped" ? "" : statuses(result);
  return `${shortOutcome(result)}${status === "" ? "" : ` ${prose(status, 40)}`}${marks(result)}`;
}
