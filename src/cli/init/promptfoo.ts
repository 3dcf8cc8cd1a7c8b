import { isJsonObject } from "../../model/json.ts";
import { isAtService } from "./endpoint.ts";
import { type Entry, type Fault, readEntry, type Stated } from "./entry.ts";
import type { ForeignYaml, Path } from "./foreign-yaml.ts";
import { rolesOfKind } from "./stated-role.ts";
import type { ForeignDeployment, Note } from "./translation.ts";
import { noteVariables, textsOf } from "./variables.ts";

/*
 * The configuration of promptfoo: `providers` (or `targets`), and graders anywhere below `defaultTest`, `tests` and
 * `redteam`. A provider is a text, `{ id, config }`, or `{ ID: { config } }`. https://promptfoo.dev/docs/providers/azure
 */

type Mapping = Record<string, unknown>;

/** A provider of the file. */
interface Provider {
  id: string;
  path: Path;
  options: Mapping;
  optionsPath: Path;
}

/** What promptfoo reads if a provider does not state it. */
const DEFAULTS = { endpoint: "AZURE_API_HOST", key: "AZURE_API_KEY" };
const AZURE = /^azure(?:openai)?:(.+)$/;
/** Keys of promptfoo whose values are providers. */
const PROVIDER_KEYS = new Set(["providers", "provider", "targets", "text", "embedding", "classification"]);
/** Kinds whose last part is no deployment. */
const NO_DEPLOYMENT = new Set(["assistant", "foundry-agent", "moderation"]);
const READ_SECTIONS = ["providers", "targets", "env", "description"];
const READ_OPTIONS = ["id", "config", "env"];
const READ_CONFIG = ["apiHost", "apiBaseUrl", "apiKey", "apiKeyEnvar", "apiVersion", "deployment_id", "modelName"];
const ENTRA_CONFIG = ["azureClientId", "azureClientSecret", "azureTenantId", "azureAuthorityHost", "azureTokenScope"];

/** Reads the deployments of a configuration of promptfoo. */
export function readPromptfoo(file: ForeignYaml): { deployments: ForeignDeployment[]; notes: Note[]; faults: Fault[] } {
  const root = isJsonObject(file.value) ? file.value : {};
  const out = { deployments: [] as ForeignDeployment[], notes: [] as Note[], faults: [] as Fault[] };
  const note = (path: Path, why: string) => out.notes.push({ ...file.placeOf(path), why });
  for (const key of Object.keys(root)) {
    if (!READ_SECTIONS.includes(key)) note([key], "has no counterpart, except for the providers in it");
  }
  noteVariables(root.env, ["env"], note);
  for (const provider of providersIn(root, [], null)) {
    const entry = entryOf(provider);
    if (typeof entry === "string") {
      note(provider.path, entry);
      continue;
    }
    noteUnread(provider, note);
    const variables = { ...textsOf(root.env), ...textsOf(provider.options.env) };
    const read = readEntry(entry, { ...DEFAULTS, variables }, file, out);
    if (read !== null) out.deployments.push(read);
  }
  return out;
}

/** All providers of a value, at any depth. */
function providersIn(value: unknown, path: Path, key: string | null): Provider[] {
  const isPlace = key !== null && PROVIDER_KEYS.has(key);
  if (typeof value === "string") return isPlace ? [{ id: value, path, options: {}, optionsPath: path }] : [];
  if (Array.isArray(value)) return value.flatMap((one, index) => providersIn(one, [...path, index], key));
  if (!isJsonObject(value)) return [];
  if (isPlace && typeof value.id === "string") {
    return [{ id: value.id, path: [...path, "id"], options: value, optionsPath: path }];
  }
  return Object.entries(value).flatMap(([name, inner]) =>
    isPlace && name.includes(":")
      ? [{ id: name, path: [...path, name], options: isJsonObject(inner) ? inner : {}, optionsPath: [...path, name] }]
      : providersIn(inner, [...path, name], name),
  );
}

/** An entry, or why it is not for Azure OpenAI. */
function entryOf({ id, path, options, optionsPath }: Provider): Entry | string {
  const config = configOf(options);
  const stated = (key: string): Stated | null => {
    const value = config[key];
    return typeof value === "string" && value !== "" ? { text: value, path: [...optionsPath, "config", key] } : null;
  };
  const endpoint = stated("apiBaseUrl") ?? stated("apiHost");
  const [kind, name] = kindOf(AZURE.exec(id)?.[1] ?? null, id, isAtService(endpoint?.text ?? null));
  if (name === null) return "is not a deployment of Azure OpenAI";
  const roles = kind === null ? [] : rolesOfKind(kind);
  if (roles === null) return "is a kind of provider that names no deployment";
  return {
    path,
    deployment: stated("deployment_id") ?? { text: name, path },
    endpoint,
    key: stated("apiKey"),
    keyVariable: stated("apiKeyEnvar"),
    token: null,
    entra: ENTRA_CONFIG.map(stated).find((one) => one !== null) ?? null,
    apiVersion: stated("apiVersion"),
    model: stated("modelName"),
    roles,
  };
}

/** `azure:KIND:NAME`, `azure:NAME`, or a provider of OpenAI with a host of the service. A name may be a variable. */
function kindOf(azure: string | null, id: string, isService: boolean): [kind: string | null, name: string | null] {
  const rest = azure ?? (isService ? (/^openai:(.+)$/.exec(id)?.[1] ?? null) : null);
  if (rest === null) return [null, null];
  const at = rest.indexOf(":");
  const kind = at === -1 ? null : rest.slice(0, at);
  const isKind = kind !== null && (rolesOfKind(kind) !== null || NO_DEPLOYMENT.has(kind));
  return isKind ? [kind, rest.slice(at + 1)] : [null, rest];
}

function configOf(options: Mapping): Mapping {
  return isJsonObject(options.config) ? options.config : {};
}

function noteUnread({ options, optionsPath }: Provider, note: (path: Path, why: string) => void): void {
  for (const key of Object.keys(options)) {
    if (!READ_OPTIONS.includes(key)) note([...optionsPath, key], "has no counterpart");
  }
  for (const key of Object.keys(configOf(options))) {
    if (ENTRA_CONFIG.includes(key)) note([...optionsPath, "config", key], "signs in to Entra ID: get a token instead");
    else if (!READ_CONFIG.includes(key)) note([...optionsPath, "config", key], "has no counterpart");
  }
}
