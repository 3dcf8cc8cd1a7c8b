import type { Role } from "../../model/role.ts";
import type { Deployment, Target } from "../../model/target.ts";
import { didYouMean } from "../text/nearest-name.ts";
import { UsageError } from "../usage-error.ts";
import { type DeploymentReading, readDeployment } from "./deployment-text.ts";
import type { VariableReader } from "./variables.ts";

/*
 * `--deployment`, the one way to name deployments on the command line, and AZURE_OPENAI_DEPLOYMENT in the same form.
 * A text defines a deployment, or refines one that a target has already; a bare name or glob selects what is there.
 * After either, only the deployments that were named are probed.
 */

type RoleOf = (name: string) => Role;

/** The texts that name deployments, with their sources. */
interface DeploymentTexts {
  source: string;
  texts: string[];
}

/**
 * The texts of the flag, or of the variable if there is no flag.
 * @param notes takes a sentence if the two differ
 * @param variable the name of the variable
 */
export function deploymentTexts(
  flag: string[],
  environment: VariableReader,
  notes: string[],
  variable: string,
): DeploymentTexts {
  const listed = (environment.get(variable) ?? "")
    .split(",")
    .map((text) => text.trim())
    .filter((text) => text !== "");
  if (flag.length === 0) return { source: variable, texts: listed };
  if (listed.length > 0 && listed.join() !== flag.join()) {
    notes.push(`--deployment overrides ${variable}.`);
  }
  return { source: "--deployment", texts: flag };
}

/**
 * Applies the texts to the targets.
 * @param canDefine false if a new name cannot become a deployment: the emulator has its own
 * @returns globs that select the named deployments; empty: all of them
 * @throws UsageError naming the entry that cannot be used
 */
export function applyDeployments(
  { source, texts }: DeploymentTexts,
  targets: Target[],
  roleOf: RoleOf,
  canDefine = true,
): string[] {
  const known = [...new Set(targets.flatMap(({ deployments }) => deployments.map(({ name }) => name)))];
  const seen = new Set<string>();
  return texts.map((text, index) => {
    const entry = `${source}, entry ${index + 1}`;
    if (isGlob(text)) return text;
    const deployment = deploymentIn(readDeployment(text, roleOf), entry);
    const { name } = deployment;
    if (seen.has(name.toLowerCase())) throw new UsageError(`${entry}: repeats the deployment ${name}. Name it once.`);
    seen.add(name.toLowerCase());
    const owners = targets.filter(({ deployments }) => deployments.some((one) => one.name === name));
    const [only] = targets;
    // A bare name that is almost a known one is a typo. NAME=MODEL says clearly that it is new.
    const hint = text.includes("=") ? "" : didYouMean(name, known);
    if (owners.length === 0 && hint === "" && canDefine && only !== undefined && targets.length === 1) {
      only.deployments.push(deployment);
    } else if (owners.length === 0) {
      throw new UsageError(`${entry}: no target has this deployment${hint || `. ${adviceFor(known, canDefine)}`}`);
    }
    if (text.includes("=")) for (const owner of owners) owner.deployments = refine(owner.deployments, deployment);
    return name;
  });
}

function isGlob(text: string): boolean {
  return /[*?]/.test(text) && !text.includes("=");
}

function deploymentIn(reading: DeploymentReading, entry: string): Deployment {
  if (reading.kind === "deployment") return reading.deployment;
  throw new UsageError(`${entry}: ${reading.why}.`);
}

function adviceFor(known: string[], canDefine: boolean): string {
  const list = known.join(", ") || "none";
  return canDefine ? `Add it to its target in the configuration file, or use one of: ${list}.` : `Use one of: ${list}.`;
}

/** What the text states replaces what was known. The rest stays. */
function refine(deployments: Deployment[], stated: Deployment): Deployment[] {
  return deployments.map((known) =>
    known.name === stated.name
      ? {
          ...known,
          ...stated,
          sku: known.sku,
          model: stated.model ?? known.model,
          version: stated.version ?? known.version,
        }
      : known,
  );
}
