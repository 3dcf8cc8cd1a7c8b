import type { Report, Result } from "../model/report.ts";
import { machineInWords } from "./busy.ts";
import { changeLines, exitInWords, rateLines } from "./changes.ts";
import { plain } from "./inert.ts";
import { matrixOf } from "./matrix.ts";
import { rollOut } from "./roll-out.ts";
import { comparisonTexts } from "./table/comparison.ts";
import { findingsText } from "./table/findings.ts";
import { paragraph, WIDTH } from "./table/grid.ts";
import { legend, matrixText } from "./table/matrix.ts";
import { rollOutTable } from "./table/roll-out.ts";
import { settingTables } from "./table/settings.ts";
import { versionTables } from "./table/versions.ts";
import { waysText } from "./table/ways.ts";
import {
  borrowedInWords,
  countedOf,
  emulatedWarning,
  IMPORTED,
  incompleteness,
  notAsked,
  notAttempted,
  plannedToRun,
  replacedWarning,
  tally,
} from "./tally.ts";
import { bySeverity, cutOut, type Format, type View } from "./view.ts";
import { counted } from "./words.ts";

/** For a terminal of 100 columns: overview, findings, matrix and further commands. No colour. */
export const format: Format = {
  extension: "txt",
  render(whole, view) {
    const report = cutOut(whole, view);
    if (view.role) {
      const parts = [
        ...warnings(report, whole),
        ...changes(report, whole),
        heading(report),
        waysText(report, view.role),
      ];
      return `${parts.join("\n\n")}\n`;
    }
    const parts = [
      ...warnings(report, whole),
      ...(view.finding === null ? changes(report, whole) : []),
      heading(report),
      [rollOutTable(rollOut(report)), ...legends(report)].join("\n"),
      findingsText(bySeverity(report.findings)),
      ...(view.finding === null ? comparisonTexts(report, view.matrix) : []),
      ...matrices(report, view),
      ...settingTables(report),
      ...versionTables(report),
      summary(report, whole),
      more(report, view),
    ];
    return `${parts.join("\n\n")}\n`;
  },
};

function warnings(report: Report, whole: Report): string[] {
  const emulated = emulatedWarning(report, (name) => plain(name, 80));
  const lines = [
    ...(report.run.imported === undefined ? [] : [IMPORTED]),
    ...(emulated === null ? [] : [`${emulated} ${borrowedInWords(report, whole, { elsewhere: "", inferred: "" })}`]),
    ...[plain(replacedWarning(whole) ?? "", 500)].filter((line) => line !== ""),
    ...[incompleteness(whole) ?? []].flat(),
  ];
  return lines.map((line) => paragraph("!! ", 3, line));
}

function heading({ tool, run, targets }: Report): string {
  const line = `${tool.name} ${tool.version} · run ${run.id} · ${run.startedAt ?? "time unknown"} · ${counted(targets.length, "target")}`;
  return paragraph("", 0, plain(line));
}

function matrices(report: Report, view: View): string[] {
  if (!view.matrix && report.targets.length !== 1) return [];
  return report.targets.map((target) => matrixText(target.name, matrixOf(report, target)));
}

function legends({ results }: Report): string[] {
  const note = legend(results);
  return note === null ? [] : [paragraph("", 0, note)];
}

function summary(report: Report, whole: Report): string {
  const [ordinary, controls] = byControl(plannedToRun(report.results));
  const [allOrdinary, allControls] = byControl(plannedToRun(whole.results));
  const cells = countedOf(ordinary.length, allOrdinary.length, "cell");
  const lines = [
    paragraph("", 0, `${cells} and ${countedOf(controls.length, allControls.length, "control")}: ${tally(ordinary)}`),
    ...notAsked(report.results).map((line) => paragraph("", 2, `Not run (controls included): ${line}.`)),
    ...notAttempted(report.results).map((line) => paragraph("", 2, `Not attempted (controls included): ${line}.`)),
    ...machineInWords(whole.run, report.results).map((line) => paragraph("", 2, line)),
  ];
  return lines.join("\n");
}

function byControl(results: Result[]): [ordinary: Result[], controls: Result[]] {
  return [results.filter(({ cell }) => cell.control === null), results.filter(({ cell }) => cell.control !== null)];
}

/** The exit code, and what changed since the earlier run. The reader of a nightly run needs nothing else. */
function changes(report: Report, whole: Report): string[] {
  const spell = { name: (text: string) => plain(text, 60), id: (text: string) => plain(text, 120) };
  const exit = exitInWords(whole);
  const [sum, ...lines] = changeLines(report, whole, spell);
  return [
    ...(exit === null ? [] : [paragraph("", 0, plain(exit, 2_000))]),
    ...(sum === undefined
      ? []
      : [[paragraph("", 0, sum), ...lines.map((line) => paragraph("  ", 4, line))].join("\n")]),
    ...[
      rateLines(report, spell)
        .map((line) => paragraph("", 2, line))
        .join("\n"),
    ].filter((text) => text !== ""),
  ];
}

function more(report: Report, view: View): string {
  const name = report.targets[0]?.name;
  const options = [
    ...(view.matrix || report.targets.length === 1
      ? []
      : ["  --matrix                   all results of every target, and every comparison"]),
    "  --format markdown          the support report: evidence, request ids, checks",
    "  --format json              all data, for programs and for `aoai-probe report`",
    `  report FILE --format markdown --target ${name === undefined ? "T" : plain(name, 30)} --finding CODE`,
    "                             one finding of a saved report",
  ];
  return ["More:", ...options.map((line) => line.slice(0, WIDTH))].join("\n");
}
