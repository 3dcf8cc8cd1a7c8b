import { describe, expect, it } from "vitest";
import type { Report, Result } from "../../src/model/report.ts";
import { format } from "../../src/render/markdown.ts";
import { franceCentral } from "../fixtures/france-central/report.ts";

const VIEW = { matrix: false, target: null, finding: null };
const PREVIEW = "preview-transcription";

/** The third line of the first screen, where the pair of the gravest finding is told with these differences. */
async function told(difference: string, changed: (report: Report) => Report = (report) => report): Promise<string> {
  const report = changed(await franceCentral());
  const findings = report.findings.map((finding) =>
    finding.code === "redirect-drops-path-segment" && finding.pair !== null
      ? { ...finding, pair: { ...finding.pair, difference } }
      : finding,
  );
  const lines = format.render({ ...report, findings }, VIEW).split("\n");
  return lines.find((line) => /^\*\*(The (one|\d)|Nearest)/.test(line))?.trimEnd() ?? "";
}

const refused = (report: Report): Report => ({
  ...report,
  results: report.results.map(
    (r): Result => (r.cell.probe === PREVIEW ? { ...r, verdict: "unsupported", cause: "refused.operation" } : r),
  ),
});

describe("what sets the failing cell apart", () => {
  it("is the one difference where the cell that works differs in one", async () => {
    expect(await told("upgrade: query deployment: x / absent")).toBe(
      "**The one difference.** upgrade: query deployment: x / absent: with the latter, works (section 4, F1).",
    );
  });

  it("is told by number where there are a few", async () => {
    expect(await told("a: 1 / 2; b: 1 / 2; c: 1 / 2")).toMatch(/^\*\*The 3 differences\.\*\* a: 1 \/ 2; .* works/);
  });

  it("is no explanation where there are many, those told by number among them", async () => {
    expect(await told("a: 1 / 2; b: 1 / 2; 14 more differences")).toMatch(
      /^\*\*Nearest cell that behaves differently\.\*\* `gpt-realtime-whisper\/preview-transcription@.*: works, with 16 differences, too many to say which one it is \(section 4, F1\)\.$/,
    );
  });

  it("is no cure where the other cell does not work either", async () => {
    expect(await told("upgrade: query deployment: x / absent", refused)).toMatch(
      /: refused for this model, with one difference; no cell that works is as near \(section 4, F1\)\.$/,
    );
  });

  it("is not told where no cell is near", async () => {
    const alone = (report: Report) => ({ ...report, findings: report.findings.map((f) => ({ ...f, pair: null })) });
    expect(await told("", alone)).toBe("**The one difference.** No cell that works is near enough to name one.");
  });
});
