import { withArmStatements } from "../model/arm-statements.ts";
import type { Claim } from "../model/claim.ts";
import { listRetirements } from "../model/retirement.ts";
import { findingsOf, resultsOf } from "../render/view.ts";
import { checkCredential } from "./checks/credential.ts";
import { checkDeployments } from "./checks/deployments.ts";
import { checkConnection, checkDns, checkProxy, checkTls } from "./checks/network.ts";
import { checkRetirement } from "./checks/retirement.ts";
import { checkClock, checkService } from "./checks/service.ts";
import { checkWebsocket } from "./checks/websocket.ts";
import type { Examination } from "./examination.ts";
import { CHECKS, type Check, type Evaluated, type Line } from "./line.ts";
import type { Seen } from "./seen.ts";

export { type Examination, examine } from "./examination.ts";
export type { Line } from "./line.ts";

/** The checks of a target. Each is a pure function of what was seen. */
const EVALUATORS: Record<Exclude<Check, "settings">, (seen: Seen) => Evaluated[]> = {
  proxy: checkProxy,
  dns: checkDns,
  connection: checkConnection,
  tls: checkTls,
  service: checkService,
  clock: checkClock,
  credential: checkCredential,
  websocket: checkWebsocket,
  deployments: checkDeployments,
  retirement: checkRetirement,
};

/** Notes that may explain a refused credential. */
const ABOUT_CREDENTIALS = /KEY|TOKEN|\btoken\b/;

/**
 * Returns the verdicts of all checks, target by target, in the order of the checks.
 * @param notes which source of a setting won over which, as sentences
 * @param claims of the catalogue, for retirement dates
 * @param today as `2026-11-29`
 */
export function evaluate(
  { targets, report }: Examination,
  { notes, claims, today }: { notes: string[]; claims: readonly Claim[]; today: string },
): Line[] {
  return targets.flatMap((examined) => {
    const { target } = examined;
    const seen: Seen = {
      ...examined,
      report,
      results: resultsOf(report, target.name),
      findings: findingsOf(report, target.name),
      // No date is near for an emulator, as in a report.
      retirements:
        report.run.emulated === undefined
          ? listRetirements([target], withArmStatements(claims, [target], []), today)
          : null,
      notes: notes.filter((note) => ABOUT_CREDENTIALS.test(note)),
    };
    return CHECKS.flatMap((check) =>
      check === "settings"
        ? []
        : EVALUATORS[check](seen).map((line): Line => ({ check, target: target.name, ...line })),
    );
  });
}

/** The first thing to mend: the earliest check with a problem, of any target. Null if there is none. */
export function firstProblem(lines: readonly Line[]): Line | null {
  for (const check of CHECKS) {
    const found = lines.find((line) => line.check === check && line.verdict === "problem");
    if (found !== undefined) return found;
  }
  return null;
}
