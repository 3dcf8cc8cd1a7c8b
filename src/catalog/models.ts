import type { Role } from "../model/role.ts";

/** A model's name, and the role it plays. */
export interface ModelEntry {
  model: string;
  role: Role;
}

/**
 * Returns the role of a model, by its exact name or else by the longest known name it begins with. `unknown` otherwise.
 */
export function roleOfModel(models: ModelEntry[], name: string): Role {
  const wanted = name.toLowerCase();
  const fits = models.filter((m) => wanted === m.model || wanted.startsWith(`${m.model}-`));
  const longest = fits.sort((a, b) => b.model.length - a.model.length)[0];
  return longest?.role ?? "unknown";
}
