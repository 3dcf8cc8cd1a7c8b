import type { Report, Result } from "../model/report.ts";
import { VERDICTS } from "../model/verdict.ts";

/** Exit codes. README.md explains them. */
export const EXIT = {
  met: 0,
  notMet: 1,
  usage: 2,
  noEvidence: 3,
  endedEarly: 4,
  internal: 70,
  inputOutput: 74,
  SIGHUP: 129,
  SIGINT: 130,
  SIGTERM: 143,
} as const;

export type EndingSignal = "SIGHUP" | "SIGINT" | "SIGTERM";

/** What happened apart from the report. */
export interface Ending {
  signal: EndingSignal | null;
  /** An artefact was refused because it has a secret, or this program failed. */
  internal: boolean;
  /** An artefact could not be written. */
  inputOutput: boolean;
}

/**
 * The exit code of a run: the first that applies of signal, 70, 74, 1, 4, 3 and 0. 1 means that something that worked in
 * the baseline fails now. Claims, faults and `rejected-request` are evidence. Denied access, throttling and every
 * inconclusive result of a required cell are not.
 */
export function exitCode(report: Report, ending: Ending): number {
  if (ending.signal !== null) return EXIT[ending.signal];
  if (ending.internal) return EXIT.internal;
  if (ending.inputOutput) return EXIT.inputOutput;
  if (report.baseline?.cells.some(({ trend }) => trend === "worse")) return EXIT.notMet;
  if (!report.run.complete) return EXIT.endedEarly;
  return lacksEvidence(report) ? EXIT.noEvidence : EXIT.met;
}

function lacksEvidence(report: Report): boolean {
  const ordinary = report.results.filter(({ cell }) => cell.control === null);
  if (ordinary.length === 0) return true;
  const roles = new Map(report.probes.map(({ id, role }) => [id, role]));
  const required = ordinary.filter((result) => isRequired(result, roles.get(result.cell.probe)));
  if (required.some((result) => !isEvidence(result))) return true;
  // A target without cells was excluded by a filter, so nothing is missing.
  const targets = new Set(ordinary.map(({ cell }) => cell.target));
  return [...targets].some((target) => !ordinary.some((r) => r.cell.target === target && isClaim(r)));
}

/** A cell whose deployment has the probe's role, unless the plan could not run it. */
function isRequired(result: Result, probeRole: string | undefined): boolean {
  if (probeRole === undefined || result.cell.role !== probeRole) return false;
  return result.cause !== "skipped.host-not-named" && result.cause !== "skipped.no-companion";
}

function isClaim(result: Result): boolean {
  return VERDICTS[result.verdict] === "claim";
}

function isEvidence(result: Result): boolean {
  const kind = VERDICTS[result.verdict];
  return kind === "claim" || kind === "fault" || result.verdict === "rejected-request";
}
