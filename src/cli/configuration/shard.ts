import { MOST_PARTS } from "../../model/effort.ts";
import type { Shard } from "../../plan/index.ts";
import { UsageError } from "../usage-error.ts";

/** Kubernetes sets it in each pod of an Indexed Job, from 0. */
const JOB_INDEX = "JOB_COMPLETION_INDEX";

/**
 * The part of the plan that --shard selects: `2/4`, or `auto/4` for the index of a Kubernetes Indexed Job.
 * @throws UsageError naming the flag or the variable
 */
export function readShard(given: unknown, variables: Record<string, string | undefined>): Shard | null {
  if (given === undefined) return null;
  const [, text = "", total = ""] = /^(auto|\d{1,4})\/(\d{1,4})$/.exec(String(given)) ?? [];
  const of = Number(total);
  if (text === "" || of < 1 || of > MOST_PARTS) {
    throw new UsageError(`--shard: expects I/N with I from 1 to N, or auto/N. N is at most ${MOST_PARTS}.`);
  }
  const index = text === "auto" ? jobIndex(variables[JOB_INDEX]) + 1 : Number(text);
  if (index >= 1 && index <= of) return { index, of };
  throw new UsageError(
    text === "auto"
      ? `--shard: ${JOB_INDEX} counts from 0 and must be less than ${of}. Set \`completions\` of the Job to ${of}.`
      : `--shard: the first number must be from 1 to ${of}.`,
  );
}

function jobIndex(value: string | undefined): number {
  if (value !== undefined && /^\d{1,4}$/.test(value)) return Number(value);
  throw new UsageError(
    `--shard auto/N needs ${JOB_INDEX}, which Kubernetes sets in an Indexed Job. Name the shard, such as 1/4.`,
  );
}
