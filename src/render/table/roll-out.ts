import { regionOf } from "../../model/answered-region.ts";
import { groupBy } from "../../model/group-by.ts";
import { utcTime } from "../clock.ts";
import { plain } from "../inert.ts";
import { seenAt } from "../reading.ts";
import type { RollOutRow, Standing } from "../roll-out.ts";
import { beside, ROLLED_OUT, unknownInWords } from "../roll-out.ts";
import { outcome } from "../words.ts";
import { grid, paragraph } from "./grid.ts";
import { mark } from "./matrix.ts";

/** Targets that a row of equal ones names. The others are counted. */
const MOST_NAMES = 4;
/** The time of a result differs between targets that are otherwise alike. */
const SEEN_AT = / \(seen at [\d:]+Z\)/g;

const WIDTHS = [18, 23, 23, 23];

/** Targets × roles: in each cell the proven path, or what prevents it. */
export function rollOutTable(rows: RollOutRow[]): string {
  const table = grid(["target", ...ROLLED_OUT], foldAlike(rows), WIDTHS);
  const others = rows.flatMap((row) =>
    beside(row).map((d) => `${plain(d.name, 60)} on ${plain(row.target.name, 60)} (role ${d.role})`),
  );
  return others.length === 0 ? table : `${table}\n${paragraph("", 0, `Other deployments: ${others.join(", ")}.`)}`;
}

/** A row for each target, or for several with the same outcomes: twelve equal regions need no twelve rows. */
function foldAlike(rows: RollOutRow[]): string[][] {
  const drawn = rows.map(({ target, standings }) => ({
    target,
    cells: ROLLED_OUT.map((role) =>
      standings[role].length === 0 ? "no deployment" : standings[role].map(standingText).join("\n"),
    ),
  }));
  const groups = groupBy(drawn, ({ cells }) => cells.join("\0").replace(SEEN_AT, ""));
  return [...groups.values()].map((alike) => {
    const [first] = alike;
    if (alike.length === 1 && first !== undefined) {
      return [
        `${plain(first.target.name, 60)}\n${plain(regionOf(first.target) ?? "region unknown", 40)}`,
        ...first.cells,
      ];
    }
    const shown = alike.slice(0, alike.length > MOST_NAMES ? MOST_NAMES - 1 : MOST_NAMES);
    const rest = alike.length - shown.length;
    const names = shown.map(({ target }) => plain(target.name, 60));
    const cells = (first?.cells ?? []).map((cell) => cell.replace(SEEN_AT, ""));
    return [[...names, ...(rest === 0 ? [] : [`and ${rest} more`])].join("\n"), ...cells];
  });
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
      return `${name}\nno working path: ${plain(standing.finding.code, 60)}${unknownInWords(standing.unknown)}`;
    case "outcome":
      return `${name}\nno working path: ${outcome(standing.result)}${unknownInWords(standing.unknown)}`;
    case "no-evidence":
      return `${name}\nno evidence: ${plain(standing.why, 160)}`;
    case "not-asked":
      return `${name}\nnot run`;
  }
}
