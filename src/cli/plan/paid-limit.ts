import type { Plan } from "../../plan/index.ts";
import { askOnTerminal } from "../text/terminal-question.ts";
import { UsageError } from "../usage-error.ts";

/** Above so many paid cells a run asks before it goes on. */
export const PAID_WITHOUT_QUESTION = 200;

/**
 * Goes on only within the limit of paid cells, or with a yes on a terminal.
 * @throws UsageError naming --max-paid
 */
export async function allowPaid(plan: Plan, maxPaid: number | null): Promise<void> {
  const paid = plan.targets.reduce((sum, target) => sum + target.paid, 0);
  if (paid <= (maxPaid ?? PAID_WITHOUT_QUESTION)) return;
  if (maxPaid === null && (await agree(`${paid} cells may be billed. Go on? [y/N] `))) return;
  throw new UsageError(
    `${paid} cells may be billed, more than ${maxPaid ?? PAID_WITHOUT_QUESTION}: go on with --max-paid ${paid}, or narrow with --scope documented, --probe or --deployment.`,
  );
}

/**
 * How many cells a search may ask that may be billed: as many as were named, or all of them with a yes.
 * @throws UsageError naming --yes and --max-paid, where nobody can be asked
 */
export async function agreeToSearch(most: number, maxPaid: number | null, yes: boolean): Promise<number> {
  if (maxPaid !== null) return maxPaid;
  if (yes || (await agree(`at most ${most} cells, each of which may be billed. Go on? [y/N] `))) return most;
  throw new UsageError(`at most ${most} cells may be billed: go on with --yes, or name a limit with --max-paid N.`);
}

/** Asks on the terminal; false where there is none. Throws UsageError where the answer is no. */
async function agree(question: string): Promise<boolean> {
  const answer = await askOnTerminal(question);
  if (answer === "no") throw new UsageError("nothing was sent.");
  return answer === "yes";
}
