import { groupBy } from "../model/group-by.ts";
import { type Comparison, labelsOf, type Split } from "./comparison.ts";
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
  const same = labelsOf(comparison, "same");
  const differs = labelsOf(comparison, "differs");
  const split = new Set(splits.flatMap(({ labels }) => labels));
  const refusals = differs.filter((label) => !split.has(label));
  return [
    ...(same.length === 0
      ? []
      : [
          `${counted(same.length, "path")} ${same.length === 1 ? "has" : "have"} the same result on all targets, so the ${places.join(" or the ")} is not the cause.`,
        ]),
    ...(differs.length === 0 && same.length > 0 ? ["No path differs."] : []),
    ...splits.map((one) => dividedInWords(one, spelling)),
    ...(refusals.length === 0 ? [] : [`Fails differently: ${paths(refusals, spelling)}.`]),
    ...(versionUnknown.length === 0
      ? []
      : [`The version is unknown on ${named(versionUnknown, spelling)}, so a difference can come from the version.`]),
  ];
}

/** `2 paths work on a, do not work on b, have no evidence on c (the service rejected the key): x, y.` */
function dividedInWords({ works, not, none, labels }: Split, spelling: Spelling): string {
  const isOne = labels.length === 1;
  const reasons = [...groupBy(none, ({ why }) => why)].map(([why, of]) => {
    const targets = of.map(({ target }) => target);
    return `${isOne ? "has" : "have"} no evidence on ${named(targets, spelling)} (${why})`;
  });
  const words = [
    ...(works.length === 0 ? [] : [`${isOne ? "works" : "work"} on ${named(works, spelling)}`]),
    ...(not.length === 0 ? [] : [`${isOne ? "does" : "do"} not work on ${named(not, spelling)}`]),
    ...reasons,
  ].join(", ");
  return `${counted(labels.length, "path")} ${words}: ${listed(labels, spelling)}.`;
}

function named(names: string[], { name }: Spelling): string {
  return names.map(name).join(", ");
}

function paths(labels: string[], spelling: Spelling): string {
  return `${counted(labels.length, "path")} (${listed(labels, spelling)})`;
}

/** What each host name of one resource answers, a sentence each. */
export function hostNamesInWords({ hosts, differing, splits }: HostNames, spelling: Spelling): string[] {
  return [
    ...hosts.map(({ host, target, results }) => `${spelling.id(host)} (${spelling.name(target)}): ${tally(results)}.`),
    differing.length === 0
      ? "No result differs between them."
      : `Different results: ${listed(
          differing.map(({ label }) => label),
          spelling,
        )}.`,
    ...splits
      .filter(({ none }) => none.length > 0)
      .map((one) => dividedInWords(one, { ...spelling, name: spelling.id })),
  ];
}

function listed(labels: string[], { id }: Spelling): string {
  const more = labels.length > LISTED ? `, and ${labels.length - LISTED} more` : "";
  return labels.slice(0, LISTED).map(id).join(", ") + more;
}
