import { UsageError } from "../usage-error.ts";
import { type Environment, VARIABLES, type VariableReader } from "./variables.ts";

/** Names under which other tools and older samples keep the same values. */
export const NEAR_MISSES = {
  [VARIABLES.endpoint]: ["AZURE_OPENAI_API_BASE", "OPENAI_API_BASE"],
  [VARIABLES.key]: ["AZURE_OPENAI_KEY", "AZURE_API_KEY"],
  [VARIABLES.deployment]: ["AZURE_OPENAI_DEPLOYMENT_NAME"],
} as const;

/** Values by the names of the tool, and what they were read from. */
export interface NearMisses {
  /** The name of the variable that has the value: the tool's own name, or a similar one. */
  variableFor(variable: string): string;
  /** A sentence for each similar name that is used. */
  notes: string[];
}

/**
 * Finds the variables that a single target uses. The tool's own name comes first, and the environment before a file. A
 * similar name is used only if no own name is set and nothing disagrees with it.
 * @throws UsageError naming the variables if two similar ones disagree
 */
export function findNearMisses(environment: VariableReader & Partial<Pick<Environment, "sourceOf">>): NearMisses {
  const { sourceOf = (name) => (environment.get(name) === undefined ? null : "environment") } = environment;
  const found = new Map<string, string>();
  for (const [own, similar] of Object.entries(NEAR_MISSES)) {
    const isSet = (name: string) => (environment.get(name) ?? "") !== "";
    const isOfProcess = (name: string) => sourceOf(name) === "environment";
    // An own variable that the environment sets to nothing is a decision.
    if (isOfProcess(own) || (isSet(own) && !similar.some((name) => isSet(name) && isOfProcess(name)))) continue;
    const set = similar.filter(isSet);
    const ofProcess = set.filter(isOfProcess);
    const candidates = ofProcess.length > 0 ? ofProcess : set;
    const [first, ...others] = candidates;
    if (first === undefined) continue;
    const other = others.find((name) => environment.get(name) !== environment.get(first));
    if (other !== undefined) throw new UsageError(`${first} and ${other} disagree: set ${own} instead.`);
    found.set(own, first);
  }
  return {
    variableFor: (variable) => found.get(variable) ?? variable,
    notes: [...found].map(([own, name]) => `${name} is used because ${own} is not set.`),
  };
}
