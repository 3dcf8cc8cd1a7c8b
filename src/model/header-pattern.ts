import { z } from "zod";

/**
 * Syntax that only regular expressions have. `+` and `?` alone are ordinary characters of header values
 * (`application/problem+json`, the query of a `Location`).
 */
const EXPRESSION_SYNTAX = /[\^$\\|()[\]{}]|\.[*+?]/;

const LONGEST = 500;

/** Returns the part of a text that only a regular expression would understand. Null if the text is a pattern. */
export function expressionSyntaxIn(text: string): string | null {
  return EXPRESSION_SYNTAX.exec(text)?.[0] ?? null;
}

/**
 * Whether a header's value contains a pattern, compared with case. `*` matches any run of characters. Each piece is
 * searched once, after the previous one, so a pattern takes linear time.
 */
export function containsPattern(value: string, pattern: string): boolean {
  let at = 0;
  for (const piece of pattern.split("*")) {
    const found = value.indexOf(piece, at);
    if (found === -1) return false;
    at = found + piece.length;
  }
  return true;
}

/** Schema of `expect.header`. */
export const headerPatterns = z
  .record(z.string(), z.string().max(LONGEST))
  .superRefine((given, { addIssue }) => {
    for (const [name, pattern] of Object.entries(given)) {
      const syntax = expressionSyntaxIn(pattern);
      if (syntax === null) continue;
      const message = `a pattern is not a regular expression, but contains \`${syntax}\`: write \`*\` for any text`;
      addIssue({ code: "custom", path: [name], message });
    }
  })
  .describe("response header: text that its value contains. `*` is any text.");
