import { isPlainName } from "../../model/name-form.ts";
import type { Role } from "../../model/role.ts";
import { credentialShapeIn } from "../configuration/credential-shape.ts";
import { DEPLOYMENT_NAME } from "../configuration/deployment-text.ts";
import { API_VERSION } from "../configuration/form.ts";
import { lookUp, readForeignEndpoint } from "./endpoint.ts";
import type { ForeignYaml, Path } from "./foreign-yaml.ts";
import { hasReference, variableIn } from "./reference.ts";
import type { ForeignCredential, ForeignDeployment, Note, Place } from "./translation.ts";

/** A text of a foreign file and its path. */
export interface Stated {
  text: string;
  path: Path;
}

/** An entry of a foreign file as its reader found it. Null: not stated. */
export interface Entry {
  path: Path;
  deployment: Stated | null;
  endpoint: Stated | null;
  key: Stated | null;
  /** The key is in the variable of this name. */
  keyVariable: Stated | null;
  token: Stated | null;
  /** The program signs in to Entra ID by itself. */
  entra: Stated | null;
  apiVersion: Stated | null;
  model: Stated | null;
  roles: Role[];
}

/** What a program does for entries that state less. */
interface Defaults {
  endpoint: string;
  key: string;
  /** Values that the file gives to variables. */
  variables: Record<string, string>;
}

/** Problems of entries. Each is a sentence without the file, but with its place. */
export interface Fault extends Place {
  text: string;
}

const TOKEN_VARIABLE = "AZURE_OPENAI_AD_TOKEN";

/** Reads an entry. Null, with a fault, if it cannot be used. */
export function readEntry(
  entry: Entry,
  defaults: Defaults,
  file: ForeignYaml,
  out: { notes: Note[]; faults: Fault[] },
): ForeignDeployment | null {
  const { variables } = defaults;
  const at = (stated: Stated | null) => file.placeOf(stated?.path ?? entry.path);
  const literal = (stated: Stated | null) => (stated === null ? null : literalOf(stated.text, variables));
  const fault = (stated: Stated | null, text: string): null => {
    out.faults.push({ ...at(stated), text });
    return null;
  };
  const read = readForeignEndpoint(entry.endpoint?.text ?? null, at(entry.endpoint), variables, defaults.endpoint);
  if (read.kind === "refused") return fault(entry.endpoint, read.why);
  const named = literal(entry.deployment);
  if (named !== null && !isDeploymentName(named)) {
    return fault(entry.deployment, "does not name a deployment: it has at most 64 letters, digits, `.`, `_` and `-`");
  }
  if (named !== null && read.deployment !== null && named !== read.deployment) {
    return fault(entry.endpoint, "names another deployment than the model of this entry: remove one");
  }
  const note = (stated: Stated | null, why: string) => stated !== null && out.notes.push({ ...at(stated), why });
  const model = plainOrNull(literal(entry.model));
  if (model === null) note(entry.model, "does not look like the name of a model");
  const apiVersion = safeApiVersion(literal(entry.apiVersion) ?? read.apiVersion);
  if (apiVersion === null) note(entry.apiVersion, "is not a literal api-version");
  return {
    place: at(entry.deployment),
    endpoint: read.endpoint,
    name: named ?? read.deployment,
    model,
    version: null,
    roles: entry.roles,
    apiVersion,
    ...credentialsOf(entry, defaults, at),
  };
}

function credentialsOf(
  { key, keyVariable, token, entra }: Entry,
  defaults: Defaults,
  at: (stated: Stated) => Place,
): Pick<ForeignDeployment, "key" | "token"> {
  const given = (stated: Stated): ForeignCredential => {
    const name = variableIn(stated.text);
    // What the file gives to the variable is a secret of the file.
    return name === null ? { kind: "literal", place: at(stated) } : { kind: "variable", name, isDefault: false };
  };
  const ofVariable = keyVariable === null ? null : variableIn(`$${keyVariable.text}`);
  if (key !== null) return { key: given(key), token: token === null ? null : given(token) };
  if (ofVariable !== null) return { key: { kind: "variable", name: ofVariable, isDefault: false }, token: null };
  if (token !== null) return { key: null, token: given(token) };
  if (entra !== null) return { key: null, token: { kind: "variable", name: TOKEN_VARIABLE, isDefault: true } };
  return { key: { kind: "variable", name: defaults.key, isDefault: true }, token: null };
}

/** The value of a text, or of the variable that it names in the file. Null if the file does not have it. */
function literalOf(text: string, variables: Record<string, string>): string | null {
  const variable = variableIn(text);
  const value = variable === null ? text : lookUp(variables, variable);
  return value === undefined || hasReference(value) ? null : value.trim();
}

/** Whether a text is the name of a deployment, and no secret at its place. */
export function isDeploymentName(text: string): boolean {
  return DEPLOYMENT_NAME.test(text) && credentialShapeIn(text) === null;
}

/** An api-version that may be repeated, or null. */
export function safeApiVersion(text: string | null): string | null {
  return text !== null && API_VERSION.test(text) && isPlainName(text) ? text : null;
}

const MODEL_NAME = /^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/;

function plainOrNull(name: string | null): string | null {
  return name !== null && MODEL_NAME.test(name) && isPlainName(name) ? name : null;
}
