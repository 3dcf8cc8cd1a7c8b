import { createInterface } from "node:readline/promises";
import type { Plan } from "../plan/index.ts";
import { UsageError } from "./usage-error.ts";

/** Above so many paid cells a run asks before it goes on. */
export const PAID_WITHOUT_QUESTION = 200;

/**
 * Goes on only within the limit of paid cells, or with a yes on a terminal.
 * @throws UsageError naming --max-paid
 */
export async function allowPaid(plan: Plan, maxPaid: number | null): Promise<void> {
  const paid = plan.targets.reduce((sum, target) => sum + target.paid, 0);
  if (paid <= (maxPaid ?? PAID_WITHOUT_QUESTION)) return;
  if (maxPaid === null && process.stdin.isTTY === true && process.stderr.isTTY === true) {
    const terminal = createInterface({ input: process.stdin, output: process.stderr });
    const answer = await terminal.question(`${paid} cells may be billed. Go on? [y/N] `);
    terminal.close();
    if (/^y(es)?$/i.test(answer.trim())) return;
    throw new UsageError("nothing was sent.");
  }
  throw new UsageError(
    `${paid} cells may be billed, more than ${maxPaid ?? PAID_WITHOUT_QUESTION}: go on with --max-paid ${paid}, or narrow with --scope documented, --probe or --deployment.`,
  );
}
