import type { DotenvFile } from "./dotenv-file.ts";

/*
 * Names of environment variables, and what an environment is. environment.ts reads one. Help and error messages need the
 * names alone.
 */

/** The variables that the SDKs use too. */
export const VARIABLES = {
  endpoint: "AZURE_OPENAI_ENDPOINT",
  key: "AZURE_OPENAI_API_KEY",
  token: "AZURE_OPENAI_AD_TOKEN",
  deployment: "AZURE_OPENAI_DEPLOYMENT",
  apiVersion: "OPENAI_API_VERSION",
} as const;

/** The token for Azure Resource Manager, which `discover` reads. No run uses it. */
export const MANAGEMENT_VARIABLE = "AZURE_MANAGEMENT_TOKEN";

/** Proxy settings. Each may be written in upper or lower case: both are one setting. */
export const PROXY_VARIABLES = ["HTTPS_PROXY", "HTTP_PROXY", "NO_PROXY"] as const;

/** The source of a value. The operator chose the first two. Anybody may have written a file that was found. */
type VariableSource = "environment" | "named file" | "found file";

/** What gives variables their values. */
export interface VariableReader {
  get(name: string): string | undefined;
}

/** The process's variables, and those of a .env file that the process does not set. */
export interface Environment extends VariableReader {
  /** The source of the value of `get`, or null if the variable is not set. */
  sourceOf(name: string): VariableSource | null;
  /** The .env file that was read; null if there is none. */
  file: DotenvFile | null;
  /** A sentence for each requested variable that both have with different values. It has names only. */
  notes(): string[];
}

/** An environment in which nothing is set. */
export const NO_ENVIRONMENT: Environment = {
  get: () => undefined,
  sourceOf: () => null,
  file: null,
  notes: () => [],
};
