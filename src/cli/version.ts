import { readFileSync } from "node:fs";

export const TOOL_NAME = "aoai-probe";

/** The version in the package's own package.json, which lies two folders up, of src/cli as of dist/cli. */
export function toolVersion(): string {
  const manifest: unknown = JSON.parse(readFileSync(new URL("../../package.json", import.meta.url), "utf8"));
  const version = typeof manifest === "object" && manifest !== null && "version" in manifest ? manifest.version : null;
  return typeof version === "string" ? version : "0.0.0";
}
