import type { Finding } from "../../model/finding.ts";
import { codeInTable, prose } from "../inert.ts";

export const FINDINGS_HEAD = ["| severity | finding | targets | cells |", "|---|---|---|---|"];

const MOST_NAMES = 4;

/** A row for each group of findings that say the same, made one after the other. */
export function* findingRows(findings: [first: Finding, all: Finding[]][]): Generator<string> {
  for (const [{ severity, title, code: name }, all] of findings) {
    const targets = [...new Set(all.map(({ target }) => (target === null ? "several" : codeInTable(target, 60))))];
    const cells = new Set(all.flatMap((one) => one.cells));
    yield `| ${severity} | ${prose(title, 200)} (${codeInTable(name, 80)}) | ${someOf(targets)} | ${cells.size} |`;
  }
}

/** At most four names, and the number of the others. */
export function someOf(names: string[]): string {
  const shown = names.slice(0, MOST_NAMES).join(", ");
  return names.length > MOST_NAMES ? `${shown} and ${names.length - MOST_NAMES} more` : shown;
}
