import { z } from "zod";

/**
 * The path of a step: what RFC 3986 lets stand in one, and placeholders. No alternative begins like another, so the
 * expression is linear.
 */
export const PATH_FORM = /^\/(?:[A-Za-z0-9\-._~!$&'()*+,;=:@/]|%[0-9A-Fa-f]{2}|\{[a-z][a-z0-9-]*\})*$/;

/** Segments that a URL parser removes, with the one before them; `%2e` is a dot to it. */
const DOTS = /^(?:\.|%2e){1,2}$/i;

/** What is wrong with a path of the right form that could lead elsewhere, with what to do; null if it stays. */
export function strayIn(path: string): string | null {
  if (path.startsWith("//")) return "a path that begins with // names another host: begin it with one /";
  const segments = path.split("/");
  return segments.some((segment) => DOTS.test(segment))
    ? "a path has no segment of one or two dots: write the path that they lead to"
    : null;
}

/** What `get`, `post` and `websocket` of a step may hold. */
export const probePath = z
  .string()
  .max(2000)
  .regex(PATH_FORM, "a path begins with / and holds no query, backslash, space or control character: percent-encode it")
  .superRefine((value, { addIssue }) => {
    const stray = strayIn(value);
    if (stray !== null) addIssue({ code: "custom", message: stray });
  })
  .describe("the path at the step's own host, without a query");
