import { regionOf } from "../../model/answered-region.ts";
import type { Report } from "../../model/report.ts";
import { codeInTable, prose } from "../inert.ts";
import { provenance } from "../reading.ts";
import { beside, ROLLED_OUT, type RollOutRow, rollOut, type Standing, unknownInWords } from "../roll-out.ts";
import { datedOutcome, outcome } from "../words.ts";

/** Targets × roles as a table: in each cell the proven path, or what prevents it. */
export function rollOutLines(report: Report): string[] {
  const rows = rollOut(report);
  const others = rows.flatMap((row) =>
    beside(row).map((d) => `${prose(d.name, 60)} on ${prose(row.target.name, 60)} (${d.role})`),
  );
  return [
    ...ROLL_OUT_HEAD,
    ...rows.map(rollOutCells).map((cells) => `| ${cells.join(" | ")} |`),
    ...(others.length === 0 ? [] : ["", `Other deployments: ${others.join(", ")}.`]),
  ];
}

/** The head of the table whose rows `rollOutCells` makes. */
export const ROLL_OUT_HEAD = [`| target | region | ${ROLLED_OUT.join(" | ")} |`, "|---|---|---|---|---|"];

/** One target as a row: its name, its region, and for each role the proven path or what prevents it. */
export function rollOutCells({ target, standings }: RollOutRow): [name: string, region: string, ...roles: string[]] {
  const cells = ROLLED_OUT.map((role) => standings[role].map(standingText).join(", ") || "no deployment");
  return [prose(target.name, 80), prose(regionOf(target) ?? "unknown", 60), ...cells];
}

function standingText(standing: Standing): string {
  const name = codeInTable(standing.deployment, 80);
  switch (standing.kind) {
    case "works": {
      const [first] = standing.proven;
      const marks = provenance(first).map((mark) => ` ${prose(mark, 20)}`);
      return `${name}: ${codeInTable(first.cell.probe, 80)} ${datedOutcome(first)}${marks.join("")}`;
    }
    case "finding":
      return `${name}: no working path, ${codeInTable(standing.finding.code, 80)}${unknownInWords(standing.unknown)}`;
    case "outcome":
      return `${name}: no working path, ${outcome(standing.result)}${unknownInWords(standing.unknown)}`;
    case "no-evidence":
      return `${name}: no evidence, ${prose(standing.why, 160)}`;
    case "not-asked":
      return `${name}: not run`;
  }
}
