import type { LedgerEntry } from "../model/claim.ts";
import type { Finding } from "../model/finding.ts";
import type { Report } from "../model/report.ts";
import { changeLines } from "./changes.ts";
import { code, plain, prose } from "./inert.ts";
import { paragraph } from "./table/grid.ts";

/** What differs between two reports apart from their cells and targets. */
interface Differences {
  findings: Record<"added" | "vanished", Pick<Finding, "code" | "target" | "deployment">[]>;
  claims: { id: string; before: LedgerEntry["standing"] | null; after: LedgerEntry["standing"] | null }[];
}

/** @param report the later report, with the earlier one as its baseline */
export function diffTable(report: Report, differences: Differences): string {
  const write = (text: string) => plain(text, 200);
  const [sum = "", ...lines] = linesOf(report, differences, { name: write, id: write });
  return `${[paragraph("", 0, sum), ...lines.map((line) => paragraph("  ", 4, line))].join("\n")}\n`;
}

/** The same as a Markdown list. */
export function diffMarkdown(report: Report, differences: Differences): string {
  const spell = { name: (text: string) => prose(text, 200), id: (text: string) => code(text, 200) };
  const [sum = "", ...lines] = linesOf(report, differences, spell);
  return `${["# Differences between two reports", "", sum, "", ...lines.map((line) => `- ${line}`)].join("\n")}\n`;
}

function linesOf(
  report: Report,
  { findings, claims }: Differences,
  spell: { name(text: string): string; id(text: string): string },
): string[] {
  const named = ({ code: what, target, deployment }: Differences["findings"]["added"][number]) =>
    [
      spell.id(what),
      ...(target === null ? [] : [spell.name(target)]),
      ...(deployment === null ? [] : [spell.name(deployment)]),
    ].join(" · ");
  return [
    ...changeLines(report, report, spell),
    ...findings.added.map((finding) => `new finding: ${named(finding)}`),
    ...findings.vanished.map((finding) => `finding no longer present: ${named(finding)}`),
    ...claims.map(({ id, before, after }) => `claim ${spell.id(id)}: ${before ?? "absent"} → ${after ?? "absent"}`),
  ];
}
