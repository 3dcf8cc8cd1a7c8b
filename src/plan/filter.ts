/** Whether a name matches any of the globs: `*` matches any run of characters, `?` one character. */
export function matchesAny(name: string, globs: string[]): boolean {
  return globs.some((glob) => pattern(glob).test(name));
}

function pattern(glob: string): RegExp {
  const escaped = glob
    .replace(/[.+^${}()|[\]\\]/g, "\\$&")
    .replaceAll("*", ".*")
    .replaceAll("?", ".");
  return new RegExp(`^${escaped}$`);
}
