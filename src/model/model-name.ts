/*
 * Families of models. A pattern is a name in lower case with at most two wildcards. `#` is a number such as 5 or 5.2, and
 * `*` is any text. A name of a family may also have a suffix after a hyphen. Literal text between the wildcards keeps
 * matching fast for any name.
 */

/** The form of a pattern. */
export const FAMILY_FORM = /^(?=.{1,60}$)[a-z0-9.-]*(?:[#*][a-z0-9.-]+)?(?:[#*][a-z0-9.-]*)?$/;

/** What is known about the names of models, apart from the list of models. */
export interface ModelNames {
  /** Patterns of families. Every name in one is a model, even if no list has it. */
  families: string[];
  /** Names of no model, and the model that people mean. */
  wrong: Record<string, string>;
}

export const NO_MODEL_NAMES: ModelNames = { families: [], wrong: {} };

/** Whether a name is in a family. Case is ignored. */
export function isInFamily(name: string, pattern: string): boolean {
  const source = pattern.replaceAll(".", "\\.").replaceAll("*", ".*").replaceAll("#", "\\d{1,3}(?:\\.\\d{1,3})?");
  return new RegExp(`^${source}(?:-.*)?$`, "i").test(name);
}

/** The number of characters of a pattern that are no wildcard. The pattern with the most of them describes a name best. */
export function countLiterals(pattern: string): number {
  return pattern.replace(/[#*]/g, "").length;
}
