import { createInterface } from "node:readline/promises";

/**
 * Asks on the terminal. Any answer but `y` or `yes` is a no.
 * @param lines shown before the question, and only if there is a terminal
 * @returns null if there is no terminal to ask on: standard input and standard error must both be one
 */
export async function confirm(question: string, lines: string[] = []): Promise<"yes" | "no" | null> {
  if (process.stdin.isTTY !== true || process.stderr.isTTY !== true) return null;
  for (const line of lines) process.stderr.write(`${line}\n`);
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  // Without this the question would wait forever at the end of input.
  const ended = new Promise<string>((resolve) => terminal.once("close", () => resolve("")));
  const answer = await Promise.race([terminal.question(question), ended]);
  terminal.close();
  return /^y(es)?$/i.test(answer.trim()) ? "yes" : "no";
}
