import type { Finding } from "../../model/finding.ts";
import { plain } from "../inert.ts";
import { isProblem } from "../view.ts";
import { counted } from "../words.ts";
import { paragraph } from "./grid.ts";

const INDENT = 13;

/** What is wrong, the gravest first, each with what to do; then what works, a line each. */
export function findingsText(findings: Finding[]): string {
  const problems = findings
    .filter(isProblem)
    .map((finding) =>
      [
        paragraph(finding.severity, INDENT, plain(finding.title)),
        paragraph("", INDENT, about(finding)),
        paragraph("", INDENT, `Do: ${plain(finding.remedy, 600)}`),
      ].join("\n"),
    );
  const others = findings
    .filter((finding) => !isProblem(finding))
    .map((finding) => paragraph("", INDENT, `${plain(finding.title)} (${about(finding)})`));
  if (problems.length === 0 && others.length === 0) return "No findings.";
  return [...problems, ...others].join("\n");
}

function about({ code, target, cells }: Finding): string {
  return `${plain(code, 80)} · ${target === null ? "several targets" : plain(target, 60)} · ${counted(cells.length, "cell")}`;
}
