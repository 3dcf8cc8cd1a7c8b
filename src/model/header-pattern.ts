import { z } from "zod";

/**
 * What a regular expression has and a pattern has not. `+` and `?` alone are ordinary characters of header values
 * (`application/problem+json`, the query of a `Location`).
 */
const EXPRESSION_SYNTAX = /[\^$\\|()[\]{}]|\.[*+?]/;

const LONGEST = 500;

/** The part of a text that only a regular expression would understand; null if the text is a pattern. */
export function expressionSyntaxIn(text: string): string | null {
  return EXPRESSION_SYNTAX.exec(text)?.[0] ?? null;
}

/**
 * Whether a header's value contains what the pattern says, in the same case; `*` is any run of characters. Each piece
 * is searched after the one before it and never again, so no pattern of a pack can stop the tool.
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

/** What `expect.header` may hold. */
export const headerPatterns = z
  .record(z.string(), z.string().max(LONGEST))
  .superRefine((given, { addIssue }) => {
    for (const [name, pattern] of Object.entries(given)) {
      const syntax = expressionSyntaxIn(pattern);
      if (syntax === null) continue;
      const message = `a pattern is no regular expression, and \`${syntax}\` belongs to one: write \`*\` for any text`;
      addIssue({ code: "custom", path: [name], message });
    }
  })
  .describe("response header: text that its value contains; `*` is any text");
