import type { ModelEntry } from "../model/model-entry.ts";
import { countLiterals, isInFamily, type ModelNames } from "../model/model-name.ts";
import type { Role } from "../model/role.ts";

/** The name or pattern of an entry, which identifies it. */
export function patternOf(entry: ModelEntry): string {
  return "model" in entry ? entry.model : entry.family;
}

/** Returns the role of a model: that of the longest name or pattern that fits, wildcards not counted. Else `unknown`. */
export function roleOfModel(models: ModelEntry[], name: string): Role {
  const fits = models.filter((entry) => isInFamily(name, patternOf(entry)));
  const longest = fits.sort((a, b) => countLiterals(patternOf(b)) - countLiterals(patternOf(a)))[0];
  return longest?.role ?? "unknown";
}

/** The names of known models, without families and wrong names. */
export function listModels(models: ModelEntry[]): string[] {
  return models.flatMap((entry) => ("model" in entry && entry.means === undefined ? [entry.model] : []));
}

/** What is known about the names of models, apart from the list of models. */
export function modelNamesOf(models: ModelEntry[]): ModelNames {
  return {
    families: models.flatMap((entry) => ("family" in entry ? [entry.family] : [])),
    wrong: Object.fromEntries(
      models.flatMap((entry) => ("model" in entry && entry.means !== undefined ? [[entry.model, entry.means]] : [])),
    ),
  };
}
