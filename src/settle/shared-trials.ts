import type { Trial } from "../model/cell.ts";
import { PAIRS } from "../model/effort.ts";
import { groupBy } from "../model/group-by.ts";
import { isGood } from "../model/outcome.ts";
import type { Probe } from "../model/probe.ts";
import type { Report, Result } from "../model/report.ts";
import { hasRole } from "../model/role.ts";
import { optionalFields, withoutFields } from "../steps/optional-field.ts";
import { wordsKey } from "../steps/same-answer.ts";
import { findSurplusSelectors, isSameSoFar } from "../steps/selectors.ts";
import { decidingIndex, peerOf } from "./extra-cell.ts";

/*
 * Experiments for cells that a target refused in the same words. Requests that must be refused and requests that must
 * pass go out by turns, and are spread over the cells. Each cell with optional fields is sent without them once.
 */

/** Requests that must be refused, for each one that must pass. */
const REFUSED_PER_ROUND = 3;

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
  for (const [key, cells] of groupBy(open, keyOf)) {
    const probeOf = ({ cell }: Result) => probes.get(cell.probe) as Probe;
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
  const own = wantedOfEach(refusal);
  const most = Math.min(REFUSED_PER_ROUND, left - passed);
  const fill = own.length > 0 ? [] : repeatedAmong(refusal).slice(0, Math.min(refused, most));
  const passing = passed === 0 ? [] : passingOf(refusal);
  if (passed > 0 && passing.length === 0) return [];
  return [...own.slice(0, most), ...fill, ...passing];
}

/** What each cell still needs of its own: one of each different request. Those of different probes come first. */
function wantedOfEach(refusal: Refusal): Wanted[] {
  const { open, extra, probeOf } = refusal;
  const sent = extra.map((one) => ({ caller: callerOf(one), steps: stepsUntilDecided(one, probeOf) }));
  const wanted: (Wanted & { rank: number })[] = [];
  for (const result of open) {
    const fields =
      surplusOf(result, refusal).length > 0
        ? []
        : optionalFields(probeOf(result), decidingIndex(result, probeOf(result)));
    const steps = withoutFields(probeOf(result), decidingIndex(result, probeOf(result)), fields).slice(
      0,
      decidingIndex(result, probeOf(result)) + 1,
    );
    const isKnown = sent.some(
      (one) => isSameSoFar(one.steps, steps) && (fields.length === 0 || one.caller === callerOf(result)),
    );
    if (isKnown) continue;
    sent.push({ caller: callerOf(result), steps });
    const rank = wanted.filter((one) => one.result.cell.probe === result.cell.probe).length;
    wanted.push({
      result,
      trial: fields.length === 0 ? { kind: "again" } : { kind: "without", fields, minimal: true },
      rank,
    });
  }
  return wanted.sort((a, b) => a.rank - b.rank);
}

function stepsUntilDecided(result: Result, probeOf: Refusal["probeOf"]): Probe["steps"] {
  const probe = probeOf(result);
  return probe.steps.slice(0, decidingIndex(result, probe) + 1);
}

/** Repetitions of cells as they were, of those with the fewest extra requests first. */
function repeatedAmong({ open, extra }: Refusal): Wanted[] {
  const count = (result: Result) => extra.filter(({ cell }) => cell.settles?.cell === result.cell.id).length;
  return [...open].sort((a, b) => count(a) - count(b)).map((result) => ({ result, trial: { kind: "again" } }));
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
