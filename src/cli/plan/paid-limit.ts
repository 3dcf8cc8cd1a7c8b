import type { Plan } from "../../plan/index.ts";
import type { Settings } from "../configuration/settings.ts";
import { confirm } from "../text/terminal-question.ts";
import { UsageError } from "../usage-error.ts";

/** A run with more billable cells asks for confirmation. */
export const PAID_WITHOUT_QUESTION = 200;

/**
 * Goes on only within the limit of billable cells, or with a yes on a terminal.
 * @throws UsageError naming --max-paid
 */
export async function allowPaid(plan: Plan, settings: Pick<Settings, "max-paid" | "scope">): Promise<void> {
  const maxPaid = settings["max-paid"];
  const paid = countPaid(plan);
  if (paid <= (maxPaid ?? PAID_WITHOUT_QUESTION)) return;
  if (maxPaid === null && (await agree(`${paid} cells may be billed. Continue? [y/N] `))) return;
  const limit = maxPaid ?? PAID_WITHOUT_QUESTION;
  const narrower = [...(settings.scope === "documented" ? [] : ["--scope documented"]), "--probe", "--deployment"];
  throw new UsageError(
    `${paid} cells may be billed, and the limit is ${limit}: allow them with --max-paid ${paid}, ` +
      `or select fewer with ${narrower.join(", ").replace(/, ([^,]*)$/, " or $1")}.`,
  );
}

/** Returns how many cells of a plan may be billed. */
export function countPaid(plan: Plan): number {
  return plan.targets.reduce((sum, target) => sum + target.paid, 0);
}

/**
 * How many billable cells a search may run: the given limit, or all of them with a yes.
 * @throws UsageError naming --yes and --max-paid, if there is no terminal
 */
export async function agreeToSearch(most: number, maxPaid: number | null, yes: boolean): Promise<number> {
  if (maxPaid !== null) return maxPaid;
  if (yes || (await agree(`Up to ${most} cells may be billed. Continue? [y/N] `))) return most;
  throw new UsageError(`Up to ${most} cells may be billed: add --yes, or set a limit with --max-paid N.`);
}

/** Asks on the terminal; false if there is none. Throws UsageError if the answer is no. */
async function agree(question: string): Promise<boolean> {
  const answer = await confirm(question);
  if (answer === "no") throw new UsageError("Nothing was sent.");
  return answer === "yes";
}
