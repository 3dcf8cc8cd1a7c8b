import { z } from "zod";

/**
 * The path of a step: the characters of RFC 3986, and placeholders. No two alternatives begin alike, so the expression
 * takes linear time.
 */
const PATH_FORM = /^\/(?:[A-Za-z0-9\-._~!$&'()*+,;=:@/]|%[0-9A-Fa-f]{2}|\{[a-z][a-z0-9-]*\})*$/;

/** Segments that a URL parser resolves and removes. It reads `%2e` as a dot. */
const DOTS = /^(?:\.|%2e){1,2}$/i;

/**
 * Returns what is wrong with a path that could leave its place although its form is valid, and the fix. Null if it is
 * fine.
 */
function findStrayPart(path: string): string | null {
  if (path.startsWith("//")) return "a path that begins with // names another host: begin it with one /";
  const segments = path.split("/");
  return segments.some((segment) => DOTS.test(segment))
    ? "a path must not contain segments of one or two dots: write the resolved path"
    : null;
}

/** Schema of `get`, `post` and `websocket` of a step. */
export const probePath = z
  .string()
  .max(2000)
  .regex(
    PATH_FORM,
    "a path must begin with / and contain no query, backslash, space or control character: percent-encode them",
  )
  .superRefine((value, { addIssue }) => {
    const stray = findStrayPart(value);
    if (stray !== null) addIssue({ code: "custom", message: stray });
  })
  .describe("the path at the step's own host, without a query");
