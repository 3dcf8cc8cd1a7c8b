import { stringify } from "yaml";
import type { FoundAccount, FoundDeployment } from "../../discover/inventory.ts";
import type { TokenSourceName } from "../../model/target.ts";
import { plain } from "../../render/inert.ts";
import { counted } from "../../render/words.ts";
import { DEPLOYMENT_NAME } from "../configuration/deployment-text.ts";
import { readEndpoint } from "../configuration/endpoint.ts";
import { freeTargetName } from "../configuration/target-name.ts";

/** The variable that has a credential, or the source of Entra tokens. */
export type WrittenCredential =
  | { kind: "key" | "token"; variable: string }
  | { kind: "entra"; source: Exclude<TokenSourceName, "token"> };

/** An account that can be a target, with the name and the origin of the target. */
export interface WritableTarget {
  name: string;
  origin: string;
  account: FoundAccount;
  deployments: FoundDeployment[];
}

/** An account that is no target, or a deployment (`ACCOUNT/NAME`) that is not written, and why. */
export interface LeftOut {
  name: string;
  why: string;
}

/** SKUs whose capacity is paid for in advance, so that a probe takes it from the work of others. */
const PROVISIONED = /provisioned/i;
/** The configuration accepts no longer text. */
const LONGEST = 200;

/** The accounts that have an endpoint and a deployment, each with a name of its own. */
export function writableTargets(accounts: FoundAccount[]): { targets: WritableTarget[]; leftOut: LeftOut[] } {
  const taken = new Set<string>();
  const targets: WritableTarget[] = [];
  const leftOut: LeftOut[] = [];
  for (const account of accounts) {
    const reading = readEndpoint((account.endpoint ?? "").replace(/\/$/, ""));
    const deployments = account.deployments.filter(({ name }) => DEPLOYMENT_NAME.test(name));
    if (reading.kind === "refused") {
      leftOut.push({ name: account.name, why: `its endpoint ${reading.why}` });
      continue;
    }
    for (const { name } of account.deployments) {
      if (!DEPLOYMENT_NAME.test(name)) {
        leftOut.push({ name: `${account.name}/${name}`, why: "a configuration does not accept the name" });
      }
    }
    if (deployments.length > 0) {
      // The name of an account is unique in its resource group only.
      targets.push({ name: freeTargetName(account.name, taken), origin: reading.origin, account, deployments });
    } else if (account.deployments.length === 0)
      leftOut.push({ name: account.name, why: "no deployment of it is known" });
  }
  return { targets, leftOut };
}

/** Whether runs leave a deployment out unless it is named. */
export function isProvisioned({ sku }: Pick<FoundDeployment, "sku">): boolean {
  return sku !== null && PROVISIONED.test(sku);
}

/** What the head of the file says. */
interface WrittenBy {
  file: string;
  /** ISO 8601. */
  at: string;
  /** What was read: `Azure Resource Manager`, or a resource. */
  source: string;
  /** What every target has. */
  credential: WrittenCredential;
}

/** The text of a configuration with these targets. It names variables of credentials, and has no credential. */
export function configurationText(targets: WritableTarget[], leftOut: LeftOut[], by: WrittenBy): string {
  const count = targets.reduce((sum, { deployments }) => sum + deployments.length, 0);
  return [
    `# Written by aoai-probe discover at ${by.at}, from ${plain(by.source)}: ${counted(targets.length, "target")}, ${counted(count, "deployment")}.`,
    `# Run with this file: aoai-probe run -c ${plain(by.file)}`,
    "version: 1",
    "",
    ...credentialLines(by.credential),
    "",
    ...(leftOut.length === 0 ? [] : ["# Not written:", ...leftOut.map(leftOutLine), ""]),
    "targets:",
    ...targets.flatMap(targetLines),
    "",
  ].join("\n");
}

function credentialLines(credential: WrittenCredential): string[] {
  if (credential.kind === "entra") {
    const source = `  entra: { credential: ${credential.source} }`;
    return ["# Every target gets Entra tokens from this source.", "defaults:", "  auth: [entra]", source];
  }
  return [
    "# The variable that has the credential of every target. A target may have a `key:` or `token:` of its own instead.",
    "defaults:",
    `  ${credential.kind}: { env: ${credential.variable} }`,
  ];
}

function leftOutLine({ name, why }: LeftOut): string {
  return `# - ${plain(name, LONGEST)}: ${plain(why)}.`;
}

function targetLines({ name, origin, account, deployments }: WritableTarget): string[] {
  const { region, kind, subscription, resourceId, keysDisabled } = account;
  return [
    ...(keysDisabled === true ? ["  # Key authentication is disabled."] : []),
    `  - name: ${scalar(name)}`,
    `    endpoint: ${scalar(origin)}`,
    ...field("    basePath", account.basePath ?? null),
    ...field("    region", region),
    ...field("    kind", kind),
    ...field("    subscription", subscription),
    ...field("    resourceId", resourceId),
    "    deployments:",
    ...deployments.flatMap(deploymentLines),
  ];
}

function deploymentLines(deployment: FoundDeployment): string[] {
  const { name, model, version, sku, role, state, claim } = deployment;
  return [
    ...(state === null || state === "Succeeded" ? [] : [`      # Its provisioning state is ${plain(state, LONGEST)}.`]),
    ...(model === null ? ["      # A guess: the service answers this name differently from a nonexistent one."] : []),
    `      - name: ${scalar(name)}`,
    ...field("        model", model),
    // Most versions look like a date, which other YAML parsers would make of it.
    ...field("        version", version, JSON.stringify),
    ...field("        sku", sku),
    // Without a model the role is a guess from the name, which the configuration repeats by itself.
    ...field("        role", model === null || role === "unknown" ? null : role),
    ...(isProvisioned(deployment)
      ? ["        probe: false # Provisioned capacity: add --deployment NAME to a run to include it."]
      : []),
    ...(claim === null ? [] : [`        arm: ${claimText(claim)}`]),
  ];
}

function claimText({ lifecycle, retires, capabilities = [], at }: NonNullable<FoundDeployment["claim"]>): string {
  const parts = [
    ...(lifecycle === undefined ? [] : [`lifecycle: ${scalar(lifecycle)}`]),
    ...(retires === undefined ? [] : [`retires: ${JSON.stringify(retires)}`]),
    ...(capabilities.length === 0 ? [] : [`capabilities: [${capabilities.map(scalar).join(", ")}]`]),
    `at: ${JSON.stringify(at)}`,
  ];
  return `{ ${parts.join(", ")} }`;
}

/** A line with a value exactly as it was found. Another value would be a wrong statement, so it is only mentioned. */
function field(key: string, value: string | null, write: (text: string) => string = scalar): string[] {
  if (value === null || value === "") return [];
  if (plain(value, LONGEST) === value) return [`${key}: ${write(value)}`];
  return [
    `${key.replace(/\S/, "# $&")} is left out: its value is too long or has characters that a configuration refuses.`,
  ];
}

/** A text as YAML, in quotation marks if it would be a number or a boolean. */
function scalar(text: string): string {
  return stringify(text, { lineWidth: 0 }).trimEnd();
}
