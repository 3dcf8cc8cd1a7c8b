/** The decoded values of the `{names}` in a path pattern. Null if the path does not match. */
export function matchPath(pattern: string, path: string): Record<string, string> | null {
  if (pattern === path) return {};
  if (!pattern.includes("{")) return null;
  const wanted = pattern.split("/");
  const given = path.split("/");
  if (wanted.length !== given.length) return null;
  const values: Record<string, string> = {};
  for (const [index, segment] of wanted.entries()) {
    const value = given[index] ?? "";
    const name = /^\{(.+)\}$/.exec(segment)?.[1];
    if (name === undefined ? segment !== value : value === "") return null;
    if (name !== undefined) values[name] = decoded(value);
  }
  return values;
}

function decoded(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}
