import { addExit } from "../conclusion/exit.ts";
import type { FailPolicy, RunExit } from "../model/exit.ts";
import type { Report } from "../model/report.ts";
import { plain } from "../render/inert.ts";

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

const LONGEST_REASON = 2000;

/**
 * The report with its exit code, as far as it is known before files are written.
 * @param policy the policy that was given, or null
 */
export function withExit(report: Report, policy: FailPolicy | null, signal: EndingSignal | null = null): Report {
  const judged = addExit(report, policy?.failOn ?? null, policy?.retiringDays ?? null);
  const { exit } = judged.run;
  return exit === undefined ? judged : { ...judged, run: { ...judged.run, exit: withSignal(exit, signal) } };
}

/** Prints the exit code with its reason as the last line on standard error, and returns the code. */
export function announceExit({ run }: Report, ending: Ending): number {
  const { code, reason } = finalExit(run.exit ?? NOT_JUDGED, ending);
  process.stderr.write(`Exit ${code}: ${plain(reason, LONGEST_REASON)}\n`);
  return code;
}

const NOT_JUDGED: RunExit = { code: EXIT.noEvidence, reason: "The run was not evaluated.", failOn: null };

/** The first that applies of signal, 70, 74 and what the report says. */
export function finalExit(exit: RunExit, { signal, internal, inputOutput }: Ending): RunExit {
  if (signal !== null) return withSignal(exit, signal);
  if (internal) return { ...exit, code: EXIT.internal, reason: "A file was not written because it has a secret." };
  if (inputOutput) return { ...exit, code: EXIT.inputOutput, reason: "A file could not be written." };
  return exit;
}

function withSignal(exit: RunExit, signal: EndingSignal | null): RunExit {
  return signal === null ? exit : { ...exit, code: EXIT[signal], reason: `The run was ended by ${signal}.` };
}
