import type { Report, ReportTarget } from "../model/report.ts";
import { changeLines, exitInWords, rateLines } from "./changes.ts";
import { code, prose } from "./inert.ts";
import { checksSection } from "./markdown/checks.ts";
import { claimsSection } from "./markdown/claims.ts";
import { comparisonLines } from "./markdown/comparison.ts";
import { evidenceSection } from "./markdown/evidence.ts";
import { firstScreen, title } from "./markdown/headline.ts";
import { limitsSection } from "./markdown/limits.ts";
import { reproduceSection } from "./markdown/reproduce.ts";
import { resultsSection } from "./markdown/results.ts";
import { rollOutLines } from "./markdown/roll-out.ts";
import { assembleSections, lengthOf } from "./markdown/sections.ts";
import { settingsSection } from "./markdown/settings.ts";
import { supportFormSection } from "./markdown/support-form.ts";
import { type Ticket, ticketOf } from "./markdown/ticket.ts";
import { borrowedInWords, emulatedWarning, IMPORTED, incompleteness, notAsked, replacedWarning } from "./tally.ts";
import { cutOut, type Format, type View } from "./view.ts";
import { counted } from "./words.ts";

/** A forge accepts 65,536 characters in one post. */
const POST_CHARACTERS = 65_000;
const PART_CHARACTERS = 60_000;
/** A part is read from its beginning: two deployments fit in fewer lines than eight. */
const PART_LINES = 150;
const PART_LINES_OF_MANY = 250;
const MANY_DEPLOYMENTS = 3;

/** The support report: to be pasted into a ticket, a question or an e-mail. No HTML, no table over eight columns. */
export const format: Format = {
  extension: "md",
  render(whole, view) {
    const report = cutOut(whole, view);
    const [only, ...more] = report.targets;
    if (only === undefined)
      return `${[...warnings(report, whole), "# Nothing to report", "", nothing(whole)].join("\n")}\n`;
    if (more.length === 0) return `${part(report, only, whole, view, 1).join("\n")}\n`;
    const head = headOf(report, whole, view);
    return `${[...head, ...parts(report, whole, view, lengthOf(head))].join("\n")}\n`;
  },
};

/** Every target's part. A report that is cut to one finding fits in one post: its last parts are shortened for that. */
function parts(report: Report, whole: Report, view: View, used: number): string[] {
  if (view.finding === null) return report.targets.flatMap((target) => ["", ...part(report, target, whole, view, 2)]);
  const lines: string[] = [];
  let room = POST_CHARACTERS - used - lengthOf([omitted(report.targets.length)]);
  let count = 0;
  for (const target of report.targets) {
    const candidates = [part, openingOf].map((print) => ["", ...print(report, target, whole, view, 2)]);
    const fitting = candidates.find((candidate) => lengthOf(candidate) <= room);
    if (fitting === undefined) {
      count += 1;
      continue;
    }
    lines.push(...fitting);
    room -= lengthOf(fitting);
  }
  return count === 0 ? lines : [...lines, "", omitted(count)];
}

function omitted(count: number): string {
  return `${counted(count, "more target")} in \`report.json\`: use \`--target NAME\`.`;
}

/** One target's part. It is a document of its own if the report has one target. */
function part(report: Report, target: ReportTarget, whole: Report, view: View, level: 1 | 2): string[] {
  const ticket = ticketOf(report, target, whole, view.finding !== null);
  const lines = target.deployments.length < MANY_DEPLOYMENTS ? PART_LINES : PART_LINES_OF_MANY;
  const sections = [
    evidenceSection(ticket),
    supportFormSection(ticket),
    checksSection(ticket),
    reproduceSection(ticket),
    resultsSection(ticket),
    settingsSection(ticket),
    claimsSection(ticket),
    limitsSection(ticket),
  ];
  return assembleSections(opening(ticket, level), sections, level + 1, { lines, characters: PART_CHARACTERS });
}

/** Title and first screen of one target, without its sections. */
function openingOf(report: Report, target: ReportTarget, whole: Report, view: View, level: 1 | 2): string[] {
  const ticket = ticketOf(report, target, whole, view.finding !== null);
  return assembleSections(opening(ticket, level), [], level + 1, { lines: PART_LINES, characters: PART_CHARACTERS });
}

function opening(ticket: Ticket, level: 1 | 2): string[] {
  const { report, results, whole } = ticket;
  const isDocument = level === 1 && !ticket.isCut;
  return [
    ...warnings({ ...report, results }, whole),
    `${"#".repeat(level)} ${title(ticket)}`,
    "",
    ...(isDocument ? changes({ ...report, results }, whole) : []),
    ...firstScreen(ticket, !isDocument),
  ];
}

function headOf(report: Report, whole: Report, view: View): string[] {
  const comparison = view.finding === null ? comparisonLines(report) : [];
  return [
    ...warnings(report, whole),
    `# ${counted(report.targets.length, "target")}: what works and what fails`,
    "",
    ...(view.finding === null ? changes(report, whole) : []),
    ...rollOutLines(report),
    "",
    ...(comparison.length === 0 ? [] : [...comparison, ""]),
    `Run ${code(report.run.id, 80)}. Each target has its own part below. \`--target NAME\` shows one of them.`,
  ];
}

/** The exit code, and what changed since the earlier run. */
function changes(report: Report, whole: Report): string[] {
  const spell = { name: (text: string) => prose(text, 60), id: (text: string) => code(text, 200) };
  const exit = exitInWords(whole);
  const [sum, ...lines] = changeLines(report, whole, spell);
  const rates = rateLines(report, spell);
  return [
    ...(exit === null ? [] : [`**${prose(exit, 2_000)}**`, ""]),
    ...(sum === undefined ? [] : [sum, "", ...lines.map((line) => `- ${line}`), ""]),
    ...(rates.length === 0 ? [] : [...rates.map((line) => `- ${line}`), ""]),
  ];
}

/** What a reader must know before anything else: that the report is imported, emulated, or not complete. */
function warnings(shown: Report, whole: Report): string[] {
  const emulated = emulatedWarning(shown, (name) => code(name, 80));
  const incomplete = incompleteness(whole);
  const replaced = replacedWarning(whole);
  const marks = { elsewhere: " (‹FR-…›)", inferred: " (‹assumed›)" };
  return [
    ...(shown.run.imported === undefined ? [] : [`> **${IMPORTED}**`, ""]),
    ...(emulated === null ? [] : [`> **${emulated}** ${borrowedInWords(shown, whole, marks)}`, ""]),
    ...(replaced === null ? [] : [`> **${prose(replaced, 500)}**`, ""]),
    ...(incomplete === null ? [] : [`> **${prose(incomplete)}**`, ""]),
  ];
}

function nothing(report: Report): string {
  const codes = [...new Set(report.findings.map((finding) => finding.code))];
  const reasons = notAsked(report.results);
  return [
    "The report has no target or finding of this name.",
    `Targets: ${report.targets.map(({ name }) => code(name, 80)).join(", ") || "none"}.`,
    `Findings: ${codes.map((c) => code(c, 80)).join(", ") || "none"}.`,
    ...(reasons.length === 0 ? [] : [`Not run: ${prose(reasons.join(", "))}.`]),
  ].join(" ");
}
