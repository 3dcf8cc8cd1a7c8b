import { isPlainName } from "../model/name-form.ts";
import type { Probe } from "../model/probe.ts";
import { placeholdersIn } from "../steps/placeholder.ts";

/** Something in a probe that its schema cannot say. */
export interface ProbeFault {
  /** Keys from the probe to what is wrong. */
  path: (string | number)[];
  /** What is wrong, as the end of a sentence about the place. */
  text: string;
}

/** What the schema cannot say of a probe: that every placeholder has a source, and that secrets stay in `credential`. */
export function unsourcedIn(probe: Probe): ProbeFault | null {
  const known = new Set(["deployment", "companion", "api-version"]);
  if (probe.per === "target") known.delete("deployment");
  if (probe.companion === undefined) known.delete("companion");
  if (probe.vary === undefined) known.delete("api-version");
  const secrets = new Set<string>();
  for (const [index, step] of probe.steps.entries()) {
    const { credential, keep, ...open } = step;
    const unknown = placeholdersIn(open).find((name) => !known.has(name));
    if (unknown !== undefined) {
      return { path: ["steps", index], text: `${shown(unknown)} has no source before this step` };
    }
    const wrong = placeholdersIn(credential).find((name) => !secrets.has(name));
    if (wrong !== undefined) {
      return {
        path: ["steps", index, "credential"],
        text: `${shown(wrong)} was not kept as a secret by an earlier step`,
      };
    }
    for (const [name, source] of Object.entries(keep ?? {})) (source.secret ? secrets : known).add(name);
  }
  return null;
}

/** What stands in braces may be a secret that somebody put there. */
function shown(name: string): string {
  return isPlainName(name) ? `the placeholder {${name}}` : "a placeholder that is no name";
}
