import { type Comparison, labelsOf } from "./comparison.ts";
import type { HostNames } from "./host-names.ts";
import { tally } from "./tally.ts";
import { counted } from "./words.ts";

/** How a format writes what the report gives: a name, a probe's id. */
export interface Spelling {
  name(text: string): string;
  id(text: string): string;
}

/** More are counted. */
const LISTED = 40;

/** What a comparison says, a sentence each; what is the same is counted, and a table of all paths names it. */
export function comparisonInWords(comparison: Comparison, spelling: Spelling): string[] {
  const { splits, places, versionUnknown } = comparison;
  const named = (names: string[]) => names.map(spelling.name).join(", ");
  const paths = (labels: string[]) => `${counted(labels.length, "path")} (${listed(labels, spelling)})`;
  const kinds = {
    same: labelsOf(comparison, "same"),
    differs: labelsOf(comparison, "differs"),
    silent: labelsOf(comparison, "no-evidence"),
    notAsked: labelsOf(comparison, "not-asked"),
  };
  const split = new Set(splits.flatMap(({ labels }) => labels));
  const refusals = kinds.differs.filter((label) => !split.has(label));
  return [
    ...(kinds.same.length === 0
      ? []
      : [
          `The same on all of them, so the ${places.join(" or the ")} is not the cause: ${counted(kinds.same.length, "path")}.`,
        ]),
    ...(kinds.differs.length === 0 ? ["No path differs."] : []),
    ...splits.map(({ works, not, labels }) => `Works on ${named(works)}, not on ${named(not)}: ${paths(labels)}.`),
    ...(refusals.length === 0 ? [] : [`Fails differently: ${paths(refusals)}.`]),
    ...(kinds.silent.length === 0
      ? []
      : [`Not comparable, because one target gave no result: ${listed(kinds.silent, spelling)}.`]),
    ...(kinds.notAsked.length === 0 ? [] : [`Not run on all of them: ${listed(kinds.notAsked, spelling)}.`]),
    ...(versionUnknown.length === 0
      ? []
      : [`The version is unknown on ${named(versionUnknown)}, so a difference can come from the version.`]),
  ];
}

/** What each host name of one resource answers, a sentence each. */
export function hostNamesInWords({ hosts, differing }: HostNames, spelling: Spelling): string[] {
  return [
    ...hosts.map(({ host, target, results }) => `${spelling.id(host)} (${spelling.name(target)}): ${tally(results)}.`),
    differing.length === 0
      ? "No result differs between them."
      : `Different results: ${listed(
          differing.map(({ label }) => label),
          spelling,
        )}.`,
  ];
}

function listed(labels: string[], { id }: Spelling): string {
  const more = labels.length > LISTED ? `, and ${labels.length - LISTED} more` : "";
  return labels.slice(0, LISTED).map(id).join(", ") + more;
}
