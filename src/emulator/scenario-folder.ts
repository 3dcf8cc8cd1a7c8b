import { existsSync, readFileSync } from "node:fs";
import { basename } from "node:path";
import { fileURLToPath } from "node:url";
import { listYamlFiles } from "../catalog/pack-file.ts";
import type { Scenario } from "./scenario.ts";

/** The folder of the built-in scenarios, seen from src/emulator and from dist/emulator. */
export const FOLDER = fileURLToPath(new URL("../../scenarios", import.meta.url));
export const FIELD_REPORTS = "field-reports.yaml";

/** What the build writes: every built-in scenario, checked. In src/ there is no such file. */
const BUILT = new URL("scenarios.json", import.meta.url);

/** Names of the built-in scenarios, sorted. */
export function scenarioNames(): string[] {
  return listYamlFiles(FOLDER)
    .filter((file) => file !== FIELD_REPORTS)
    .map((file) => basename(file, ".yaml"))
    .sort();
}

/** True for the path of a scenario file, as opposed to the name of a built-in scenario. */
export function isScenarioFile(nameOrFile: string): boolean {
  return /\.ya?ml$/.test(nameOrFile);
}

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
