import type { Pair } from "../../model/finding.ts";
import { type CellFacts, type Facts, formatAnswer } from "../facts.ts";
import { formatCount, formatList } from "../group.ts";
import {
  type Comparison,
  compareRegions,
  formatModel,
  formatSilent,
  groupByModel,
  listSilent,
  listSilentFacts,
  type RegionalOutcome,
} from "../regions.ts";
import type { Draft, FindingRule } from "../rule.ts";
import { fill, fillTitle, joinSentences } from "../text.ts";
import { TEXT } from "./differs-by-region.text.ts";

const { title, explanation, remedy, ask } = TEXT;

const PROBES_SHOWN = 8;

/** The same request for the same model and version has another outcome in another region. */
export const differsByRegion: FindingRule = {
  code: "differs-by-region",
  text: TEXT,
  find: (facts) =>
    groupByModel(compareRegions(facts).filter(isDifferent)).flatMap((one) => draftDiffersByRegion(one, facts)),
};

function isDifferent({ regions }: Comparison): boolean {
  return new Set(regions.map(({ outcome }) => outcome)).size > 1;
}

function draftDiffersByRegion(comparisons: Comparison[], facts: Facts): Draft[] {
  const first = comparisons.find(hasWorkingRegion) ?? comparisons[0];
  if (first === undefined) return [];
  const model = formatModel(first);
  const silent = listSilent(facts, first);
  return [
    {
      severity: comparisons.some(hasWorkingRegion) ? "medium" : "low",
      title: fillTitle([title.onPaths, title.short], { model, paths: formatCount(comparisons.length, "path") }),
      cells: comparisons.flatMap(({ regions }) => regions.flatMap(({ cells }) => cells)),
      pair: findPair(first),
      component: "model-serving",
      facts: {
        model: first.model,
        version: first.version,
        differences: comparisons.map(({ probe, regions }) => ({
          probe,
          outcomes: Object.fromEntries(regions.map(({ region, outcome }) => [region, outcome])),
        })),
        noEvidence: listSilentFacts(silent),
      },
      explanation: joinSentences(
        fill(first.version === null ? explanation.noVersion : explanation.sameVersion, { probe: first.probe }),
        ...first.regions.map(explainOutcome),
        explanation.agree,
        silent.length === 0
          ? null
          : fill(explanation.noEvidence, { probes: formatList(silent.map(formatSilent), PROBES_SHOWN) }),
        first.version === null ? explanation.unknownVersion : null,
      ),
      remedy: fill(remedy.moveOrSwitch, { model }),
      ask: fill(ask.state, { model }),
    },
  ];
}

function hasWorkingRegion({ regions }: Comparison): boolean {
  return regions.some(({ outcome }) => outcome === "supported");
}

function explainOutcome({ region, outcome, cells: [cell] }: RegionalOutcome): string {
  return outcome === "supported" || cell === undefined
    ? fill(explanation.result, { region })
    : fill(explanation.answer, { region, answer: formatAnswer(cell) });
}

function findPair({ regions }: Comparison): Pair | null {
  const passing = regions.find(({ outcome }) => outcome === "supported");
  const failing = regions.find(({ outcome }) => outcome !== passing?.outcome && outcome !== "supported");
  const [from, to] = [failing?.cells[0], passing?.cells[0]] satisfies (CellFacts | undefined)[];
  if (from === undefined || to === undefined) return null;
  return { failing: from.id, passing: to.id, difference: `region: ${failing?.region} / ${passing?.region}` };
}
