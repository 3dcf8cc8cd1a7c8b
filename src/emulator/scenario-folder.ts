import { basename } from "node:path";
import { fileURLToPath } from "node:url";
import { listYamlFiles } from "../catalog/pack-file.ts";

/** The folder of the built-in scenarios, seen from src/emulator and from dist/emulator. */
export const FOLDER = fileURLToPath(new URL("../../scenarios", import.meta.url));
export const FIELD_REPORTS = "field-reports.yaml";

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
