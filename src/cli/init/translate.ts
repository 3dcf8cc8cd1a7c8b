import { basename } from "node:path";
import { loadCatalog } from "../../catalog/index.ts";
import { isJsonObject } from "../../model/json.ts";
import type { Role } from "../../model/role.ts";
import { parseDotenv } from "../configuration/dotenv-file.ts";
import { vaultOfMessages } from "../configuration/environment-vault.ts";
import { readTextFile } from "../configuration/text-file.ts";
import { proven } from "../output/publication.ts";
import { rolesOf } from "../plan/planned-run.ts";
import { UsageError } from "../usage-error.ts";
import { type DraftText, writeDraft } from "./configuration-text.ts";
import { readDotenvTarget } from "./dotenv.ts";
import type { Fault } from "./entry.ts";
import { type ForeignYaml, parseForeignYaml, safeKey } from "./foreign-yaml.ts";
import { readLitellm } from "./litellm.ts";
import { readPromptfoo } from "./promptfoo.ts";
import { variableIn } from "./reference.ts";
import { groupTargets } from "./target-groups.ts";
import type { Translation } from "./translation.ts";

const KINDS = "a configuration of LiteLLM (model_list), one of promptfoo (providers), or a file of NAME=VALUE lines";
const DOTENV = "a file of variables";
const MOST_FAULTS = 10;

/** What a reader made of a file, and the texts of the file that may be secrets, by their keys. */
interface Read extends Translation {
  faults: Fault[];
  secrets: Record<string, string>;
}

/**
 * Translates the configuration of another program.
 * @returns the text of a configuration, and what its operator has to do
 * @throws UsageError naming the file, and the line and the key of each problem, never a value
 */
export async function translateConfiguration(name: string): Promise<DraftText & { isDotenv: boolean }> {
  const text = readTextFile(name, name);
  if (text === null) throw new UsageError(`--from: ${name} is not a file: name ${KINDS}.`);
  const roleOf = rolesOf(await loadCatalog({ extra: null }));
  const { faults, secrets, ...translation } = readForeign(text, name, roleOf);
  if (faults.length > 0) throw new UsageError(inLines(faults, name));
  if (translation.deployments.length === 0) {
    throw new UsageError(`${name}: has no deployment of Azure OpenAI: name a file that has one.`);
  }
  const targets = groupTargets(translation, roleOf);
  const draft = writeDraft({ source: name, form: translation.form, notes: translation.notes, targets });
  return {
    ...draft,
    isDotenv: translation.form === DOTENV,
    text: proven(draft.text, `the translation of ${name}`, vaultOfMessages(secrets)),
  };
}

function readForeign(text: string, name: string, roleOf: (name: string) => Role): Read {
  if (/(^|\.)env(\.|$)/i.test(basename(name)) || hasOnlyAssignments(text)) return ofDotenv(text, name, roleOf);
  const file = parseForeignYaml(text, name);
  const secrets = textsBelow(file.value);
  switch (recogniseYaml(file, name)) {
    case "LiteLLM":
      return { form: "a configuration of LiteLLM", secrets, ...readLitellm(file) };
    case "promptfoo":
      return { form: "a configuration of promptfoo", secrets, ...readPromptfoo(file) };
  }
}

function ofDotenv(text: string, name: string, roleOf: (name: string) => Role): Read {
  const file = parseDotenv(text, name);
  return { form: DOTENV, secrets: file.values, ...readDotenvTarget(file, roleOf) };
}

function hasOnlyAssignments(text: string): boolean {
  const lines = text.split(/\r\n|\r|\n/).filter((line) => !/^\s*(#.*|rem\b.*)?$/i.test(line));
  return (
    lines.length > 0 &&
    lines.every((line) => /^\s*(export\s+|@?setx?\s+"?|\$env:)?[A-Za-z_]\w*\s*=|^\s*@?setx\s/i.test(line))
  );
}

/** Tells the program by the sections that only its files have. */
function recogniseYaml(file: ForeignYaml, name: string): "LiteLLM" | "promptfoo" {
  const { value } = file;
  const has = (key: string) => isJsonObject(value) && Object.hasOwn(value, key);
  const at = (key: string) => `${name}:${file.placeOf([key]).line}: '${safeKey(key)}'`;
  if (has("model_list") && has("providers")) {
    throw new UsageError(`${at("providers")} is of promptfoo and \`model_list\` is of LiteLLM: remove one of them.`);
  }
  if (has("model_list")) return "LiteLLM";
  if (
    isJsonObject(value) &&
    Array.isArray(value.targets) &&
    value.targets.some((one) => isJsonObject(one) && "endpoint" in one)
  ) {
    throw new UsageError(`${at("targets")} is of a configuration of aoai-probe: use it with -c ${name}.`);
  }
  if (has("providers") || (has("targets") && (has("prompts") || has("redteam")))) return "promptfoo";
  const [first] = isJsonObject(value) ? Object.keys(value) : [];
  throw new UsageError(`${first === undefined ? `${name}:1: the file` : at(first)} is not recognised: name ${KINDS}.`);
}

/** Keys whose value is the name of a variable or of a credential. */
const NAMES_A_SECRET = /(_name|envar|_env)$/i;

/** All texts below a value that are no reference, by their names, made unique. Those with the name of a secret are one. */
function textsBelow(value: unknown): Record<string, string> {
  return Object.fromEntries(pairsBelow(value, "").map(([name, text], index) => [`${index} ${name}`, text]));
}

function pairsBelow(value: unknown, name: string): [name: string, text: string][] {
  if (typeof value === "string") return variableIn(value) === null ? [[name, value]] : [];
  if (Array.isArray(value)) return value.flatMap((one) => pairsBelow(one, name));
  if (!isJsonObject(value)) return [];
  return Object.entries(value).flatMap(([key, inner]) => (NAMES_A_SECRET.test(key) ? [] : pairsBelow(inner, key)));
}

function inLines(faults: Fault[], name: string): string {
  const shown = [...faults].sort((a, b) => a.line - b.line).slice(0, MOST_FAULTS);
  const more = faults.length - shown.length;
  return [
    ...shown.map(({ line, key, text }) => `${name}:${line}: '${key}' ${text}.`),
    ...(more === 0 ? [] : [`${name}: ${more} more problems.`]),
  ].join("\n");
}
