import { isDeepStrictEqual } from "node:util";
import { concludeReport, parseReport } from "../../conclusion/index.ts";
import { normalizeRegion } from "../../model/answered-region.ts";
import type { Report } from "../../model/report.ts";
import { findAddresses } from "./address.ts";
import { expressionOf, reasonUnsafe } from "./common-words.ts";
import { isRegionName } from "./host.ts";
import {
  type KnownName,
  modelNames,
  ownersOf,
  regionsOf,
  requestIds,
  statedNames,
  vocabularyOf,
} from "./known-names.ts";
import { AnonymityError, proofOf } from "./proof.ts";
import { Pseudonyms } from "./pseudonym.ts";
import { renameReport } from "./renamed-report.ts";
import { type FindNames, finderOf, mapTexts, Replacement, SameNameError } from "./replacement.ts";
import { guidsIn, type ShapeContext } from "./shape.ts";

export { AnonymityError } from "./proof.ts";

export interface AnonymisedReport {
  report: Report;
  /**
   * Checks that a finished file has none of the replaced names.
   * @throws AnonymityError with the file and the kind of name
   */
  prove(file: string, text: string): void;
}

interface AnonymityOptions {
  /** Replace ids of requests and regions too. */
  strict: boolean;
  /** Public names of models: they identify a model and nobody else. */
  models: string[];
}

/**
 * Replaces all names of a report by pseudonyms, in every text alike. The changed recordings are judged again, and must
 * lead to the same verdicts.
 * @throws AnonymityError if a name cannot be replaced safely, or a verdict would change
 */
export function anonymise(report: Report, options: AnonymityOptions): AnonymisedReport {
  const vocabulary = vocabularyOf(report);
  const isModel = modelNames(report, options.models);
  const stated = statedNames(report, isModel);
  refuseUnsafe(stated, vocabulary);
  const context = contextOf(report, options.strict, isModel, vocabulary);
  const find = finderOf(context);
  const known = addFoundNames(report, stated, find, context, vocabulary);
  const everything = JSON.stringify(report).toLowerCase();
  const names = new Pseudonyms((word) => everything.includes(word), rolesOf(report));
  const replacement = new Replacement(known, names, {
    strict: options.strict,
    context,
    find,
    regions: regionsOf(report),
  });
  const anonymous = judgeAgain(report, () => renameReport(report, replacement, names, options.strict));
  return { report: anonymous, prove: proofOf(names, known) };
}

function refuseUnsafe(stated: KnownName[], vocabulary: string): void {
  for (const { kind, name, found } of stated) {
    // A deployment may have the public name of a model. That name is in the catalogue too, and only whole words count.
    const why = found === "model" || kind === "name" ? null : reasonUnsafe(name, vocabulary, found);
    if (why !== null) throw new AnonymityError(`a ${kind}'s name ${why}, so it cannot be replaced safely`);
  }
}

/** The stated names, and those that one text reveals by their form: they are replaced in all other texts too, if safe. */
function addFoundNames(
  report: Report,
  stated: KnownName[],
  find: FindNames,
  { isPublic }: ShapeContext,
  vocabulary: string,
): KnownName[] {
  const known = new Map(stated.map((one) => [one.name.toLowerCase(), one]));
  const add = (one: KnownName) => {
    const key = one.name.toLowerCase();
    if (!known.has(key) && reasonUnsafe(one.name, vocabulary, "word") === null) known.set(key, one);
  };
  for (const { subscription } of report.targets)
    if (subscription !== null && guidsIn(subscription).length === 0)
      add({ kind: "subscription", name: subscription, found: "word" });
  mapTexts({ targets: report.targets, results: report.results.map(({ recording }) => recording) }, (text, label) => {
    for (const { kind, name } of find(text, label)) {
      // A machine can have any word as its name. Such a name is replaced only in the header that names the machine.
      const isTelling = kind === "host" ? /[\d.-]/.test(name) : kind !== "identifier" && kind !== "address";
      if (isTelling && !isPublic(name)) add({ kind, name, found: "word" });
      for (const owner of kind === "host" ? ownersOf(name) : []) add(owner);
    }
    return text;
  });
  return [...known.values()];
}

function contextOf(
  report: Report,
  strict: boolean,
  isModel: (name: string) => boolean,
  vocabulary: string,
): ShapeContext {
  const regions = new Set(regionsOf(report).map(normalizeRegion));
  const addresses = new Set<string>();
  const guids = new Set<string>();
  const seen = new Set<string>();
  mapTexts(report, (text) => {
    if (seen.has(text)) return text;
    seen.add(text);
    for (const { address } of findAddresses(text, addresses)) addresses.add(address);
    for (const guid of guidsIn(text)) guids.add(guid.replaceAll("-", ""));
    return text;
  });
  const isOurs = new Map<string, boolean>();
  return {
    addresses,
    guids,
    requestIds: requestIds(report),
    subscriptions: new Set(report.targets.flatMap(({ subscription, resourceId }) => guidsIn(subscription, resourceId))),
    isRegion: (label) => regions.has(label) || (!strict && isRegionName(label)),
    isPublic: (name) => {
      const known = isOurs.get(name) ?? (isModel(name) || expressionOf(name, "word").test(vocabulary));
      isOurs.set(name, known);
      return known;
    },
  };
}

/** Roles by deployment name. A role describes a use and identifies nobody. */
function rolesOf({ targets }: Report): Map<string, string> {
  const roles = targets.flatMap(({ deployments }) =>
    deployments.map(({ name, role }): [string, string] => [name.toLowerCase(), role]),
  );
  return new Map(roles.filter(([, role]) => role !== "unknown"));
}

/** Returns the report under pseudonyms. Throws unless it is valid and has the same verdicts and findings. */
function judgeAgain(before: Report, rename: () => Report): Report {
  let after: Report;
  try {
    after = concludeReport(parseReport(JSON.stringify(rename())));
  } catch (error) {
    throw new AnonymityError(
      error instanceof SameNameError
        ? "two different names would become the same one in a response"
        : "the report cannot be judged under pseudonyms",
    );
  }
  if (!isDeepStrictEqual(conclusionsOf(before), conclusionsOf(after)))
    throw new AnonymityError("anonymising would change a verdict or a finding, because it depends on a name");
  return after;
}

/** Findings about a name itself. They do not exist for a pseudonym. */
const OF_NAMES = new Set(["model-name-unknown"]);

function conclusionsOf({ results, findings }: Report) {
  return [
    results.map(({ verdict, cause }) => [verdict, cause]),
    findings
      .filter(({ code }) => !OF_NAMES.has(code))
      .map(({ code, severity }) => [code, severity])
      .sort(),
  ];
}
