import type { Finding } from "../model/finding.ts";
import type { Diagnosis, Facts } from "./facts.ts";
import { counted, idsOf, listed } from "./group.ts";
import { type Comparison, compareRegions, modelInWords, notCompared, perModel } from "./regions.ts";

/** The same question about the same model and version has the same outcome in every region that was asked. */
export const sameInEveryRegion: Diagnosis = {
  code: "same-in-every-region",
  diagnose: (facts) => {
    const all = compareRegions(facts);
    return perModel(all.filter(isSame)).flatMap((comparisons) => findingOf(comparisons, all, facts));
  },
};

function isSame({ regions }: Comparison): boolean {
  return new Set(regions.map(({ outcome }) => outcome)).size === 1;
}

function findingOf(comparisons: Comparison[], all: Comparison[], facts: Facts): Finding[] {
  const [first] = comparisons;
  if (first === undefined) return [];
  const name = modelInWords(first);
  const regions = [...new Set(comparisons.flatMap((one) => one.regions.map(({ region }) => region)))];
  const works = comparisons.filter(({ regions: [one] }) => one?.outcome === "supported");
  const failing = comparisons.filter((one) => !works.includes(one));
  const differing = all.filter((one) => one.model === first.model && one.version === first.version && !isSame(one));
  const left = notCompared(facts, first, all);
  return [
    {
      code: "same-in-every-region",
      severity: "information",
      title: `${name}: same in all ${regions.length} regions asked, on ${counted(comparisons.length, "path")}`,
      target: null,
      deployment: null,
      cells: idsOf(comparisons.flatMap((one) => one.regions.flatMap(({ cells }) => cells))),
      pair: null,
      component: failing.length === 0 ? "unknown" : "model-catalogue",
      facts: {
        model: first.model,
        version: first.version,
        regions,
        differing: differing.map(({ probe }) => probe),
        notCompared: left,
        outcomes: comparisons.map(({ probe, regions: asked }) => ({
          probe,
          outcome: asked[0]?.outcome ?? null,
          regions: asked.map(({ region }) => region),
        })),
      },
      explanation: `Asked alike, each with this model: ${listed(regions)}. ${inWords("What works in each of them", works)}${inWords("What fails in each of them, and so is not a matter of the region or of one resource", failing)}${inWords("What differs between them", differing)}${left.length === 0 ? "" : `Not compared, because an answer of a region said nothing of it: ${listed(left, 8)}. `}Regions that were not asked may differ.`,
      remedy:
        failing.length === 0
          ? "None is needed."
          : "Moving to another of these regions will not help; use a path that is listed as working.",
      ask: null,
    },
  ];
}

function inWords(what: string, comparisons: Comparison[]): string {
  return comparisons.length === 0
    ? ""
    : `${what}: ${listed(
        comparisons.map(({ probe }) => probe),
        8,
      )}. `;
}
