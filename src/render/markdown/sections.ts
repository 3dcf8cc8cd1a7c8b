/** Names of the sections of a target's part, in their order. */
const SECTIONS = {
  evidence: "Evidence",
  data: "Data for the support form",
  checks: "Findings and checks",
  reproduce: "Reproduce",
  results: "All results",
  settings: "Session settings",
  versions: "Api-versions of the dated paths",
  claims: "Published statements about these models",
  limits: "Limits of this report",
} as const;
type SectionName = keyof typeof SECTIONS;

/** What one part may hold. A forge accepts 65,536 characters in one post. */
interface Limits {
  lines: number;
  characters: number;
}

/** A section of a target's part. */
export interface Section {
  name: SectionName;
  /** Always printed, before the rows. A section without lines and rows is left out. */
  lines: string[];
  /** Printed as far as there is room. */
  optional?: OptionalRows;
}

interface OptionalRows {
  /** Lines of one row are printed together or not at all. */
  rows: string[][];
  /** The line that counts the rows left out. */
  leftOut(count: number): string;
}

/** Sections whose rows get their room first. */
const PRIORITY = ["results", "settings", "versions", "checks"] as const satisfies SectionName[];

/** Foreign text cannot hold this mark, because private-use characters are removed from it. */
const MARK = "\ue000";

/** A reference to a section: `section 3`, once the part is assembled. */
export function sectionReference(name: SectionName): string {
  return `${MARK}${name}${MARK}`;
}

/** Numbers the sections, resolves the references, and leaves out optional rows that exceed the limits. */
export function assembleSections(opening: string[], sections: Section[], level: number, limits: Limits): string[] {
  const present = sections.filter(({ lines, optional }) => lines.length > 0 || (optional?.rows.length ?? 0) > 0);
  const shown = fitRows(opening, present, limits);
  const lines = [...opening, ...present.flatMap((section, n) => print(section, n, shown.get(section) ?? 0, level))];
  const numbers = new Map<string, number>(present.map(({ name }, n) => [name, n + 1]));
  return lines
    .filter((line, n) => line !== "" || lines[n - 1] !== "")
    .map((line) => line.replace(new RegExp(`${MARK}(\\w+)${MARK}`, "g"), (_, name) => reference(name, numbers)));
}

function reference(name: string, numbers: ReadonlyMap<string, number>): string {
  const number = numbers.get(name);
  return number === undefined ? "`report.json`" : `section ${number}`;
}

function print({ name, lines, optional }: Section, index: number, count: number, level: number): string[] {
  const rows = optional?.rows ?? [];
  const shown = rows.slice(0, count).flat();
  const rest = rows.length - count;
  return [
    "",
    `${"#".repeat(level)} ${index + 1}. ${SECTIONS[name]}`,
    ...lines,
    ...shown,
    ...(rest === 0 || optional === undefined ? [] : ["", optional.leftOut(rest)]),
  ];
}

/** How many optional rows of each section fit. */
function fitRows(opening: string[], sections: Section[], limits: Limits): ReadonlyMap<Section, number> {
  const fixed = [...opening, ...sections.flatMap((section, n) => print(section, n, 0, 2))];
  const room = { lines: limits.lines - fixed.length, characters: limits.characters - lengthOf(fixed) };
  const shown = new Map<Section, number>();
  for (const name of PRIORITY) {
    const section = sections.find((one) => one.name === name);
    if (section?.optional === undefined) continue;
    const { rows } = section.optional;
    let count = 0;
    for (const row of rows) {
      if (row.length > room.lines || lengthOf(row) > room.characters) break;
      spend(room, row);
      count += 1;
    }
    shown.set(section, count);
  }
  return shown;
}

function spend(room: Limits, lines: string[]): void {
  room.lines -= lines.length;
  room.characters -= lengthOf(lines);
}

/** Characters of lines, line breaks included. */
export function lengthOf(lines: string[]): number {
  return lines.reduce((sum, line) => sum + line.length + 1, 0);
}
