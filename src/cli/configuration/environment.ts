import { readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { parse } from "dotenv";
import { UsageError } from "../usage-error.ts";

/** Variables in the ecosystem's own names. */
export const VARIABLES = {
  endpoint: "AZURE_OPENAI_ENDPOINT",
  key: "AZURE_OPENAI_API_KEY",
  token: "AZURE_OPENAI_AD_TOKEN",
  deployment: "AZURE_OPENAI_DEPLOYMENT",
  apiVersion: "OPENAI_API_VERSION",
} as const;

/** The process's variables over those of a .env file. */
export interface Environment {
  get(name: string): string | undefined;
  /** One sentence for each variable asked for on which the two disagreed; names, never values. */
  notes(): string[];
}

/**
 * Reads the environment. The process's own variables win over the file's, as everywhere in the ecosystem.
 * @param envFile the file given with --env-file; null: `.env` in the working directory, where there is one
 * @throws UsageError where a named file cannot be read
 */
export function readEnvironment(
  variables: Record<string, string | undefined>,
  envFile: string | null,
  directory: string,
): Environment {
  const file = envFile ?? join(directory, ".env");
  const fromFile = readEnvFile(file, envFile !== null);
  const disagreeing = new Set<string>();
  return {
    get(name) {
      const own = variables[name];
      const other = Object.hasOwn(fromFile, name) ? fromFile[name] : undefined;
      if (own === undefined || own === "") return other ?? own;
      if (other !== undefined && other !== "" && other !== own) disagreeing.add(name);
      return own;
    },
    notes: () =>
      [...disagreeing].map(
        (name) => `${name} is set in the environment and, differently, in ${file}: the former wins.`,
      ),
  };
}

function readEnvFile(file: string, named: boolean): Record<string, string> {
  if (statSync(file, { throwIfNoEntry: false })?.isFile() !== true) {
    if (named) throw new UsageError(`--env-file: ${file} is not a file; name a file of NAME=VALUE lines.`);
    return {};
  }
  try {
    return parse(readFileSync(file));
  } catch {
    throw new UsageError(`${file}: cannot be read; check its permissions.`);
  }
}
