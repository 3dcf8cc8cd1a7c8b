/** Long enough for every name of a target, and short enough for every file system. */
const LONGEST = 64;

/**
 * A name for a file for each name: letters, digits, `.`, `_` and `-`. No two are equal, also on a file system that
 * ignores case.
 * @param taken names in lower case that no file may get
 */
export function fileNames(names: string[], taken: string[]): string[] {
  const used = new Set(taken);
  return names.map((name) => {
    const safe = name.replace(/[^A-Za-z0-9._-]+/g, "-").slice(0, LONGEST) || "target";
    let unique = safe;
    for (let n = 2; used.has(unique.toLowerCase()); n++) unique = `${safe}-${n}`;
    used.add(unique.toLowerCase());
    return unique;
  });
}
