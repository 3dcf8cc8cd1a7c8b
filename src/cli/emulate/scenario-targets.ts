import type { Scenario } from "../../emulator/scenario.ts";
import { isScenarioFile, scenarioNames } from "../../emulator/scenario-folder.ts";
import { readScenario } from "../../emulator/scenario-reader.ts";
import type { Role } from "../../model/role.ts";
import type { Target } from "../../model/target.ts";
import { didYouMean } from "../text/nearest-name.ts";
import { UsageError } from "../usage-error.ts";

/** The scenarios of field reports: what `--emulate` uses if no scenario is named. */
const FIELD_SCENARIOS = ["france-central-2026-06-10", "east-us-2-2026-06-05", "sweden-central-2026-06-05"];

/** An emulator that does not run yet has no port. */
const NOT_SERVED_YET = "http://127.0.0.1";

/**
 * The path of a scenario file as given, or the built-in scenario of that name, also without its date.
 * Throws UsageError with the nearest name.
 */
export function scenarioNamed(name: string): string {
  if (isScenarioFile(name)) return name;
  const known = scenarioNames();
  // `france-central` is france-central-2026-06-10: a place without its date.
  const begun = known.filter((scenario) => placeOf(scenario) === name);
  if (known.includes(name)) return name;
  if (begun.length === 1 && begun[0] !== undefined) return begun[0];
  throw new UsageError(`No such scenario${didYouMean(name, known) || `. Use ${scenarioChoice(known)}.`}`);
}

/** The names that say something by themselves, and one example of those that are the numbers of field reports. */
function scenarioChoice(known: readonly string[]): string {
  const numbered = known.filter((name) => /^fr-\d/.test(name));
  const named = known.filter((name) => !numbered.includes(name));
  return `${named.join(", ")}, or one of ${numbered.length} field reports such as ${numbered[0]}`;
}

/**
 * The targets that emulators of these scenarios will be. Starts none of them.
 * @param name a scenario or the path of a scenario file. Empty: the scenarios of the field reports
 * @throws CatalogError with the file, line and key of a scenario file
 */
export async function scenarioTargets(
  name: string,
  roleOf: (name: string) => Role,
): Promise<{ scenario: string; target: Target }[]> {
  const names = name === "" ? FIELD_SCENARIOS : [scenarioNamed(name)];
  return Promise.all(
    names.map(async (scenario) => ({ scenario, target: targetOf(await readScenario(scenario), roleOf) })),
  );
}

function targetOf({ name, region, deployments, basePath }: Scenario, roleOf: (name: string) => Role): Target {
  return {
    name: placeOf(name),
    endpoint: NOT_SERVED_YET,
    ...(basePath === undefined ? {} : { basePath }),
    hosts: basePath === undefined ? { webrtc: NOT_SERVED_YET, "voice-live": NOT_SERVED_YET } : {},
    region,
    resourceId: null,
    subscription: null,
    kind: null,
    auth: ["key"],
    deployments: deployments.map((deployment) => ({
      ...deployment,
      role: deployment.role === "unknown" ? roleOf(deployment.model) : deployment.role,
      source: "config",
    })),
  };
}

function placeOf(scenario: string): string {
  return scenario.replace(/-\d{4}-\d{2}-\d{2}$/, "");
}
