import { isJsonObject } from "../../model/json.ts";
import { isAtService } from "./endpoint.ts";
import { type Entry, type Fault, readEntry, type Stated } from "./entry.ts";
import type { ForeignYaml, Path } from "./foreign-yaml.ts";
import { rolesOfKind } from "./stated-role.ts";
import type { ForeignDeployment, Note } from "./translation.ts";
import { noteVariables, textsOf } from "./variables.ts";

/*
 * The configuration of the LiteLLM proxy: `model_list` with `litellm_params`, shared `credential_list`, and
 * `environment_variables`. https://docs.litellm.ai/docs/proxy/configs, https://docs.litellm.ai/docs/providers/azure
 */

type Mapping = Record<string, unknown>;

/** What LiteLLM reads if an entry does not state it. */
const DEFAULTS = { endpoint: "AZURE_API_BASE", key: "AZURE_API_KEY" };

/** Sections that are translated. */
const READ_SECTIONS = ["model_list", "credential_list", "environment_variables"];
const READ_PARAMS = [
  "model",
  "custom_llm_provider",
  "api_base",
  "api_key",
  "api_version",
  "azure_ad_token",
  "litellm_credential_name",
];
const READ_INFO = ["mode", "base_model"];
const ENTRA_PARAMS = ["tenant_id", "client_id", "client_secret", "azure_username", "azure_password"];

/** Parts of `azure/PART/NAME` that select an adapter of LiteLLM, and no deployment. */
const ADAPTER = /^(o_series|gpt5_series|responses|chat)\//;

/** Reads the deployments of a configuration of LiteLLM. */
export function readLitellm(file: ForeignYaml): { deployments: ForeignDeployment[]; notes: Note[]; faults: Fault[] } {
  const root = isJsonObject(file.value) ? file.value : {};
  const out = { deployments: [] as ForeignDeployment[], notes: [] as Note[], faults: [] as Fault[] };
  const note = (path: Path, why: string) => out.notes.push({ ...file.placeOf(path), why });
  for (const key of Object.keys(root)) {
    if (!READ_SECTIONS.includes(key)) note([key], "is a setting of LiteLLM itself");
  }
  noteVariables(root.environment_variables, ["environment_variables"], note);
  const variables = textsOf(root.environment_variables);
  const list = Array.isArray(root.model_list) ? root.model_list : [];
  for (const [index, item] of list.entries()) {
    const path: Path = ["model_list", index];
    if (!isJsonObject(item) || !isJsonObject(item.litellm_params)) {
      out.faults.push({ ...file.placeOf(path), text: "has no `litellm_params`: write it as LiteLLM documents it" });
      continue;
    }
    const entry = entryOf(item, item.litellm_params, path, root.credential_list);
    if (typeof entry === "string") {
      note([...path, "litellm_params", "model"], entry);
      continue;
    }
    noteUnread(item, item.litellm_params, path, note);
    const read = readEntry(entry, { ...DEFAULTS, variables }, file, out);
    if (read !== null) out.deployments.push(read);
  }
  return out;
}

/** An entry, or why it is not for Azure OpenAI. */
function entryOf(item: Mapping, params: Mapping, path: Path, credentials: unknown): Entry | string {
  const own = statedIn(params, [...path, "litellm_params"]);
  const shared = sharedCredential(params.litellm_credential_name, credentials);
  const value = (name: string): Stated | null => own(name) ?? shared(name);
  const [provider, name] = providerOf(own("model")?.text ?? "", own("custom_llm_provider")?.text ?? null);
  const endpoint = value("api_base");
  if (provider !== "azure" && provider !== "azure_text" && !isAtService(endpoint?.text ?? null)) {
    return "is not a deployment of Azure OpenAI";
  }
  if (name.startsWith("speech/")) return "is Azure Speech, not Azure OpenAI";
  const deployment = name.replace(ADAPTER, "");
  if (deployment === "" || deployment.includes("*")) return "names no single deployment";
  const info = statedIn(isJsonObject(item.model_info) ? item.model_info : {}, [...path, "model_info"]);
  const base = info("base_model");
  return {
    path,
    deployment: { text: deployment, path: own("model")?.path ?? path },
    endpoint,
    key: value("api_key"),
    keyVariable: null,
    token: value("azure_ad_token"),
    entra: ENTRA_PARAMS.map(value).find((stated) => stated !== null) ?? null,
    apiVersion: value("api_version"),
    model: base === null ? null : { ...base, text: base.text.replace(/^azure\//, "") },
    roles: rolesOfKind(info("mode")?.text ?? "") ?? [],
  };
}

/** `azure/NAME`: the provider before the first slash, which `custom_llm_provider` replaces. */
function providerOf(model: string, custom: string | null): [provider: string, name: string] {
  const at = model.indexOf("/");
  const prefix = at === -1 ? null : model.slice(0, at);
  if (custom !== null && custom !== prefix) return [custom, model];
  return prefix === null ? ["openai", model] : [prefix, model.slice(at + 1)];
}

function noteUnread(item: Mapping, params: Mapping, path: Path, note: (path: Path, why: string) => void): void {
  for (const key of Object.keys(item)) {
    if (key !== "litellm_params" && key !== "model_info") note([...path, key], "has no counterpart");
  }
  for (const key of Object.keys(params)) {
    if (ENTRA_PARAMS.includes(key)) note([...path, "litellm_params", key], "signs in to Entra ID: get a token instead");
    else if (!READ_PARAMS.includes(key)) note([...path, "litellm_params", key], "has no counterpart");
  }
  for (const key of Object.keys(isJsonObject(item.model_info) ? item.model_info : {})) {
    if (!READ_INFO.includes(key)) note([...path, "model_info", key], "has no counterpart");
  }
}

/** The values of a shared credential by the name of a parameter. */
function sharedCredential(name: unknown, list: unknown): (key: string) => Stated | null {
  const credentials = Array.isArray(list) ? list : [];
  const index = credentials.findIndex((one) => isJsonObject(one) && name !== undefined && one.credential_name === name);
  const found: unknown = credentials[index];
  if (!isJsonObject(found) || !isJsonObject(found.credential_values)) return () => null;
  return statedIn(found.credential_values, ["credential_list", index, "credential_values"]);
}

/** Reads texts of a mapping. An empty text is not stated. */
function statedIn(mapping: Mapping, path: Path): (key: string) => Stated | null {
  return (key) => {
    const value = mapping[key];
    return typeof value === "string" && value !== "" ? { text: value, path: [...path, key] } : null;
  };
}
