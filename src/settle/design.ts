import { REFUSALS } from "../judge/index.ts";
import { type Cell, credentialName } from "../model/cell.ts";
import type { Probe } from "../model/probe.ts";
import type { Report, Result } from "../model/report.ts";
import { hasRole } from "../model/role.ts";
import { optionalFields } from "../steps/optional-field.ts";
import { CLAIMS, MISSING, PASSING } from "./causes.ts";
import { decidingIndex, type ExtraCell, extraCell, peerOf } from "./extra-cell.ts";
import { AGAIN, isSameTrial, nextTrials, trialOf } from "./own-trials.ts";
import { type Candidate, type Wanted, wantedTogether } from "./shared-trials.ts";

/**
 * Designs the extra requests that come next. Pure: it looks at what the report holds of earlier ones. Repeating what
 * led to a claim comes last, so that it takes no request from an open cell.
 */
export function designExtraCells(
  report: Report,
  limits: { cells: number; paid: number },
  decisive: ReadonlySet<string> = new Set(),
): ExtraCell[] {
  const probes = new Map(report.probes.map((probe) => [probe.id, probe]));
  const select = (isSelected: Selection) =>
    report.results.flatMap((result): Candidate[] => {
      const probe = probes.get(result.cell.probe);
      return probe !== undefined && isSelected(result, probe, report) ? [{ result, probe }] : [];
    });
  const open = select((...one) => isOpen(...one) || decisive.has(one[0].cell.id));
  // Without another deployment to compare with, repeating a whole request decides nothing by itself.
  const isAlone = ({ result, probe }: Candidate) =>
    !REFUSALS.includes(result.cause) ||
    (isOwnRole(result, probe) &&
      (peerOf(result, report) !== null || optionalFields(probe, decidingIndex(result, probe)).length > 0));
  const alike = select((result, probe, whole) => isOpen(result, probe, whole) && REFUSALS.includes(result.cause));
  const extra = report.results.filter(({ cell }) => cell.settles !== undefined && cell.settles.trial.kind !== "repeat");
  const room = roomFor(limits, extra, probes);
  const ways = [
    () => wantedAlone(open.filter(isAlone), report, extra, room),
    () => wantedTogether(alike, report, (cells) => leftFor(cells, room)),
    () =>
      wantedAlone(
        open.filter((one) => !isAlone(one)),
        report,
        extra,
        room,
      ),
    () => wantedAlone(select(isUnconfirmed), report, extra, room),
  ];
  for (const wanted of ways) {
    const designed = makeCells(wanted(), report, extra, room);
    if (designed.length > 0) return designed;
  }
  return [];
}

type Selection = (result: Result, probe: Probe, report: Report) => boolean;

/** How many extra cells may still be sent, and how many of them may be billed. */
interface Room {
  cells: number;
  paid: number;
}

function roomFor(limits: Room, extra: Result[], probes: ReadonlyMap<string, Probe>): Room {
  const paid = extra.filter(({ cell }) => isPaid(probes.get(cell.probe))).length;
  return { cells: limits.cells - extra.length, paid: limits.paid - paid };
}

/** How many requests an experiment with these cells may send. */
function leftFor(cells: Candidate[], { cells: left, paid }: Room): number {
  return cells.some(({ probe }) => isPaid(probe)) ? Math.min(left, paid) : left;
}

/**
 * What each cell needs by itself. A cell whose experiment cannot be finished is only repeated once, which may show that
 * its refusal comes and goes.
 */
function wantedAlone(cells: Candidate[], report: Report, extra: Result[], room: Room): Wanted[] {
  const rest = { ...room };
  return cells.flatMap(({ result, probe }) => {
    const tried = extra.filter(({ cell }) => cell.settles?.cell === result.cell.id);
    const { trials, needed } = nextTrials(result, probe, tried, report);
    const left = leftFor([{ result, probe }], rest);
    const affordable = needed <= left ? trials : tried.length === 0 && left > 0 ? [AGAIN] : [];
    const spent = affordable === trials ? needed : affordable.length;
    rest.cells -= spent;
    if (isPaid(probe)) rest.paid -= spent;
    return affordable.map((trial) => ({ result, probe, trial }));
  });
}

function makeCells(wanted: Wanted[], report: Report, extra: Result[], room: Room): ExtraCell[] {
  const designed: ExtraCell[] = [];
  let { paid } = room;
  for (const { result, probe, trial } of wanted) {
    if (designed.length >= room.cells) return designed;
    if (isPaid(probe) && paid <= 0) continue;
    const made = extraCell(result, probe, trial, report, extra.length + designed.length + 1);
    if (made === null) continue;
    const before = extra.filter(({ cell }) => cell.settles?.cell === result.cell.id);
    const repeats = trial.kind === "again" || before.some((one) => isSameTrial(trialOf(one), trial));
    designed.push({ ...made, repeats });
    if (isPaid(probe)) paid -= 1;
  }
  return designed;
}

function isPaid(probe: Probe | undefined): boolean {
  return probe?.steps.some(({ paid }) => paid) === true;
}

function isOpen(result: Result, probe: Probe, report: Report): boolean {
  const { cell, verdict, cause, settledBy } = result;
  if (cell.control !== null || probe.role === "none" || settledBy !== undefined || result.recording === null)
    return false;
  const isOwn = isOwnRole(result, probe);
  if (cause === "inconclusive.unrecognised") return result.error !== null;
  if (REFUSALS.includes(cause) || PASSING.includes(cause)) return isOwn;
  if (MISSING.includes(cause)) return report.results.some((other) => isWorkingTwin(other, cell));
  return verdict === "auth" && isOwn && report.results.some((other) => isLetIn(other, cell));
}

function isOwnRole({ cell }: Result, probe: Probe): boolean {
  return hasRole(probe, cell.role) || hasRole(probe, "any");
}

/** A claim from unknown words. A gateway in front of several servers may answer the next request differently. */
function isUnconfirmed({ cell, cause }: Result): boolean {
  return cell.control === null && CLAIMS.includes(cause);
}

/** The same deployment works on another path. */
function isWorkingTwin({ cell, verdict }: Result, { target, deployment, probe }: Cell): boolean {
  const isSame = cell.target === target && cell.deployment === deployment && cell.probe !== probe;
  return isSame && cell.control === null && verdict === "supported";
}

/** The same credential works on another path. */
function isLetIn({ cell, verdict }: Result, { target, variant }: Cell): boolean {
  return (
    cell.target === target &&
    cell.control === null &&
    credentialName(cell.variant) === credentialName(variant) &&
    verdict === "supported"
  );
}
