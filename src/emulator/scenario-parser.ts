import { basename, dirname } from "node:path";
import { CatalogError } from "../catalog/error.ts";
import { parseYaml, readYamlFile } from "../catalog/yaml-file.ts";
import type { Scenario } from "./scenario.ts";
import {
  type FieldReports,
  fieldReportsSchema,
  type ScenarioFile,
  scenarioSchema,
  toScenario,
} from "./scenario-file.ts";
import { FIELD_REPORTS, FOLDER, isScenarioFile, scenarioNames } from "./scenario-folder.ts";

/** Parses a built-in scenario by its name, or a file by its path. Throws CatalogError naming file, line and key. */
export function parseScenario(nameOrFile: string): Scenario {
  if (isScenarioFile(nameOrFile)) return parse(dirname(nameOrFile), basename(nameOrFile));
  const names = scenarioNames();
  if (names.includes(nameOrFile)) return parse(FOLDER, `${nameOrFile}.yaml`);
  throw new CatalogError(`'${nameOrFile}' is no scenario: use the path of a YAML file, or one of ${names.join(", ")}.`);
}

/** Every built-in scenario by its name, for the build. */
export function parseScenarios(): Record<string, Scenario> {
  return Object.fromEntries(scenarioNames().map((name) => [name, parseScenario(name)]));
}

function parse(folder: string, name: string): Scenario {
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
