import { utcTime } from "../clock.ts";
import { plain } from "../inert.ts";
import { seenAt } from "../reading.ts";
import type { RollOutRow, Standing } from "../roll-out.ts";
import { beside, ROLLED_OUT } from "../roll-out.ts";
import { outcome } from "../words.ts";
import { grid, paragraph } from "./grid.ts";
import { mark } from "./matrix.ts";

const WIDTHS = [18, 23, 23, 23];

/** Targets × roles: in each cell the proven path, or what stands in its way. */
export function rollOutTable(rows: RollOutRow[]): string {
  const table = grid(
    ["target", ...ROLLED_OUT],
    rows.map(({ target, standings }) => [
      [plain(target.name, 60), plain(target.region ?? "region unknown", 40)].join("\n"),
      ...ROLLED_OUT.map((role) =>
        standings[role].length === 0 ? "no deployment" : standings[role].map(standingText).join("\n"),
      ),
    ]),
    WIDTHS,
  );
  const others = rows.flatMap((row) =>
    beside(row).map((d) => `${plain(d.name, 60)} on ${plain(row.target.name, 60)} (role ${d.role})`),
  );
  return others.length === 0 ? table : `${table}\n${paragraph("", 0, `Other deployments: ${others.join(", ")}.`)}`;
}

function standingText(standing: Standing): string {
  const name = plain(standing.deployment, 60);
  switch (standing.kind) {
    case "works": {
      const [first, ...more] = standing.proven;
      const when = seenAt(first);
      const others = more.length === 0 ? "" : ` and ${more.length} more`;
      return `${name}\nworks${mark(first)}: ${plain(first.cell.probe, 60)}${others}${when === null ? "" : ` (seen at ${utcTime(when).slice(0, 8)}Z)`}`;
    }
    case "finding":
      return `${name}\nno working way: ${plain(standing.finding.code, 60)}`;
    case "outcome":
      return `${name}\nno working way: ${outcome(standing.result)}`;
    case "not-asked":
      return `${name}\nnot run`;
  }
}
