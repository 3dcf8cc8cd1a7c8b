import type { Report, ReportTarget } from "../model/report.ts";
import { code, prose } from "./inert.ts";
import { assemble } from "./markdown/budget.ts";
import { cellsSection } from "./markdown/cells.ts";
import { claimsSection } from "./markdown/claims.ts";
import { comparisonLines } from "./markdown/comparison.ts";
import { environmentSection } from "./markdown/environment.ts";
import { evidenceSection } from "./markdown/evidence.ts";
import { findingsSection } from "./markdown/findings.ts";
import { firstScreen, title } from "./markdown/headline.ts";
import { limitsSection } from "./markdown/limits.ts";
import { matrixSection } from "./markdown/matrix.ts";
import { questionsSection } from "./markdown/questions.ts";
import { reproduceSection } from "./markdown/reproduce.ts";
import { rollOutLines } from "./markdown/roll-out.ts";
import { ruledOutSection } from "./markdown/ruled-out.ts";
import { ticketOf } from "./markdown/ticket.ts";
import { borrowedInWords, emulatedWarning, incompleteness, notAsked } from "./tally.ts";
import { cutOut, type Format, type View } from "./view.ts";
import { counted } from "./words.ts";

/** The support report: to be pasted into a ticket, a question or an e-mail. No HTML, no table over eight columns. */
export const format: Format = {
  extension: "md",
  render(whole, view) {
    const report = cutOut(whole, view);
    const [only, ...more] = report.targets;
    if (only === undefined)
      return `${[...warnings(report, whole), "# Nothing to report", "", nothing(whole)].join("\n")}\n`;
    if (more.length === 0) return `${part(report, only, whole, view, 1).join("\n")}\n`;
    return `${[...head(report, whole, view), ...report.targets.flatMap((target) => ["", ...part(report, target, whole, view, 2)])].join("\n")}\n`;
  },
};

/** One target's part, as a document of its own: also cut out of several it says first what answered. */
function part(report: Report, target: ReportTarget, whole: Report, view: View, level: 1 | 2): string[] {
  const ticket = ticketOf(report, target, whole, view.finding !== null);
  const opening = [
    ...warnings({ ...report, results: ticket.results }, whole),
    `${"#".repeat(level)} ${title(ticket)}`,
    "",
    ...firstScreen(ticket),
  ];
  const sections = [
    environmentSection(ticket),
    matrixSection(ticket),
    findingsSection(ticket),
    evidenceSection(ticket),
    questionsSection(ticket),
    ruledOutSection(ticket),
    claimsSection(ticket),
    reproduceSection(ticket),
    cellsSection(ticket),
    limitsSection(ticket),
  ];
  return assemble(opening, sections, level + 1);
}

function head(report: Report, whole: Report, view: View): string[] {
  return [
    ...warnings(report, whole),
    `# ${counted(report.targets.length, "resource")}: what works, and what stands in the way`,
    "",
    ...rollOutLines(report),
    "",
    // What was cut out does not show what is the same and what differs.
    ...(view.finding === null ? spaced(comparisonLines(report)) : []),
    `Run ${code(report.run.id, 80)}. Each resource has a part of its own below; \`--target NAME\` cuts one out.`,
  ];
}

/** With an empty line behind, where there is anything. */
function spaced(lines: string[]): string[] {
  return lines.length === 0 ? [] : [...lines, ""];
}

/** What must be read before anything else: that an emulator answered, and that the run is not whole. */
function warnings(shown: Report, whole: Report): string[] {
  const emulated = emulatedWarning(shown, (name) => code(name, 80));
  const incomplete = incompleteness(whole);
  const marks = { elsewhere: " (‹FR-…›)", inferred: " (‹inferred›)" };
  return [
    ...(emulated === null
      ? []
      : [`> **${emulated}** ${borrowedInWords(shown, whole, marks)} Neither is evidence.`, ""]),
    ...(incomplete === null ? [] : [`> **${prose(incomplete)}**`, ""]),
  ];
}

function nothing(report: Report): string {
  const codes = [...new Set(report.findings.map((finding) => finding.code))];
  const reasons = notAsked(report.results);
  return [
    `No target or finding of this name is in the report. Targets: ${report.targets.map(({ name }) => code(name, 80)).join(", ") || "none"}.`,
    `Findings: ${codes.map((c) => code(c, 80)).join(", ") || "none"}.`,
    ...(reasons.length === 0 ? [] : [`Not asked: ${prose(reasons.join("; "))}.`]),
  ].join(" ");
}
