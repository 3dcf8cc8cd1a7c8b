import { groupBy } from "../../model/group-by.ts";
import type { Report } from "../../model/report.ts";
import { changeLines, exitInWords, rateLines } from "../changes.ts";
import { groupFindings } from "../finding-groups.ts";
import { code, prose } from "../inert.ts";
import { FINDINGS_HEAD, findingRows, someOf } from "../markdown/finding-rows.ts";
import { ROLL_OUT_HEAD, rollOutCells } from "../markdown/roll-out.ts";
import { rollOut } from "../roll-out.ts";
import { emulatedWarning, IMPORTED, incompleteness, plannedToRun, tally } from "../tally.ts";
import { bySeverity, cutOut, type Format, isProblem } from "../view.ts";
import { counted } from "../words.ts";

/** GitHub drops a summary of more than 1 MiB. The rest of this is for the summaries that other steps add. */
const MOST_BYTES = 1_000_000;
/** What a section may take, so that a long one leaves room for the next. */
const MOST_BYTES_OF_A_SECTION = 300_000;
/** The time of a result differs between targets that are otherwise alike. */
const SEEN_AT = / \(seen at [\d:.]+Z\)/g;

/** Lines of one kind, made one after the other. Those that do not fit are counted. */
interface Section {
  head: string[];
  count: number;
  lines: Iterable<string>;
  noun: string;
}

/** The job summary of GitHub Actions: the exit code, the fleet, the changes and the findings. */
export const format: Format = {
  extension: "github-summary.md",
  render(whole, view) {
    const report = cutOut(whole, view);
    let room = MOST_BYTES;
    const blocks = [[exitLine(whole)], ...warnings(whole)].map((lines) => lines.join("\n"));
    for (const block of blocks) room -= bytesOf(block) + 2;
    for (const section of sectionsOf(report, whole)) {
      const text = fitted(section, Math.min(room, MOST_BYTES_OF_A_SECTION));
      if (text === null) continue;
      blocks.push(text);
      room -= bytesOf(text) + 2;
    }
    return `${blocks.join("\n\n")}\n`;
  },
};

function exitLine(report: Report): string {
  return `**${prose(exitInWords(report) ?? "The run has no exit code.", 2_000)}**`;
}

function warnings(report: Report): string[][] {
  const emulated = emulatedWarning(report, (name) => code(name, 80));
  const incomplete = incompleteness(report);
  const texts = [report.run.imported === undefined ? null : IMPORTED, emulated, incomplete];
  return texts.flatMap((text) => (text === null ? [] : [[`> **${text}**`]]));
}

function sectionsOf(report: Report, whole: Report): Section[] {
  const spell = { name: (text: string) => prose(text, 60), id: (text: string) => code(text, 200) };
  const [sum, ...changes] = changeLines(report, whole, spell);
  const findings = groupFindings(bySeverity(report.findings.filter(isProblem)));
  const planned = plannedToRun(report.results);
  const cells = planned.filter(({ cell }) => cell.control === null);
  const counts = `${counted(cells.length, "cell")} and ${counted(planned.length - cells.length, "control")}`;
  const rates = rateLines(report, spell);
  const fleet = fleetRows(report);
  return [
    { head: ROLL_OUT_HEAD, count: fleet.length, lines: rowsOf(fleet), noun: "row" },
    ...(sum === undefined
      ? []
      : [{ head: [], count: 1, lines: [[sum, "", ...listOf(changes)].join("\n")], noun: "sum" }]),
    { head: [], count: rates.length, lines: listOf(rates), noun: "rate" },
    {
      head: ["## Findings", "", ...FINDINGS_HEAD],
      count: findings.length,
      lines: findingRows(findings),
      noun: "finding",
    },
    { head: [], count: 1, lines: [`${counts}: ${tally(cells)}.`], noun: "count" },
  ];
}

function listOf(lines: string[]): string[] {
  return lines.map((line) => `- ${line}`);
}

/** Targets with the same outcomes. */
function fleetRows(report: Report): string[][][] {
  const rows = rollOut(report).map(rollOutCells);
  return [...groupBy(rows, ([, , ...roles]) => roles.join("\0").replace(SEEN_AT, "")).values()];
}

function* rowsOf(fleet: string[][][]): Generator<string> {
  for (const alike of fleet) {
    const names = someOf(alike.map(([name = ""]) => name));
    const regions = someOf([...new Set(alike.map(([, region = ""]) => region))]);
    const [, , ...roles] = alike[0] ?? [];
    const cells = alike.length === 1 ? roles : roles.map((cell) => cell.replace(SEEN_AT, ""));
    yield `| ${[names, regions, ...cells].join(" | ")} |`;
  }
}

/** The section with as many lines as fit. Null if it has none, or if not even its head fits. */
function fitted({ head, count, lines, noun }: Section, room: number): string | null {
  const shown: string[] = [];
  let left = room - bytesOf([...head, restOf(count, noun)].join("\n"));
  for (const line of lines) {
    left -= bytesOf(line) + 1;
    if (left < 0) break;
    shown.push(line);
  }
  if (shown.length === 0) return null;
  const rest = count - shown.length;
  return [...head, ...shown, ...(rest === 0 ? [] : ["", restOf(rest, noun)])].join("\n");
}

function restOf(count: number, noun: string): string {
  return `${counted(count, `more ${noun}`)} in \`report.json\`.`;
}

function bytesOf(text: string): number {
  return Buffer.byteLength(text);
}
