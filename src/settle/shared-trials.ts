import { type Cell, type Trial, variantName } from "../model/cell.ts";
import { CONFIRMATIONS, PAIRS } from "../model/effort.ts";
import { groupBy } from "../model/group-by.ts";
import { isGood } from "../model/outcome.ts";
import type { Probe } from "../model/probe.ts";
import type { Report, Result } from "../model/report.ts";
import { hasRole, mayHaveRole, roleTested } from "../model/role.ts";
import { optionalFields, withoutFields } from "../steps/optional-field.ts";
import { wordsKey } from "../steps/same-answer.ts";
import { findSurplusSelectors, isSameSoFar } from "../steps/selectors.ts";
import { decidingIndex, peerOf } from "./extra-cell.ts";

/*
 * Experiments for cells that a target refused in the same words. Requests that must be refused and requests that must
 * pass go out by turns, and are spread over the cells. Each cell with optional fields is sent without them once.
 */

/** A result that extra requests may settle, and its probe. */
export interface Candidate {
  result: Result;
  probe: Probe;
}

/** An extra request for a result. */
export interface Wanted extends Candidate {
  trial: Trial;
}

/** One refusal of a target, and the cells and extra requests that are about it. */
interface Refusal {
  open: Candidate[];
  extra: Candidate[];
  /** Everything that was run. */
  all: Candidate[];
  report: Report;
}

/**
 * Returns the extra requests of the next round. Empty if nothing is left to find out.
 *
 * @param open cells that were refused in unknown words
 * @param leftFor how many requests the pass may still send for these cells
 */
export function wantedTogether(open: Candidate[], report: Report, leftFor: (cells: Candidate[]) => number): Wanted[] {
  if (open.length === 0) return [];
  const probes = new Map(report.probes.map((probe) => [probe.id, probe]));
  const all = report.results.flatMap((result): Candidate[] => {
    const probe = probes.get(result.cell.probe);
    return probe === undefined ? [] : [{ result, probe }];
  });
  const names = [...new Set(all.flatMap(({ result: { cell } }) => [cell.deployment ?? "", cell.companion ?? ""]))];
  const keyOf = ({ cell, error }: Result) => `${cell.target}\n${wordsKey(error, names)}`;
  const byId = new Map(report.results.map((result) => [result.cell.id, result]));
  const extra = groupBy(
    all.filter(({ result: { cell } }) => cell.settles !== undefined && cell.settles.trial.kind !== "repeat"),
    ({ result: { cell } }) => {
      const settled = byId.get(cell.settles?.cell ?? "");
      return settled === undefined ? "" : keyOf(settled);
    },
  );
  for (const [key, cells] of groupBy(open, ({ result }) => keyOf(result))) {
    const wanted = nextRound({ open: cells, extra: extra.get(key) ?? [], all, report }, leftFor(cells));
    if (wanted.length > 0) return wanted;
  }
  return [];
}

function nextRound(refusal: Refusal, left: number): Wanted[] {
  const { extra } = refusal;
  const of = (kind: Trial["kind"]) => extra.filter(({ result }) => result.cell.settles?.trial.kind === kind);
  const isWorking = ({ result }: Candidate) => isGood(result);
  // A request that ends in another way shows that the words come and go, or that time must pass.
  if (of("again").some(isWorking) || !of("peer").every(isWorking)) return [];
  const minimal = extra.filter((one) => isMinimal(one) && !isWorking(one));
  const refused = Math.max(0, 2 * PAIRS - of("again").length - minimal.length);
  const passed = Math.max(0, PAIRS - of("peer").length - extra.filter(isOfSelector).length);
  if (refused + passed > left) return [];
  const passing = passed === 0 ? [] : passingOf(refusal);
  if (passed > 0 && passing.length === 0) return [];
  const own = wantedOfEach(refusal);
  const sent = own.length > 0 ? own : repeatedAmong(refusal, refused);
  // As many rounds as requests that must pass are missing, with the same number of the others in each.
  const most = Math.ceil(Math.min(Math.max(own.length, refused), left - passed) / Math.max(passed, 1));
  const turn = [...spread(sent, refusal, most), ...passing];
  return passed % 2 === 0 ? turn : turn.reverse();
}

/**
 * What each cell still needs of its own: each different request once. For what a deployment is meant for, only a selector
 * counts here. Whether its model is refused needs an experiment of its own.
 */
function wantedOfEach(refusal: Refusal): Wanted[] {
  const sent = refusal.extra.map((one) => ({ caller: callerOf(one), steps: stepsWithout(one, []) }));
  const wanted: Wanted[] = [];
  for (const one of refusal.open) {
    const { result, probe } = one;
    const isOfSelectors = surplusOf(one, refusal).length > 0;
    if (!isOfSelectors && mayHaveRole(result.cell.role, roleTested(probe, result.cell.role))) continue;
    const fields = isOfSelectors ? [] : optionalFields(probe, decidingIndex(result, probe));
    const steps = stepsWithout(one, fields);
    const caller = callerOf(one);
    if (sent.some((other) => isSameSoFar(other.steps, steps) && (fields.length === 0 || other.caller === caller)))
      continue;
    sent.push({ caller, steps });
    wanted.push({
      ...one,
      trial: fields.length === 0 ? { kind: "again" } : { kind: "without", fields, minimal: true },
    });
  }
  return wanted;
}

/** The steps of a cell until the one that decided, without some of the fields. */
function stepsWithout({ result, probe }: Candidate, fields: string[]): Probe["steps"] {
  const index = decidingIndex(result, probe);
  return withoutFields(probe, index, fields).slice(0, index + 1);
}

/** Repetitions of cells as they were: as many as are missing, and those of deployments that were not repeated enough. */
function repeatedAmong({ open, extra }: Refusal, missing: number): Wanted[] {
  const isRare = ({ result: { cell } }: Candidate) =>
    extra.filter(({ result }) => result.cell.deployment === cell.deployment).length < CONFIRMATIONS;
  return open.filter((one) => missing > 0 || isRare(one)).map((one) => ({ ...one, trial: { kind: "again" } }));
}

/** Some of the requests, spread over deployments and probes. */
function spread(wanted: Wanted[], { extra, report }: Refusal, most: number): Wanted[] {
  const settled = new Map(report.results.map(({ cell }) => [cell.id, cell]));
  const counts = new Map<string, number>();
  const keysOf = ({ probe, deployment }: Cell) => [`probe ${probe}`, `deployment ${deployment}`];
  const add = (cell: Cell | undefined) => {
    for (const key of cell === undefined ? [] : keysOf(cell)) counts.set(key, (counts.get(key) ?? 0) + 1);
  };
  for (const { result } of extra) add(settled.get(result.cell.settles?.cell ?? ""));
  const weightOf = ({ result }: Wanted) => keysOf(result.cell).reduce((sum, key) => sum + (counts.get(key) ?? 0), 0);
  const rest = [...wanted];
  const ordered: Wanted[] = [];
  while (rest.length > 0 && ordered.length < most) {
    const least = rest.reduce((a, b) => (weightOf(b) < weightOf(a) ? b : a));
    rest.splice(rest.indexOf(least), 1);
    ordered.push(least);
    add(least.result.cell);
  }
  return ordered;
}

/** A request that must pass: for a deployment that works, or else the handshake without a selector that it lacks. */
function passingOf(refusal: Refusal): Wanted[] {
  const { open, extra, report } = refusal;
  const count = ({ result }: Candidate, kind: Trial["kind"]) =>
    extra.filter(({ result: { cell } }) => cell.settles?.cell === result.cell.id && cell.settles.trial.kind === kind)
      .length;
  const fewest = (kind: Trial["kind"], among: Candidate[]) =>
    [...among].sort((a, b) => count(a, kind) - count(b, kind))[0];
  const withPeer = fewest(
    "peer",
    open.filter(({ result }) => peerOf(result, report) !== null),
  );
  if (withPeer !== undefined) return [{ ...withPeer, trial: { kind: "peer" } }];
  const isOwn = ({ result, probe }: Candidate) => hasRole(probe, result.cell.role);
  const handshake = fewest(
    "without",
    open.filter((one) => isOwn(one) && surplusOf(one, refusal).length > 0),
  );
  if (handshake === undefined) return [];
  const fields = surplusOf(handshake, refusal).map((name) => `query ${name}`);
  return [{ ...handshake, trial: { kind: "without", fields, minimal: false } }];
}

/** The selectors without which the service accepted the same handshake, on another probe of the deployment. */
function surplusOf(one: Candidate, { all }: Refusal): string[] {
  const step = one.probe.steps[decidingIndex(one.result, one.probe)];
  if (step?.websocket === undefined) return [];
  const accepted = all
    .filter((other) => other.result.cell.control === null && callerOf(other) === callerOf(one))
    .map(({ result, probe }) => ({
      probe,
      steps: isGood(result) ? Number.POSITIVE_INFINITY : decidingIndex(result, probe),
    }));
  return findSurplusSelectors(step, accepted);
}

/** Who sends a request: the deployment, with what it depends on. */
function callerOf({ result }: Candidate): string {
  const { target, deployment, companion, variant } = result.cell;
  return [target, deployment, companion, variantName(variant)].join("\n");
}

function isMinimal({ result: { cell } }: Candidate): boolean {
  return cell.settles?.trial.kind === "without" && cell.settles.trial.minimal;
}

function isOfSelector({ result: { cell } }: Candidate): boolean {
  const trial = cell.settles?.trial;
  return trial?.kind === "without" && !trial.minimal && trial.fields.every((field) => field.startsWith("query "));
}
