import { type DotenvFile, readDotenvFile } from "./dotenv-file.ts";

/** Variables in the ecosystem's own names. */
export const VARIABLES = {
  endpoint: "AZURE_OPENAI_ENDPOINT",
  key: "AZURE_OPENAI_API_KEY",
  token: "AZURE_OPENAI_AD_TOKEN",
  deployment: "AZURE_OPENAI_DEPLOYMENT",
  apiVersion: "OPENAI_API_VERSION",
} as const;

/** Proxy settings. Each may be written in upper or lower case: both are one setting. */
export const PROXY_VARIABLES = ["HTTPS_PROXY", "HTTP_PROXY", "NO_PROXY"] as const;

/** Where a value comes from. The operator chose the first two; anybody may have written a file that was found. */
export type VariableSource = "environment" | "named file" | "found file";

/** What gives variables their values. */
export interface VariableReader {
  get(name: string): string | undefined;
}

/** The process's variables, and those of a .env file that the process does not set. */
export interface Environment extends VariableReader {
  /** Where the value of `get` comes from; null if the variable is set nowhere. */
  sourceOf(name: string): VariableSource | null;
  /** The .env file that was read; null if there is none. */
  file: DotenvFile | null;
  /** One sentence for each variable asked for on which the two disagreed; names, never values. */
  notes(): string[];
}

/**
 * Reads the environment. The process's own variables win over the file's, as everywhere in the ecosystem: one that the
 * process sets to nothing is set, and a proxy that it sets in one case is set in the other.
 * @param dotenv the file given with --dotenv; null: `.env` in the working directory, if it exists
 * @throws UsageError if the file cannot be read
 */
export function readEnvironment(
  variables: Record<string, string | undefined>,
  dotenv: string | null,
  directory: string,
): Environment {
  const file = readDotenvFile(dotenv, directory);
  const own = new Set(
    Object.keys(variables)
      .filter((name) => variables[name] !== undefined)
      .map(settingOf),
  );
  const disagreeing = new Set<string>();
  const inFile = (name: string): string | undefined =>
    file !== null && Object.hasOwn(file.values, name) ? file.values[name] : undefined;
  return {
    file,
    get(name) {
      const other = inFile(name);
      if (!own.has(settingOf(name))) return other;
      if (other !== undefined && other !== (variables[name] ?? variables[settingOf(name)])) disagreeing.add(name);
      return variables[name];
    },
    sourceOf(name) {
      if (own.has(settingOf(name))) return variables[name] === undefined ? null : "environment";
      if (inFile(name) === undefined) return null;
      return file?.found === true ? "found file" : "named file";
    },
    notes: () =>
      [...disagreeing].map(
        (name) => `${name} is set in the environment and, differently, in ${file?.name}: the environment wins.`,
      ),
  };
}

/** An environment in which nothing is set. */
export const NO_ENVIRONMENT: Environment = {
  get: () => undefined,
  sourceOf: () => null,
  file: null,
  notes: () => [],
};

function settingOf(name: string): string {
  return PROXY_VARIABLES.find((setting) => setting === name.toUpperCase()) ?? name;
}
