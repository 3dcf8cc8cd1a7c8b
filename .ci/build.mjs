// Builds dist/ with tsc. Runs as npm's `prepare`: after `npm ci` in a checkout and before `npm pack`.
// Where the compiler is absent (`npm ci --omit=dev`), it says so and succeeds, so that the install does.
import { spawnSync } from "node:child_process";
import { existsSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
let compiler;
try {
  const manifest = createRequire(import.meta.url).resolve("typescript/package.json");
  compiler = join(dirname(manifest), "bin", "tsc");
} catch {
  console.error("aoai-probe: typescript is not installed, dist/ was not built; run `npm ci && npm run build`.");
  process.exit(0);
}
if (existsSync(join(root, "dist"))) rmSync(join(root, "dist"), { recursive: true });
const { status } = spawnSync(process.execPath, [compiler, "-p", join(root, "tsconfig.json")], { stdio: "inherit" });
if (status !== 0) process.exit(status ?? 1);

// Each start of the emulator would parse and check its YAML files.
const { parseScenarios } = await import(pathToFileURL(join(root, "dist", "emulator", "scenario-parser.js")).href);
writeFileSync(join(root, "dist", "emulator", "scenarios.json"), JSON.stringify(parseScenarios()));
