// Builds dist/: the compiled sources, and what is worked out once and not at every start. Runs as npm's `prepare`: after
// `npm ci` in a checkout and before `npm pack`. If the compiler is absent (`npm ci --omit=dev`), it says so and succeeds.
import { spawnSync } from "node:child_process";
import { rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const dist = join(root, "dist");
let compiler;
try {
  const manifest = createRequire(import.meta.url).resolve("typescript/package.json");
  compiler = join(dirname(manifest), "bin", "tsc");
} catch {
  console.error("aoai-probe: dist/ was not built because typescript is not installed: run `npm ci && npm run build`.");
  process.exit(0);
}
rmSync(dist, { recursive: true, force: true });
const { status } = spawnSync(process.execPath, [compiler, "-p", join(root, "tsconfig.json")], { stdio: "inherit" });
if (status !== 0) process.exit(status ?? 1);

const load = (module) => import(pathToFileURL(join(dist, module)).href);
const write = (file, value) => writeFileSync(join(dist, file), JSON.stringify(value));
// Each start would parse and check 50 YAML files.
write("catalog/built-in.json", (await load("catalog/parse.js")).parseBuiltIn());
// So would each start of the emulator.
write("emulator/scenarios.json", (await load("emulator/scenario-parser.js")).parseScenarios());
// Help needs yargs, which takes more time to load than all else that help needs.
write("cli/help.json", await (await load("cli/command-line.js")).helpTexts());
