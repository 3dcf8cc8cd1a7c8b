import type { Problem } from "../../discover/inventory.ts";
import { counted } from "../../render/words.ts";
import { EXIT } from "../exit.ts";

export const EMULATED = "!! An emulator responded. This is not evidence.";

/**
 * Says the exit code with its reason as the last line, and returns the code.
 * @param found how much was found that a run can use
 */
export function announceEnd(found: number, problems: Problem[], say: (line: string) => void): number {
  const { code, reason } = endOf(found, problems);
  say(`Exit ${code}: ${reason}`);
  return code;
}

function endOf(found: number, problems: Problem[]): { code: number; reason: string } {
  if (problems.some(({ isLimit }) => isLimit)) {
    return { code: EXIT.endedEarly, reason: `A limit ended ${counted(problems.length, "list")} early.` };
  }
  if (problems.length > 0) {
    return { code: EXIT.noEvidence, reason: `${counted(problems.length, "list")} could not be read.` };
  }
  return found === 0
    ? { code: EXIT.noEvidence, reason: "Nothing was found that a run can probe." }
    : { code: EXIT.met, reason: "Every list was read." };
}
