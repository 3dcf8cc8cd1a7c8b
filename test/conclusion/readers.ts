import { AnonymityError, anonymise, bundleFiles, packBundle, verifyBundle } from "../../src/bundle/index.ts";
import { concludeReport } from "../../src/conclusion/index.ts";
import type { Cell } from "../../src/model/cell.ts";
import type { Report } from "../../src/model/report.ts";
import { describeCell } from "../../src/plan/index.ts";
import { LANGUAGE_NAMES, NoRecipeError, recipeOf } from "../../src/recipe/index.ts";
import { FORMATS, loadFormat } from "../../src/render/index.ts";
import { storyOf } from "../../src/render/story.ts";
import { startReplay } from "../../src/replay/index.ts";
import { describeFactor, IncomparableError, prepareSearch, type Side } from "../../src/why/index.ts";
import { TOOL, VERIFIER } from "../bundle/bundled.ts";

/** What each verb makes of a saved report once it is read; what it tells the operator in words is no failure of it. */
export const READERS: Record<string, (read: Report) => Promise<void>> = {
  async report(read) {
    const report = concludeReport(read);
    for (const matrix of [true, false]) {
      for (const name of FORMATS) (await loadFormat(name)).render(report, { matrix, target: null, finding: null });
    }
    const [code = null] = report.findings.map((finding) => finding.code);
    (await loadFormat("markdown")).render(report, { matrix: false, target: null, finding: code });
  },
  async explain(read) {
    const report = concludeReport(read);
    for (const result of report.results) storyOf(report, result);
  },
  async recipe(read) {
    const report = concludeReport(read);
    for (const deployment of new Set(report.results.map(({ cell }) => cell.deployment ?? "-"))) {
      for (const language of LANGUAGE_NAMES) {
        told(NoRecipeError, () => recipeOf(report, { deployment, language, target: null, purpose: null }));
      }
    }
  },
  async bundle(read) {
    const report = concludeReport(read);
    const archive = packBundle(await bundleFiles(report, TOOL, "none"));
    await verifyBundle(archive, VERIFIER);
  },
  async anonymised(read) {
    const report = concludeReport(read);
    for (const strict of [true, false]) told(AnonymityError, () => anonymise(report, { strict, models: [] }));
  },
  async why(read) {
    const cells = read.results.map(({ cell }) => cell);
    for (const [index, cell] of cells.entries()) {
      const [a, b] = [cell, cells[(index + 1) % cells.length] ?? cell].map((one) => sideOf(read, one));
      if (a == null || b == null) continue;
      for (const { cell: own, probe, target } of [a, b]) {
        describeCell({ cell: own, skip: null, required: false }, probe, target);
      }
      told(IncomparableError, () => prepareSearch(a, b).difference.factors.map(describeFactor));
    }
  },
  async emulate(read) {
    const replay = await startReplay({ report: read });
    await replay.close();
  },
};

function sideOf(report: Report, cell: Cell): Side | null {
  const probe = report.probes.find(({ id }) => id === cell.probe);
  const target = report.targets.find(({ name }) => name === cell.target);
  return probe === undefined || target === undefined ? null : { cell, probe, target };
}

/** Words for the operator are an answer; anything else that is thrown is not. */
function told(words: new (...args: never[]) => Error, answer: () => unknown): void {
  try {
    answer();
  } catch (error) {
    if (!(error instanceof words)) throw error;
  }
}
