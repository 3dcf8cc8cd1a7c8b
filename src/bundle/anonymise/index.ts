import { isDeepStrictEqual } from "node:util";
import { concludeReport } from "../../conclusion/index.ts";
import type { Baseline } from "../../model/baseline.ts";
import { cellId } from "../../model/cell.ts";
import type { Report, ReportTarget, Result } from "../../model/report.ts";
import { Vault } from "../../redaction/secret.ts";
import { unsafeBecause } from "./common-words.ts";
import {
  type KnownName,
  knownNames,
  namesInPaths,
  normalRegion,
  regionsOf,
  requestIds,
  vocabularyOf,
} from "./known-names.ts";
import { type NameKind, Pseudonyms } from "./pseudonym.ts";
import { Replacement } from "./replacement.ts";

/** A report that cannot be made anonymous safely; the message tells the kind of name, never the name. */
export class AnonymityError extends Error {
  override name = "AnonymityError";
}

export interface AnonymisedReport {
  report: Report;
  /**
   * The last net: proves that none of the replaced names stands in a finished file.
   * @throws AnonymityError naming the file and the kind of name
   */
  prove(file: string, text: string): void;
}

export interface AnonymityOptions {
  /** Replace ids of requests and regions too. */
  strict: boolean;
  /** Public names of models: they say what was asked, not who asked. */
  models: string[];
}

/**
 * The same report under pseudonyms: resources, deployments, tenant, subscription and object ids, addresses and users,
 * in every text alike. It is judged again from the recordings so changed, and must come to the same verdicts.
 * @throws AnonymityError where a name is too short or too common, or a verdict would change
 */
export function anonymise(report: Report, { strict, models }: AnonymityOptions): AnonymisedReport {
  const configured = knownNames(report, models);
  const vocabulary = vocabularyOf(report);
  for (const { kind, name, isModel } of configured) {
    // A model's public name is found as a whole word, and stands in the catalogue for its own sake.
    const why = unsafeBecause(name, isModel ? "" : vocabulary);
    if (why !== null)
      throw new AnonymityError(
        `a ${kind}'s name ${why}, so it cannot be replaced safely; nothing was written. Bundle without --anonymise, or rename it.`,
      );
  }
  const found = namesInPaths(report).filter(({ name }) => unsafeBecause(name, vocabulary) === null);
  const known = [...configured, ...found];
  const names = new Pseudonyms();
  const replacement = new Replacement(known, names, {
    strict,
    requestIds: requestIds(report),
    subscriptions: new Set(report.targets.flatMap(({ subscription, resourceId }) => guidsIn(subscription, resourceId))),
    regions: regionsOf(report),
  });
  const anonymous = concludeReport(renamed(report, replacement, names, strict));
  refuseChange(report, anonymous);
  return { report: anonymous, prove: proofOf(names, known) };
}

function renamed(report: Report, replacement: Replacement, names: Pseudonyms, strict: boolean): Report {
  const targets = new Map(
    report.targets.map((target) => [target.name, targetName(target, replacement, names, strict)]),
  );
  const cellOf = ({ id: _, ...cell }: Result["cell"]): Result["cell"] => {
    const coordinates = {
      ...cell,
      target: targets.get(cell.target) ?? names.of("target", cell.target),
      deployment: cell.deployment === null ? null : replacement.text(cell.deployment),
      companion: cell.companion === null ? null : replacement.text(cell.companion),
    };
    return { id: cellId(coordinates), ...coordinates };
  };
  const cellIds = new Map(report.results.map(({ cell }) => [cell.id, cellOf(cell).id]));
  return {
    ...report,
    run: {
      ...replacement.deep(report.run),
      ...(strict ? { timezone: { offsetMinutes: 0, name: "UTC" } } : { timezone: report.run.timezone }),
      ...(report.run.standIn === undefined ? {} : { standIn: report.run.standIn }),
    },
    targets: report.targets.map((target) => anonymousTarget(target, targets, replacement, strict)),
    probes: replacement.deep(report.probes, "definitions"),
    results: report.results.map((result) => ({
      ...result,
      cell: cellOf(result.cell),
      recording: recordingOf(result.recording, replacement, cellIds),
    })),
    ...(report.baseline === undefined ? {} : { baseline: baselineOf(report.baseline, replacement, cellIds) }),
  };
}

/** The earlier run's cells are those of this one, by the same names. */
function baselineOf(baseline: Baseline, replacement: Replacement, cellIds: Map<string, string>): Baseline {
  const renamedCell = <T extends { cell: string }>(one: T): T => ({
    ...one,
    cell: cellIds.get(one.cell) ?? replacement.text(one.cell),
  });
  const { run, cells, notCompared } = baseline;
  return {
    run: { ...replacement.deep(run), ...(run.standIn === undefined ? {} : { standIn: run.standIn }) },
    cells: cells.map(renamedCell),
    notCompared: notCompared.map(renamedCell),
  };
}

function recordingOf(
  recording: Result["recording"],
  replacement: Replacement,
  cellIds: Map<string, string>,
): Result["recording"] {
  if (recording === null) return null;
  const { notAttempted } = recording;
  return {
    ...replacement.deep(recording),
    notAttempted:
      notAttempted === null
        ? null
        : { ...notAttempted, because: notAttempted.because.map((id) => cellIds.get(id) ?? replacement.text(id)) },
  };
}

/** An operator's own words for a resource are dropped: a label may say anything. */
function anonymousTarget(
  { label: _, ...target }: ReportTarget,
  targets: Map<string, string>,
  replacement: Replacement,
  strict: boolean,
): ReportTarget {
  return {
    ...replacement.deep(target),
    name: targets.get(target.name) ?? target.name,
    region: strict && target.region !== null ? replacement.text(target.region) : target.region,
    deployments: target.deployments.map((deployment) => ({
      ...deployment,
      name: replacement.text(deployment.name),
      model: deployment.model === null ? null : replacement.model(deployment.model),
    })),
  };
}

/** A target that is called after its region, or after what a run calls loopback, names nobody. */
function targetName(target: ReportTarget, replacement: Replacement, names: Pseudonyms, strict: boolean): string {
  const regions = [target.region ?? "", ...target.answeredRegions].map(normalRegion);
  const isPlace = regions.includes(normalRegion(target.name));
  if (target.name === "loopback" || (isPlace && !strict)) return target.name;
  const replaced = replacement.text(target.name);
  return /^res-\d+$/.test(replaced) ? replaced : names.of("target", target.name);
}

/** Findings that rest on a name alone: under a pseudonym there is nothing left to say. */
const OF_NAMES = new Set(["model-name-unknown"]);

function refuseChange(before: Report, after: Report): void {
  const said = ({ results, findings }: Report) => [
    results.map(({ verdict, cause }) => [verdict, cause]),
    findings
      .filter(({ code }) => !OF_NAMES.has(code))
      .map(({ code, severity }) => [code, severity])
      .sort(),
  ];
  if (!isDeepStrictEqual(said(before), said(after)))
    throw new AnonymityError(
      "under pseudonyms the evidence would tell something else, for a name is part of what it tells; nothing was written. Bundle without --anonymise.",
    );
}

/** Kinds whose names may stand nowhere, not even within another word. */
const NOWHERE = ["resource", "deployment", "identifier", "address"] as const satisfies NameKind[];

/** Made once for all files: the search for every form of every name is one pass over each. */
function proofOf(names: Pseudonyms, known: KnownName[]): AnonymisedReport["prove"] {
  const models = new Set(known.filter(({ isModel }) => isModel).map(({ name }) => name.toLowerCase()));
  const hidden = [
    ...NOWHERE.flatMap((kind) => names.names(kind).map((name) => ({ kind, name }))),
    ...known.filter(({ kind }) => kind === "user" || kind === "resource group"),
  ].filter(({ name }) => !models.has(name.toLowerCase()));
  // The net for secrets knows every form that a value may take: percent, base64, hex, escapes.
  const net = new Vault();
  const kinds = new Map(hidden.map(({ kind, name }) => [net.register(name, "unknown").label, kind]));
  return (file, text) => {
    const lower = text.toLowerCase();
    const kind =
      hidden.find(({ name }) => lower.includes(name.toLowerCase()))?.kind ?? kinds.get(net.scan(text)[0]?.label ?? "");
    if (kind !== undefined)
      throw new AnonymityError(
        `the name of a ${kind} would still stand in ${file}, in a form that is not replaced; nothing was written. Bundle without --anonymise.`,
      );
  };
}

function guidsIn(...texts: (string | null)[]): string[] {
  return texts.flatMap((text) => text?.toLowerCase().match(/[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/g) ?? []);
}
