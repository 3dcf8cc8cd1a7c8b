import type { Cell, Trial } from "../model/cell.ts";
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

/** An extra request for a cell. */
export interface Wanted {
  result: Result;
  trial: Trial;
}

/** One refusal of a target, and the cells and extra requests that are about it. */
interface Refusal {
  open: Result[];
  extra: Result[];
  probeOf: (result: Result) => Probe;
  report: Report;
}

/**
 * Returns the extra requests of the next round. Empty if nothing is left to find out.
 *
 * @param open cells that were refused, but for another role than their own, or at a handshake
 * @param left how many requests the pass may still send
 */
export function wantedTogether(open: Result[], report: Report, left: number): Wanted[] {
  const names = report.results.flatMap(({ cell }) => [cell.deployment ?? "", cell.companion ?? ""]);
  const keyOf = ({ cell, error }: Result) => `${cell.target}\n${wordsKey(error, [...new Set(names)])}`;
  const probes = new Map(report.probes.map((probe) => [probe.id, probe]));
  const byId = new Map(report.results.map((result) => [result.cell.id, result]));
  const extra = groupBy(
    report.results.filter(({ cell }) => cell.settles !== undefined && cell.settles.trial.kind !== "repeat"),
    ({ cell }) => {
      const settled = byId.get(cell.settles?.cell ?? "");
      return settled === undefined ? "" : keyOf(settled);
    },
  );
  const probeOf = ({ cell }: Result) => probes.get(cell.probe) as Probe;
  for (const [key, cells] of groupBy(open, keyOf)) {
    const wanted = nextRound({ open: cells, extra: extra.get(key) ?? [], probeOf, report }, left);
    if (wanted.length > 0) return wanted;
  }
  return [];
}

function nextRound(refusal: Refusal, left: number): Wanted[] {
  const { extra } = refusal;
  const of = (kind: Trial["kind"]) => extra.filter(({ cell }) => cell.settles?.trial.kind === kind);
  // A request that ends in another way shows that the words come and go, or that time must pass.
  if (of("again").some(isGood) || of("peer").some((one) => !isGood(one))) return [];
  const minimal = extra.filter((one) => isMinimal(one) && !isGood(one));
  const refused = Math.max(0, 2 * PAIRS - of("again").length - minimal.length);
  const passed = Math.max(0, PAIRS - of("peer").length - extra.filter(isOfSelector).length);
  if (refused + passed > left) return [];
  const passing = passed === 0 ? [] : passingOf(refusal);
  if (passed > 0 && passing.length === 0) return [];
  const own = wantedOfEach(refusal);
  const sent = own.length > 0 ? own : repeatedAmong(refusal, refused);
  // As many rounds as requests that must pass are missing, with the same number of the others in each.
  const most = Math.ceil(Math.min(Math.max(own.length, refused), left - passed) / Math.max(passed, 1));
  return [...spread(sent, refusal, most), ...passing];
}

/**
 * What each cell still needs of its own: each different request once. For what a deployment is meant for, only a selector
 * counts here. Whether its model is refused needs an experiment of its own.
 */
function wantedOfEach(refusal: Refusal): Wanted[] {
  const { open, extra, probeOf } = refusal;
  const sent = extra.map((one) => ({ caller: callerOf(one), steps: stepsUntilDecided(one, probeOf) }));
  const wanted: Wanted[] = [];
  for (const result of open) {
    const probe = probeOf(result);
    const index = decidingIndex(result, probe);
    const isOfSelectors = surplusOf(result, refusal).length > 0;
    if (!isOfSelectors && mayHaveRole(result.cell.role, roleTested(probe, result.cell.role))) continue;
    const fields = isOfSelectors ? [] : optionalFields(probe, index);
    const steps = withoutFields(probe, index, fields).slice(0, index + 1);
    const caller = callerOf(result);
    if (sent.some((one) => isSameSoFar(one.steps, steps) && (fields.length === 0 || one.caller === caller))) continue;
    sent.push({ caller, steps });
    const trial: Trial = fields.length === 0 ? { kind: "again" } : { kind: "without", fields, minimal: true };
    wanted.push({ result, trial });
  }
  return wanted;
}

function stepsUntilDecided(result: Result, probeOf: Refusal["probeOf"]): Probe["steps"] {
  const probe = probeOf(result);
  return probe.steps.slice(0, decidingIndex(result, probe) + 1);
}

/** Repetitions of cells as they were: as many as are missing, and those of deployments that were not repeated enough. */
function repeatedAmong({ open, extra }: Refusal, missing: number): Wanted[] {
  const count = (result: Result) => extra.filter(({ cell }) => cell.deployment === result.cell.deployment).length;
  const isRare = (result: Result) => count(result) < CONFIRMATIONS;
  return open.filter((one) => missing > 0 || isRare(one)).map((result) => ({ result, trial: { kind: "again" } }));
}

/** Some of the requests, spread over deployments and probes. */
function spread(wanted: Wanted[], { extra, report }: Refusal, most: number): Wanted[] {
  const settled = new Map(report.results.map(({ cell }) => [cell.id, cell]));
  const counts = new Map<string, number>();
  const keysOf = ({ probe, deployment }: Cell) => [`probe ${probe}`, `deployment ${deployment}`];
  const add = (cell: Cell | undefined) => {
    for (const key of cell === undefined ? [] : keysOf(cell)) counts.set(key, (counts.get(key) ?? 0) + 1);
  };
  for (const { cell } of extra) add(settled.get(cell.settles?.cell ?? ""));
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
  const count = (result: Result, kind: Trial["kind"]) =>
    extra.filter(({ cell }) => cell.settles?.cell === result.cell.id && cell.settles.trial.kind === kind).length;
  const fewest = (kind: Trial["kind"], among: Result[]) =>
    [...among].sort((a, b) => count(a, kind) - count(b, kind))[0];
  const withPeer = fewest(
    "peer",
    open.filter((result) => peerOf(result, report) !== null),
  );
  if (withPeer !== undefined) return [{ result: withPeer, trial: { kind: "peer" } }];
  const isOwn = (result: Result) => hasRole(refusal.probeOf(result), result.cell.role);
  const handshake = fewest(
    "without",
    open.filter((result) => isOwn(result) && surplusOf(result, refusal).length > 0),
  );
  if (handshake === undefined) return [];
  const fields = surplusOf(handshake, refusal).map((name) => `query ${name}`);
  return [{ result: handshake, trial: { kind: "without", fields, minimal: false } }];
}

/** The selectors without which the service accepted the same handshake, on another probe of the deployment. */
function surplusOf(result: Result, { report, probeOf }: Refusal): string[] {
  const probe = probeOf(result);
  const others = report.results.filter((one) => one.cell.control === null && callerOf(one) === callerOf(result));
  const accepted = others.map((one) => ({
    probe: probeOf(one),
    steps: isGood(one) ? Number.POSITIVE_INFINITY : decidingIndex(one, probeOf(one)),
  }));
  return findSurplusSelectors(probe.steps[decidingIndex(result, probe)], accepted);
}

/** Who sends a request: the deployment, with what it depends on. */
function callerOf({ cell: { target, deployment, companion, variant } }: Result): string {
  return [target, deployment, companion, variant.apiVersion, variant.auth].join("\n");
}

function isMinimal({ cell }: Result): boolean {
  return cell.settles?.trial.kind === "without" && cell.settles.trial.minimal;
}

function isOfSelector({ cell }: Result): boolean {
  const trial = cell.settles?.trial;
  return trial?.kind === "without" && !trial.minimal && trial.fields.every((field) => field.startsWith("query "));
}
