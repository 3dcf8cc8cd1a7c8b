import type { Report, ReportTarget } from "../model/report.ts";
import { changeLines, exitInWords, rateLines } from "./changes.ts";
import { fileNames } from "./file-name.ts";
import { groupFindings } from "./finding-groups.ts";
import { code, prose } from "./inert.ts";
import { checksSection } from "./markdown/checks.ts";
import { claimsSection } from "./markdown/claims.ts";
import { comparisonLines } from "./markdown/comparison.ts";
import { evidenceSection } from "./markdown/evidence.ts";
import { FINDINGS_HEAD, findingRows } from "./markdown/finding-rows.ts";
import { firstScreen, title } from "./markdown/headline.ts";
import { limitsSection } from "./markdown/limits.ts";
import { reproduceSection } from "./markdown/reproduce.ts";
import { resultsSection } from "./markdown/results.ts";
import { rollOutLines } from "./markdown/roll-out.ts";
import { assembleSections, lengthOf } from "./markdown/sections.ts";
import { settingsSection } from "./markdown/settings.ts";
import { supportFormSection } from "./markdown/support-form.ts";
import { type Ticket, ticketOf } from "./markdown/ticket.ts";
import { versionsSection } from "./markdown/versions.ts";
import { waysLines } from "./markdown/ways.ts";
import { borrowedInWords, emulatedWarning, IMPORTED, incompleteness, notAsked, replacedWarning } from "./tally.ts";
import { bySeverity, cutOut, type Format, isProblem, type ReportFile, type View } from "./view.ts";
import { counted } from "./words.ts";

/** A forge accepts 65,536 characters in one post. */
const POST_CHARACTERS = 65_000;
const PART_CHARACTERS = 60_000;
/** A part is read from its beginning: two deployments fit in fewer lines than eight. */
const PART_LINES = 150;
const PART_LINES_OF_MANY = 250;
const MANY_DEPLOYMENTS = 3;

/** From this number of targets on, each has a file of its own. Three regions are read side by side, twelve are not. */
const FLEET = 4;
/** `report.github-summary.md` is the file of another format. */
const TAKEN_NAMES = ["github-summary"];

/** The support report: to be pasted into a ticket, a question or an e-mail. No HTML, no table over eight columns. */
export const format: Format = {
  extension: "md",
  render(whole, view) {
    const report = cutOut(whole, view);
    const [only, ...more] = report.targets;
    if (view.role) return `${roleLines(report, whole, view.role).join("\n")}\n`;
    if (only === undefined)
      return `${[...warnings(report, whole), "# Nothing to report", "", nothing(whole)].join("\n")}\n`;
    if (more.length === 0) return `${part(report, only, whole, view, 1).join("\n")}\n`;
    const head = headOf(report, whole, view);
    return `${[...head, ...parts(report, whole, view, lengthOf(head))].join("\n")}\n`;
  },
  files(whole, view) {
    const report = cutOut(whole, view);
    return view.finding !== null || view.role || report.targets.length < FLEET ? null : fleetFiles(report, whole, view);
  },
};

/** The ways to serve one role, by region. */
function roleLines(report: Report, whole: Report, role: string): string[] {
  const title = `# ${counted(report.targets.length, "target")}: which way serves ${prose(role, 40)}`;
  return [...warnings(report, whole), title, "", ...changes(report, whole), ...waysLines(report, role)];
}

/** An overview, and a file for each target. */
function* fleetFiles(report: Report, whole: Report, view: View): Generator<ReportFile> {
  const names = report.targets.map(({ name }) => name);
  const files = fileNames(names, TAKEN_NAMES).map((name) => `report.${name}.md`);
  yield { name: "report.md", pieces: [`${overview(report, whole, view, files).join("\n")}\n`] };
  for (const [n, target] of report.targets.entries()) {
    const own = { ...view, target: target.name };
    yield { name: files[n] ?? "", pieces: [`${part(cutOut(whole, own), target, whole, own, 1).join("\n")}\n`] };
  }
}

/** What works on each target, what changed, and the findings. */
function overview(report: Report, whole: Report, view: View, files: string[]): string[] {
  const findings = groupFindings(bySeverity(report.findings.filter(isProblem)));
  return [
    ...headOf(report, whole, view, files),
    ...(findings.length === 0 ? [] : ["", "## Findings", "", ...FINDINGS_HEAD, ...findingRows(findings)]),
  ];
}

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
    versionsSection(ticket),
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

/** @param files the file of each target. Absent: the parts of the targets follow */
function headOf(report: Report, whole: Report, view: View, files?: string[]): string[] {
  const comparison = view.finding === null ? comparisonLines(report) : [];
  return [
    ...warnings(report, whole),
    `# ${counted(report.targets.length, "target")}: what works and what fails`,
    "",
    ...(view.finding === null ? changes(report, whole) : []),
    ...rollOutLines(report, files),
    "",
    ...(comparison.length === 0 ? [] : [...comparison, ""]),
    `Run ${code(report.run.id, 80)}. ${files === undefined ? "Each target has its own part below. `--target NAME` shows one of them." : "Each target has a report of its own."}`,
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
