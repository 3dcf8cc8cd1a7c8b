import type { Facts } from "../facts.ts";
import { formatCount, formatList } from "../group.ts";
import {
  type Comparison,
  compareRegions,
  formatModel,
  formatSilent,
  groupByModel,
  listSilent,
  listSilentFacts,
} from "../regions.ts";
import type { Draft, FindingRule } from "../rule.ts";
import { fill, fillTitle, joinSentences } from "../text.ts";
import { TEXT } from "./same-in-every-region.text.ts";

const { title, explanation, remedy } = TEXT;

const PROBES_SHOWN = 8;

/** The same request for the same model and version has the same outcome in every region of the run. */
export const sameInEveryRegion: FindingRule = {
  code: "same-in-every-region",
  text: TEXT,
  find: (facts) => {
    const all = compareRegions(facts);
    return groupByModel(all.filter(isSame)).flatMap((comparisons) => draftSameInEveryRegion(comparisons, all, facts));
  },
};

function isSame({ regions }: Comparison): boolean {
  return new Set(regions.map(({ outcome }) => outcome)).size === 1;
}

function draftSameInEveryRegion(comparisons: Comparison[], all: Comparison[], facts: Facts): Draft[] {
  const [first] = comparisons;
  if (first === undefined) return [];
  const regions = [...new Set(comparisons.flatMap((one) => one.regions.map(({ region }) => region)))];
  const working = comparisons.filter(({ regions: [one] }) => one?.outcome === "supported");
  const failing = comparisons.filter((one) => !working.includes(one));
  const differing = all.filter((one) => one.model === first.model && one.version === first.version && !isSame(one));
  const silent = listSilent(facts, first);
  const left = silent.filter(({ regions }) => regions.length < 2);
  const names = (some: Comparison[]) => some.map(({ probe }) => probe);
  return [
    {
      severity: "information",
      title: fillTitle([title.onPaths, title.short], {
        model: formatModel(first),
        regions: formatCount(regions.length, "region"),
        paths: formatCount(comparisons.length, "path"),
      }),
      cells: comparisons.flatMap((one) => one.regions.flatMap(({ cells }) => cells)),
      component: failing.length === 0 ? "unknown" : "model-catalogue",
      facts: {
        model: first.model,
        version: first.version,
        regions,
        differing: names(differing),
        notCompared: names(left),
        noEvidence: listSilentFacts(silent),
        outcomes: comparisons.map(({ probe, regions: asked }) => ({
          probe,
          outcome: asked[0]?.outcome ?? null,
          regions: asked.map(({ region }) => region),
        })),
      },
      explanation: joinSentences(
        fill(explanation.regions, { regions: formatList(regions) }),
        explainProbes(explanation.works, names(working)),
        explainProbes(explanation.fails, names(failing)),
        explainProbes(explanation.differs, names(differing)),
        explainProbes(explanation.notCompared, silent.map(formatSilent)),
        explanation.others,
      ),
      remedy: failing.length === 0 ? remedy.none : remedy.switch,
    },
  ];
}

type ProbesTemplate = (typeof explanation)["works" | "fails" | "differs" | "notCompared"];

function explainProbes(template: ProbesTemplate, probes: string[]): string | null {
  return probes.length === 0 ? null : fill(template, { probes: formatList(probes, PROBES_SHOWN) });
}
