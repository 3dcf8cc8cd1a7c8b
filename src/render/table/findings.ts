import type { Finding } from "../../model/finding.ts";
import { groupFindings } from "../finding-groups.ts";
import { plain } from "../inert.ts";
import { isProblem } from "../view.ts";
import { counted } from "../words.ts";
import { paragraph } from "./grid.ts";

const INDENT = 13;

/** Problems with their remedies, by severity, then what works. A finding of several targets is shown once. */
export function findingsText(findings: Finding[]): string {
  const groups = groupFindings(findings);
  const problems = groups.flatMap(([finding, all]) =>
    isProblem(finding)
      ? [
          paragraph(finding.severity, INDENT, plain(finding.title)),
          paragraph("", INDENT, about(finding, all)),
          paragraph("", INDENT, `Do: ${plain(finding.remedy, 600)}`),
        ]
      : [],
  );
  const others = groups.flatMap(([finding, all]) =>
    isProblem(finding) ? [] : [paragraph("", INDENT, `${plain(finding.title)} (${about(finding, all)})`)],
  );
  return problems.length === 0 && others.length === 0 ? "No findings." : [...problems, ...others].join("\n");
}

function about({ code }: Finding, all: Finding[]): string {
  const targets = [...new Set(all.map(({ target }) => (target === null ? "several targets" : plain(target, 60))))];
  const failing = new Set(all.flatMap((finding) => finding.failing)).size;
  const passing = new Set(all.flatMap((finding) => finding.passing)).size;
  const sides = [...(failing === 0 ? [] : [`${failing} failing`]), ...(passing === 0 ? [] : [`${passing} passing`])];
  const cells = counted(failing + passing, "cell");
  return [plain(code, 80), targets.join(", "), sides.length > 1 ? `${cells} (${sides.join(", ")})` : cells].join(" · ");
}
