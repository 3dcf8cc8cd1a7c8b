import { isJsonObject } from "../../model/json.ts";
import { nearestName } from "../../model/nearest-name.ts";
import type { Result } from "../../model/report.ts";
import { counted } from "../../render/words.ts";
import { type Evaluated, ok, problem, unknown } from "../line.ts";
import { REQUESTS } from "../requests.ts";
import { findingOf, formatEnding, isConnected, listResults, type Seen } from "../seen.ts";

const MISSING =
  "Compare the deployment's name letter by letter with the resource's list of deployments. It is not the model's name.";

const NAME_ONE = "Set AZURE_OPENAI_DEPLOYMENT or add --deployment NAME.";

/** Whether the service finds the configured deployments. A nonexistent one must get another answer. */
export function checkDeployments(seen: Seen): Evaluated[] {
  const { results, target, leftOut } = seen;
  if (!isConnected(seen) || !seen.hasCredential) return [];
  const listed = namesIn(results.find(({ cell }) => cell.probe === REQUESTS.deployments));
  if (target.deployments.length === 0) return [unknown(`none is configured${inWords(listed)}`, NAME_ONE)];
  const control = results.find(({ cell }) => cell.control === "missing-deployment") ?? null;
  const own = results.filter(({ cell }) => cell.probe === REQUESTS.handshake && cell.control === null);
  if (own.length > 0 && own.every(({ verdict }) => verdict === "auth"))
    return [unknown("not known while the credential is refused")];
  const found = own.filter((result) => isDeployed(result, control) || listed.includes(result.cell.deployment ?? ""));
  const missing = own.filter((result) => !found.includes(result) && isMissing(result));
  const open = own.filter((result) => !found.includes(result) && !missing.includes(result));
  const retired = own.filter(({ cause }) => cause === "refused.model-retired");
  const served = found.filter((result) => !retired.includes(result));
  return [
    ...missing.map((result) => describeMissing(result, seen)),
    ...retired.map((result) =>
      problem(
        `${result.cell.deployment}: ${formatEnding(result)}`,
        findingOf(seen, "model-retired")?.remedy ?? "Deploy a model that is still served.",
      ),
    ),
    ...(served.length === 0 ? [] : [ok(`${namesOf(served)} ${served.length === 1 ? "exists" : "exist"}`)]),
    ...open.map((result) => unknown(`${result.cell.deployment}: ${formatEnding(result)}`)),
    ...(leftOut.length === 0 ? [] : [unknown(`${counted(leftOut.length, "more deployment")}: not checked here`)]),
  ];
}

/** An accepted handshake, or a refusal that is about the model and that a nonexistent deployment does not get. */
function isDeployed(result: Result, control: Result | null): boolean {
  if (control === null) return false;
  if (result.status === 101) return control.status !== null && control.status !== 101;
  const isClaim = result.verdict === "unsupported" || result.cause === "refused.model-retired";
  return isClaim && formatEnding(result) !== formatEnding(control);
}

function isMissing({ verdict }: Result): boolean {
  return verdict === "not-deployed";
}

function describeMissing(result: Result, seen: Seen): Evaluated {
  const name = result.cell.deployment ?? "";
  const known = [...listedNames(seen), ...seen.target.deployments.map((one) => one.name)];
  const near = nearestName(
    name,
    known.filter((other) => other !== name),
  );
  const advice = findingOf(seen, "deployment-missing")?.remedy ?? MISSING;
  return problem(
    `${name}: ${formatEnding(result)}`,
    near === null ? advice : `Check the name: did you mean \`${near}\`? ${advice}`,
  );
}

/** The version that the list of models adds to the name of a model. */
const VERSION = /-\d{4}-\d{2}-\d{2}$/;

/** Names that the service lists: deployments, or models, which deployments are often named after. */
function listedNames(seen: Seen): string[] {
  const deployments = namesIn(seen.results.find(({ cell }) => cell.probe === REQUESTS.deployments));
  return [
    ...deployments,
    ...listResults(seen)
      .flatMap(namesIn)
      .map((name) => name.replace(VERSION, "")),
  ];
}

function namesIn(result: Result | undefined): string[] {
  const json = result?.recording?.attempts.at(-1)?.steps[0]?.hops.at(-1)?.body?.json ?? null;
  const data = isJsonObject(json) && Array.isArray(json.data) ? json.data : [];
  return data.flatMap((entry) => (isJsonObject(entry) && typeof entry.id === "string" ? [entry.id] : []));
}

function inWords(listed: string[]): string {
  return listed.length === 0 ? "" : `, and the service lists ${listNames(listed)}`;
}

const MOST_NAMES = 6;

function namesOf(results: Result[]): string {
  return listNames(results.map(({ cell }) => cell.deployment ?? ""));
}

function listNames(names: string[]): string {
  return names.length > MOST_NAMES
    ? `${names.slice(0, MOST_NAMES).join(", ")} and ${names.length - MOST_NAMES} more`
    : names.join(", ");
}
