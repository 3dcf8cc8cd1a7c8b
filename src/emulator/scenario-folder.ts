import { basename, dirname } from "node:path";
import { fileURLToPath } from "node:url";
import { listYamlFiles } from "../catalog/pack-file.ts";
import { CatalogError, parseYaml, readYamlFile } from "../catalog/yaml-file.ts";
import type { Scenario } from "./scenario.ts";
import {
  type FieldReports,
  fieldReportsSchema,
  type ScenarioFile,
  scenarioSchema,
  toScenario,
} from "./scenario-file.ts";

const FOLDER = fileURLToPath(new URL("../../scenarios", import.meta.url));
const FIELD_REPORTS = "field-reports.yaml";

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
 * @throws CatalogError naming the known scenarios, or file, line and key
 */
export function readScenario(nameOrFile: string): Scenario {
  if (isScenarioFile(nameOrFile)) return read(dirname(nameOrFile), basename(nameOrFile));
  const names = scenarioNames();
  if (names.includes(nameOrFile)) return read(FOLDER, `${nameOrFile}.yaml`);
  throw new CatalogError(`'${nameOrFile}' is no scenario: use the path of a YAML file, or one of ${names.join(", ")}.`);
}

function read(folder: string, name: string): Scenario {
  const fieldReports = readFieldReports();
  const file = parseYaml(readYamlFile(folder, name), scenarioSchema, (scenario) =>
    unknownReports(scenario, fieldReports),
  );
  return toScenario(file, fieldReports);
}

let cached: FieldReports | null = null;

/** Parsed once: several scenarios are read in one process. */
function readFieldReports(): FieldReports {
  cached ??= parseYaml(readYamlFile(FOLDER, FIELD_REPORTS), fieldReportsSchema);
  return cached;
}

/** Field reports that a file names and that have no rules. */
function unknownReports({ rules }: ScenarioFile, fieldReports: FieldReports) {
  const known = new Set<string>(fieldReports.map(({ report }) => report));
  return rules.flatMap((rule, index) =>
    (["reports", "reports-elsewhere"] as const).flatMap((key) =>
      (rule[key] ?? [])
        .filter((report) => !known.has(report))
        .map((report) => ({
          path: ["rules", index, key],
          text: `names ${report}, which has no rules: use a report of scenarios/${FIELD_REPORTS}`,
        })),
    ),
  );
}
