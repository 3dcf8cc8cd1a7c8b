import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { ApiVersion } from "../model/api-version.ts";
import type { Claim } from "../model/claim.ts";
import type { ErrorText } from "../model/error-text.ts";
import type { ModelEntry } from "../model/model-entry.ts";
import type { Probe } from "../model/probe.ts";

/** The folder of the built-in catalogue, relative to both src/catalog and dist/catalog. */
export const BUILT_IN = fileURLToPath(new URL("../../probes", import.meta.url));

/** The build writes this file: the built-in catalogue, parsed and checked. src/ has no such file. */
const FILE = new URL("built-in.json", import.meta.url);

/** The built-in catalogue without its samples. */
export interface BuiltIn {
  probes: Probe[];
  errorTexts: ErrorText[];
  models: ModelEntry[];
  claims: Claim[];
  apiVersions: ApiVersion[];
  /** `sha256:…` over every file, samples included. */
  hash: string;
}

/** Reads the built-in catalogue that the build has checked. Null if there was no build. */
export function readBuiltIn(): BuiltIn | null {
  return existsSync(FILE) ? JSON.parse(readFileSync(FILE, "utf8")) : null;
}
