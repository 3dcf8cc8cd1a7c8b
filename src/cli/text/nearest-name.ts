import { nearestName } from "../../model/nearest-name.ts";

export { nearestName } from "../../model/nearest-name.ts";

/** `: did you mean \`x\`?`, or nothing. Quotes only the known name, because the typed one may be a secret. */
export function didYouMean(name: string, known: Iterable<string>, prefix = ""): string {
  const nearest = nearestName(name, known);
  return nearest === null ? "" : `: did you mean \`${prefix}${nearest}\`?`;
}
