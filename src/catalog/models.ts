import { z } from "zod";
import { ROLES, type Role } from "../model/role.ts";

export const modelsSchema = z.array(z.strictObject({ model: z.string(), role: z.enum(ROLES) }));

/** A model's name and role. */
export type ModelEntry = z.output<typeof modelsSchema>[number];

/**
 * Returns the role of a model, by its exact name or else by the longest known name it begins with. `unknown` otherwise.
 */
export function roleOfModel(models: ModelEntry[], name: string): Role {
  const wanted = name.toLowerCase();
  const fits = models.filter((m) => wanted === m.model || wanted.startsWith(`${m.model}-`));
  const longest = fits.sort((a, b) => b.model.length - a.model.length)[0];
  return longest?.role ?? "unknown";
}
