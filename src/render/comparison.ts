import { variantName } from "../model/cell.ts";
import { aliasOf } from "../model/host-alias.ts";
import { oncePer } from "../model/once.ts";
import type { Report, ReportTarget } from "../model/report.ts";
import { type ComparedRow, comparedRows, type RowKind } from "./compared-row.ts";

/** Kinds of difference between targets. */
type PlaceKind = "platform" | "region" | "host name" | "resource";
const PLACE_KINDS = 4;

/** Paths with one division of the targets: a path works on some, does not work on others, and others give no evidence. */
export interface Split {
  works: string[];
  not: string[];
  none: Unknown[];
  labels: string[];
}

/** A target that shows nothing about a path, and why. */
interface Unknown {
  target: string;
  why: string;
}

/** One version of a model on several targets: what is the same on all, what differs, what is unknown. */
export interface Comparison {
  /** `gpt-realtime-whisper 2026-05-06`. */
  model: string;
  targets: string[];
  /** Targets with an unknown version of the model, if other targets state theirs. */
  versionUnknown: string[];
  places: PlaceKind[];
  /** Differences first, then what is the same. */
  rows: ComparedRow[];
  /** Of all paths that are not the same on every target, unless they only fail in different ways. */
  splits: Split[];
}

interface Holder {
  target: ReportTarget;
  deployment: string;
  version: string | null;
}

const ORDER = ["differs", "no-evidence", "same"] as const satisfies RowKind[];

/** Compares the models that several targets have, by model and version and not by the deployment's name. */
export function comparisonsOf(report: Report): Comparison[] {
  const byModel = new Map<string, Holder[]>();
  for (const target of report.targets) {
    for (const { name, model: stated, version } of target.deployments) {
      // OpenAI's own platform has no deployments, so its requests name the model.
      const model = stated ?? (target.provider === "openai" ? name : null);
      if (model === null) continue;
      const holders = byModel.get(model) ?? [];
      holders.push({ target, deployment: name, version });
      byModel.set(model, holders);
    }
  }
  return [...byModel].flatMap(([model, holders]) =>
    versionsOf(holders).flatMap((version) => {
      const of = holdersOf(holders, version);
      if (of.length < 2) return [];
      const comparison = compared(report, version === null ? model : `${model} ${version}`, of);
      return comparison.rows.length === 0 ? [] : [comparison];
    }),
  );
}

/** Labels of the rows of one kind. */
export function labelsOf({ rows }: Pick<Comparison, "rows">, kind: RowKind): string[] {
  return rows.filter((row) => row.kind === kind).map(({ label }) => label);
}

/** The known versions, or unknown if there is none. */
function versionsOf(holders: Holder[]): (string | null)[] {
  const stated = [...new Set(holders.map(({ version }) => version))].filter((version) => version !== null);
  return stated.length === 0 ? [null] : stated;
}

/** One deployment per target: of this version, else of an unknown one, because OpenAI's own platform states none. */
function holdersOf(holders: Holder[], version: string | null): Holder[] {
  const stated = holders.filter((holder) => holder.version === version);
  const states = new Set(stated.map(({ target }) => target.name));
  const unstated = holders.filter((holder) => holder.version === null && !states.has(holder.target.name));
  const first = new Map<string, Holder>();
  for (const holder of [...stated, ...unstated])
    if (!first.has(holder.target.name)) first.set(holder.target.name, holder);
  return holders.filter((holder) => first.get(holder.target.name) === holder);
}

function compared(report: Report, model: string, holders: Holder[]): Comparison {
  const targets = holders.map(({ target }) => target.name);
  const isOf = new Map(holders.map(({ target, deployment }) => [target.name, deployment]));
  const own = report.results.filter(
    ({ cell }) => cell.control === null && cell.deployment !== null && isOf.get(cell.target) === cell.deployment,
  );
  const rows = comparedRows(own, ({ cell }) => cell.probe + variantName(cell.variant), targets);
  const isStated = holders.some(({ version }) => version !== null);
  return {
    model,
    targets,
    versionUnknown: isStated ? holders.filter(({ version }) => version === null).map(({ target }) => target.name) : [],
    places: placesOf(holders.map(({ target }) => target)),
    rows: ORDER.flatMap((kind) => rows.filter((row) => row.kind === kind)),
    splits: splitsOf(targets, rows),
  };
}

/** What each pair of targets differs in. */
function placesOf(targets: ReportTarget[]): PlaceKind[] {
  const kinds = new Set<PlaceKind>();
  for (const [n, a] of targets.entries()) {
    for (let other = n + 1; other < targets.length && kinds.size < PLACE_KINDS; other++) {
      const b = targets[other];
      if (b !== undefined) kinds.add(placeKind(a, b));
    }
  }
  return [...kinds];
}

function placeKind(a: ReportTarget, b: ReportTarget): PlaceKind {
  const [one, other] = [placeOf(a), placeOf(b)];
  if (one.provider !== other.provider) return "platform";
  if (one.resource !== null && one.resource === other.resource) return "host name";
  return one.region !== null && one.region === other.region ? "resource" : "region";
}

const placeOf = oncePer((target: ReportTarget) => ({
  provider: target.provider ?? "azure",
  resource: resourceOf(target),
  region: target.region?.toLowerCase().replace(/[^a-z0-9]/g, "") ?? null,
}));

function resourceOf({ endpoint }: ReportTarget): string | null {
  return URL.canParse(endpoint) ? (aliasOf(new URL(endpoint).hostname)?.resource ?? null) : null;
}

/** @param targets names of the columns of the rows */
export function splitsOf(targets: string[], rows: ComparedRow[]): Split[] {
  const splits = new Map<string, Split>();
  for (const { label, evidence } of rows) {
    const split: Split = { works: [], not: [], none: [], labels: [label] };
    for (const [n, target] of targets.entries()) {
      const shown = evidence[n];
      if (shown?.kind === "works") split.works.push(target);
      else if (shown?.kind === "does-not-work") split.not.push(target);
      else if (shown !== undefined) split.none.push({ target, why: shown.why });
    }
    if (split.none.length === 0 && (split.works.length === 0 || split.not.length === 0)) continue;
    const key = JSON.stringify([split.works, split.not, split.none]);
    const known = splits.get(key);
    if (known === undefined) splits.set(key, split);
    else known.labels.push(label);
  }
  return [...splits.values()];
}
