import { isPlainName } from "../model/name-form.ts";
import type { Probe } from "../model/probe.ts";
import { placeholdersIn } from "../steps/placeholder.ts";
import { isRequest } from "../steps/request.ts";

/** An error in a probe that its schema cannot express. */
export interface ProbeFault {
  /** Keys from the probe to the error. */
  path: (string | number)[];
  /** What is wrong, as the end of a sentence about the place. */
  text: string;
}

/**
 * Checks what the schema cannot express: every placeholder has a source, and secrets occur only in `credential`. Null
 * if both hold.
 */
export function findUnsourced(probe: Probe): ProbeFault | null {
  const known = new Set(["deployment", "model", "companion", "api-version"]);
  if (probe.per === "target") for (const name of ["deployment", "model"]) known.delete(name);
  if (probe.companion === undefined) known.delete("companion");
  if (probe.vary === undefined && probe.group !== "versions") known.delete("api-version");
  const secrets = new Set<string>();
  for (const [index, step] of probe.steps.entries()) {
    const { credential, keep, ...open } = step;
    const unknown = placeholdersIn(open).find((name) => !known.has(name));
    if (unknown !== undefined) {
      return { path: ["steps", index], text: `${formatPlaceholder(unknown)} has no source before this step` };
    }
    const wrong = placeholdersIn(credential).find((name) => !secrets.has(name));
    if (wrong !== undefined) {
      return {
        path: ["steps", index, "credential"],
        text: `${formatPlaceholder(wrong)} was not kept as a secret by an earlier step`,
      };
    }
    const bad = Object.entries(keep ?? {}).find(([, source]) => !isRequest(step) && (source.secret || source.header));
    if (bad !== undefined) {
      return {
        path: ["steps", index],
        text: "keeps a header or a secret without a request: use `from` of an event, or keep it from a request",
      };
    }
    for (const [name, source] of Object.entries(keep ?? {})) (source.secret ? secrets : known).add(name);
  }
  return null;
}

/** The text in braces may be a pasted secret, so it is shown only if it is a plain name. */
function formatPlaceholder(name: string): string {
  return isPlainName(name) ? `the placeholder {${name}}` : "a placeholder that is not a plain name";
}
