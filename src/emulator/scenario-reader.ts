import { existsSync, readFileSync } from "node:fs";
import type { Scenario } from "./scenario.ts";

/** What the build writes: every built-in scenario, checked. In src/ there is no such file. */
const BUILT = new URL("scenarios.json", import.meta.url);

/**
 * Reads a built-in scenario by its name, or a user's own by the path of its YAML file.
 * Rejects with a CatalogError that names the known scenarios, or file, line and key.
 */
export async function readScenario(nameOrFile: string): Promise<Scenario> {
  const built: Record<string, Scenario> = existsSync(BUILT) ? JSON.parse(readFileSync(BUILT, "utf8")) : {};
  const known = Object.hasOwn(built, nameOrFile) ? built[nameOrFile] : undefined;
  if (known !== undefined) return known;
  // The parser and the schemas take most of the time of a start, so they are loaded only if a file has to be read.
  const { parseScenario } = await import("./scenario-parser.ts");
  return parseScenario(nameOrFile);
}
