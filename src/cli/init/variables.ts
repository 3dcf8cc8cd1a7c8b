import { isJsonObject } from "../../model/json.ts";
import type { Path } from "./foreign-yaml.ts";

/* A section of a foreign file that gives values to environment variables. */

/** The values that are texts. */
export function textsOf(section: unknown): Record<string, string> {
  if (!isJsonObject(section)) return {};
  return Object.fromEntries(
    Object.entries(section).flatMap(([name, value]) => (typeof value === "string" ? [[name, value]] : [])),
  );
}

/** Notes each variable, because this program reads variables of its own environment only. */
export function noteVariables(section: unknown, path: Path, note: (path: Path, why: string) => void): void {
  if (!isJsonObject(section)) return;
  for (const name of Object.keys(section)) note([...path, name], "is a variable: set it in the environment");
}
