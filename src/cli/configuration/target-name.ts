/** A name for cell ids: the first label of the host name, or `loopback`, which does not depend on the port. */
export function nameOfOrigin(origin: string, loopback: boolean): string {
  if (loopback) return "loopback";
  const { hostname } = new URL(origin);
  const label = /^[\d.]+$|^\[/.test(hostname) ? hostname.replace(/[^0-9a-f]+/gi, "-") : (hostname.split(".")[0] ?? "");
  return label.replace(/^-+|-+$/g, "") || "target";
}
