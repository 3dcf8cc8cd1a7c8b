import type { Report } from "../model/report.ts";
import { plain } from "./inert.ts";
import { matrixOf } from "./matrix.ts";
import { borrowed } from "./reading.ts";
import { rollOut } from "./roll-out.ts";
import { comparisonTexts } from "./table/comparison.ts";
import { findingsText } from "./table/findings.ts";
import { paragraph, WIDTH } from "./table/grid.ts";
import { legend, matrixText } from "./table/matrix.ts";
import { rollOutTable } from "./table/roll-out.ts";
import { incompleteness, notAsked, standInWarning, tally } from "./tally.ts";
import { bySeverity, cutOut, type Format, type View } from "./view.ts";
import { counted } from "./words.ts";

/** For a terminal of 100 columns: the roll-out, the findings, the matrix, and how to get more. No colour. */
export const format: Format = {
  extension: "txt",
  render(whole, view) {
    const report = cutOut(whole, view);
    const parts = [
      ...warnings(report),
      heading(report),
      [rollOutTable(rollOut(report)), ...legends(report)].join("\n"),
      findingsText(bySeverity(report.findings)),
      ...(view.finding === null ? comparisonTexts(report, view.matrix) : []),
      ...matrices(report, view),
      summary(report),
      more(report, view),
    ];
    return `${parts.join("\n\n")}\n`;
  },
};

function warnings(report: Report): string[] {
  const standIn = standInWarning(report, (name) => plain(name, 80));
  const { asked, elsewhere, inferred } = borrowed(report);
  const lines = [
    ...(standIn === null
      ? []
      : [
          `${standIn} Of ${counted(asked, "cell")} asked, ${elsewhere} rest on answers recorded of other resources and ${inferred} on inferred ones.`,
        ]),
    ...[incompleteness(report) ?? []].flat(),
  ];
  return lines.map((line) => paragraph("!! ", 3, line));
}

function heading({ tool, run, targets }: Report): string {
  const line = `${tool.name} ${tool.version} · run ${run.id} · ${run.startedAt} · ${counted(targets.length, "target")}`;
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

function summary(report: Report): string {
  const ordinary = report.results.filter(({ cell }) => cell.control === null);
  const controls = report.results.length - ordinary.length;
  const lines = [
    paragraph("", 0, `${counted(ordinary.length, "cell")} and ${counted(controls, "control")}: ${tally(ordinary)}`),
    ...notAsked(report.results).map((line) => paragraph("", 2, `not asked, ${line}`)),
  ];
  return lines.join("\n");
}

function more(report: Report, view: View): string {
  const name = report.targets[0]?.name;
  const options = [
    ...(view.matrix || report.targets.length === 1
      ? []
      : ["  --matrix                   the matrix of every target, and every path compared"]),
    "  --format markdown          the support report: every hop, request id and time",
    "  --format json              the evidence itself, which can be judged again",
    `  report FILE --format markdown --target ${name === undefined ? "T" : plain(name, 30)} --finding CODE`,
    "                             one ticket out of a saved report",
  ];
  return ["More:", ...options.map((line) => line.slice(0, WIDTH))].join("\n");
}
