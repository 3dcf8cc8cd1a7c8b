/** A name for cell ids: the first label of the host name, or `loopback`, which does not depend on the port. */
export function nameOfOrigin(origin: string, loopback: boolean): string {
  if (loopback) return "loopback";
  const { hostname } = new URL(origin);
  const label = /^[\d.]+$|^\[/.test(hostname) ? hostname.replace(/[^0-9a-f]+/gi, "-") : (hostname.split(".")[0] ?? "");
  return label.replace(/^-+|-+$/g, "") || "target";
}

/** Shorter than the longest name of a target, so that a number fits. */
const LONGEST = 60;

/**
 * A name for a target that the configuration accepts, and that none of `taken` has in any case. It is added to these.
 * @param wanted any text
 */
export function freeTargetName(wanted: string, taken: Set<string>): string {
  const base =
    wanted
      .replace(/[^A-Za-z0-9._-]/g, "-")
      .replace(/^[^A-Za-z0-9]+/, "")
      .slice(0, LONGEST) || "target";
  let name = base;
  for (let number = 2; taken.has(name.toLowerCase()); number++) name = `${base}-${number}`;
  taken.add(name.toLowerCase());
  return name;
}
