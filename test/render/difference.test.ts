import { describe, expect, it } from "vitest";
import type { Report, Result } from "../../src/model/report.ts";
import { format } from "../../src/render/markdown.ts";
import { franceCentral } from "../fixtures/france-central/report.ts";

const VIEW = { matrix: false, target: null, finding: null };
const PREVIEW = "preview-transcription";

/** The line about the difference, if the first finding's pair has these differences. */
async function lineFor(difference: string, changed: (report: Report) => Report = (report) => report): Promise<string> {
  const report = changed(await franceCentral());
  const findings = report.findings.map((finding) =>
    finding.code === "redirect-drops-path-segment" && finding.pair !== null
      ? { ...finding, pair: { ...finding.pair, difference } }
      : finding,
  );
  const lines = format.render({ ...report, findings }, VIEW).split("\n");
  return lines.find((line) => /^\*\*(Only|The \d|Nearest)/.test(line))?.trimEnd() ?? "";
}

const refused = (report: Report): Report => ({
  ...report,
  results: report.results.map(
    (r): Result => (r.cell.probe === PREVIEW ? { ...r, verdict: "unsupported", cause: "refused.operation" } : r),
  ),
});

describe("the difference to a working request", () => {
  it("is a sentence if there is one difference", async () => {
    expect(await lineFor("upgrade: query deployment: x / absent")).toBe(
      "**Only difference to a working request.** Without `deployment=x` the same request works. See section 1.",
    );
    expect(await lineFor("upgrade: path: /a / /b")).toBe(
      "**Only difference to a working request.** With path `/b` instead of path `/a` the same request works. See section 1.",
    );
  });

  it("is one sentence if there are a few", async () => {
    expect(await lineFor("mint: a: 1 / 2; upgrade: query b: absent / 2; upgrade: query c: 1 / absent")).toBe(
      "**The 3 differences to a working request.** The working request has a `2` instead of a `1`, `b=2`, no `c=1`. See section 1.",
    );
  });

  it("is no explanation if there are many, those given by number included", async () => {
    expect(await lineFor("a: 1 / 2; b: 1 / 2; 14 more differences")).toMatch(
      /^\*\*Nearest working request\.\*\* `gpt-realtime-whisper\/preview-transcription@.*, with 16 differences: too many to name the cause\. See section 1\.$/,
    );
  });

  it("is no workaround if the other cell fails too", async () => {
    expect(await lineFor("upgrade: query deployment: x / absent", refused)).toMatch(
      /^\*\*Nearest different result\.\*\* .*: not supported by this model, with one difference\. See section 1\.$/,
    );
  });

  it("is replaced by the nearest working request if the finding has no pair", async () => {
    const alone = (report: Report) => ({ ...report, findings: report.findings.map((f) => ({ ...f, pair: null })) });
    expect(await lineFor("", alone)).toMatch(/^\*\*Nearest working request\.\*\* `gpt-realtime-whisper\//);
  });
});
