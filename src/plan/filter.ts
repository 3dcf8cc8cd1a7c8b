/** Whether a name fits any of the globs: `*` stands for any run of characters, `?` for one. */
export function fitsAny(name: string, globs: string[]): boolean {
  return globs.some((glob) => pattern(glob).test(name));
}

function pattern(glob: string): RegExp {
  const escaped = glob
    .replace(/[.+^${}()|[\]\\]/g, "\\$&")
    .replaceAll("*", ".*")
    .replaceAll("?", ".");
  return new RegExp(`^${escaped}$`);
}
