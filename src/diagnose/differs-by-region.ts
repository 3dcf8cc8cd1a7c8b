import type { Finding, Pair } from "../model/finding.ts";
import { answerInWords, type CellFacts, type Diagnosis } from "./facts.ts";
import { counted, idsOf, listed } from "./group.ts";
import { type Comparison, compareRegions, modelInWords, perModel, type RegionalOutcome } from "./regions.ts";

/** The same question about the same model and version has another outcome in another region. */
export const differsByRegion: Diagnosis = {
  code: "differs-by-region",
  diagnose: (facts) => perModel(compareRegions(facts).filter(differs)).flatMap(findingOf),
};

function differs({ regions }: Comparison): boolean {
  return new Set(regions.map(({ outcome }) => outcome)).size > 1;
}

function findingOf(comparisons: Comparison[]): Finding[] {
  const first = comparisons.find(hasWorkingRegion) ?? comparisons[0];
  if (first === undefined) return [];
  const name = modelInWords(first);
  return [
    {
      code: "differs-by-region",
      severity: comparisons.some(hasWorkingRegion) ? "medium" : "low",
      title: `${name} is answered differently from region to region on ${counted(comparisons.length, "path")}`,
      target: null,
      deployment: null,
      cells: idsOf(comparisons.flatMap(({ regions }) => regions.flatMap(({ cells }) => cells))),
      pair: pairOf(first),
      component: "model-serving",
      facts: {
        model: first.model,
        version: first.version,
        differences: comparisons.map(({ probe, regions }) => ({
          probe,
          outcomes: Object.fromEntries(regions.map(({ region, outcome }) => [region, outcome])),
        })),
      },
      explanation: `The same request to the same model${first.version === null ? "" : " and version"} ends differently: ${listed(first.regions.map(inWords))} (${first.probe}). Within each region the targets agree.${first.version === null ? " No target states the model's version, so a difference of versions is not excluded." : ""}`,
      remedy: `Until it is settled, use ${name} where it is listed as working, or a path that works in every region.`,
      ask: `Say whether ${name} is meant to be served alike in these regions, and since when it is not.`,
    },
  ];
}

function hasWorkingRegion({ regions }: Comparison): boolean {
  return regions.some(({ outcome }) => outcome === "supported");
}

function inWords({ region, outcome, cells: [cell] }: RegionalOutcome): string {
  return `${region}: ${outcome === "supported" || cell === undefined ? "the result came back" : answerInWords(cell)}`;
}

function pairOf({ regions }: Comparison): Pair | null {
  const passing = regions.find(({ outcome }) => outcome === "supported");
  const failing = regions.find(({ outcome }) => outcome !== passing?.outcome && outcome !== "supported");
  const [from, to] = [failing?.cells[0], passing?.cells[0]] satisfies (CellFacts | undefined)[];
  if (from === undefined || to === undefined) return null;
  return { failing: from.id, passing: to.id, difference: `region: ${failing?.region} / ${passing?.region}` };
}
