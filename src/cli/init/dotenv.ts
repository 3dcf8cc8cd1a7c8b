import type { Role } from "../../model/role.ts";
import { readDeployment } from "../configuration/deployment-text.ts";
import { deploymentTexts } from "../configuration/deployments.ts";
import type { DotenvFile } from "../configuration/dotenv-file.ts";
import { findNearMisses } from "../configuration/near-miss.ts";
import { VARIABLES } from "../configuration/variables.ts";
import { type EndpointReading, lookUp, readForeignEndpoint } from "./endpoint.ts";
import { type Fault, isDeploymentName, safeApiVersion } from "./entry.ts";
import { safeKey } from "./foreign-yaml.ts";
import type { ForeignCredential, ForeignDeployment, Note, Place } from "./translation.ts";

/** Reads the one target of a file of variables, by the names of this program and by similar ones. */
export function readDotenvTarget(
  file: Pick<DotenvFile, "values" | "lineOf">,
  roleOf: (name: string) => Role,
): { deployments: ForeignDeployment[]; notes: Note[]; faults: Fault[] } {
  const environment = { get: (name: string) => lookUp(file.values, name) };
  const { variableFor } = findNearMisses(environment);
  const placeOf = (name: string): Place => ({ line: file.lineOf(name), key: safeKey(name) });
  const used = Object.values(VARIABLES).map(variableFor);
  const notes = Object.keys(file.values)
    .filter((name) => !used.includes(name))
    .map((name) => ({ ...placeOf(name), why: "is not a variable of this program" }));
  const [endpoint, deployment, key, token, version] = [
    variableFor(VARIABLES.endpoint),
    variableFor(VARIABLES.deployment),
    variableFor(VARIABLES.key),
    VARIABLES.token,
    VARIABLES.apiVersion,
  ];
  const text = environment.get(endpoint) || null;
  const read: EndpointReading = readForeignEndpoint(text, placeOf(endpoint), file.values, endpoint);
  if (read.kind === "refused") {
    return { deployments: [], notes, faults: [{ ...placeOf(endpoint), text: read.why }] };
  }
  const credential = (name: string): ForeignCredential | null =>
    environment.get(name) ? { kind: "variable", name, isDefault: false } : null;
  const given = { key: credential(key), token: credential(token) };
  const isUnset = given.key === null && given.token === null;
  const shared = {
    place: placeOf(deployment),
    endpoint: read.endpoint,
    apiVersion: safeApiVersion(environment.get(version) || read.apiVersion),
    ...given,
    ...(isUnset ? { key: { kind: "variable" as const, name: VARIABLES.key, isDefault: true } } : {}),
  };
  const { texts } = deploymentTexts([], environment, [], deployment);
  const faults: Fault[] = [];
  const deployments = (texts.length > 0 ? texts : [read.deployment]).flatMap((one): ForeignDeployment[] => {
    if (one === null) return [{ ...shared, name: null, model: null, version: null, roles: [] }];
    const reading = readDeployment(one, roleOf);
    if (reading.kind === "deployment" && !isDeploymentName(reading.deployment.name)) {
      faults.push({ ...shared.place, text: "does not name a deployment: correct it" });
      return [];
    }
    if (reading.kind === "refused") {
      faults.push({ ...shared.place, text: `cannot be used: ${reading.why}` });
      return [];
    }
    const { name, model, version: modelVersion, role, source } = reading.deployment;
    const roles = source === "config" && model === null ? [role] : [];
    return [{ ...shared, name, model, version: modelVersion, roles }];
  });
  return { deployments, notes, faults };
}
