import { beforeAll, describe, expect, it } from "vitest";
import type { Report } from "../../src/model/report.ts";
import { comparisonsOf } from "../../src/render/comparison.ts";
import { format as markdown } from "../../src/render/markdown.ts";
import { runScenarios } from "../support/embedded.ts";

let report: Report;

beforeAll(async () => {
  ({ report } = await runScenarios({
    "france-central": "france-central-2026-06-10",
    "east-us-2": "east-us-2-2026-06-05",
    "sweden-central": "sweden-central-2026-06-05",
  }));
}, 60_000);

/** The same report, one cell of which ended otherwise. */
function changed(id: string, change: Partial<Report["results"][number]>): Report {
  return { ...report, results: report.results.map((r) => (r.cell.id === id ? { ...r, ...change } : r)) };
}

function of(one: Report, model: string) {
  const found = comparisonsOf(one).find((comparison) => comparison.model.startsWith(model));
  if (found === undefined) throw new Error(`no comparison of ${model}`);
  return found;
}

const GA = "east-us-2/gpt-realtime-translate/ga-translation";

describe("targets compared", () => {
  it("are compared by the models that several of them hold", () => {
    expect(comparisonsOf(report).map(({ model, targets }) => [model, targets.length])).toEqual([
      ["gpt-realtime-whisper 2026-05-06", 3],
      ["gpt-realtime-translate 2026-05-06", 2],
    ]);
  });

  it("say what is the same everywhere", () => {
    const { same, differing } = of(report, "gpt-realtime-translate");
    expect(differing).toEqual([]);
    expect(same.map(({ label }) => label)).toContain("ga-translation");
  });

  it("show what differs, and where", () => {
    const other = changed(GA, { verdict: "no-route", cause: "route.not-found", status: 404 });
    expect(of(other, "gpt-realtime-translate").differing.map(({ label }) => label)).toEqual(["ga-translation"]);
    expect(markdown.render(other, { matrix: false, target: null, finding: null })).toMatch(
      /\| differs \| `east-us-2` \| `sweden-central` \|\n\|---\|---\|---\|\n\| `ga-translation` \| path not served .*\| works /,
    );
  });

  it("do not take silence for a difference", () => {
    const silent = changed(GA, { verdict: "network", cause: "tcp.refused", status: null });
    const { open, differing } = of(silent, "gpt-realtime-translate");
    expect(differing).toEqual([]);
    expect(open.map(({ label }) => label)).toContain("ga-translation");
  });

  it("have no table where there is one target", () => {
    const text = markdown.render(report, { matrix: false, target: "east-us-2", finding: null });
    expect(text).not.toContain("## Compared");
  });
});
