// Builds dist/: the compiled sources, and files that would take too long to make at every start. With --if-stale it builds
// only if a source is newer than dist/, as for `npm start` and the tests. `npm pack` always builds. The package has no
// install script, because npm warns of one. If the compiler is absent (`npm ci --omit=dev`), this says so and succeeds.
import { spawnSync } from "node:child_process";
import { readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const dist = join(root, "dist");
/** Written last. */
const HELP = "cli/help.json";
if (process.argv.includes("--if-stale") && !isStale()) process.exit(0);
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
write(HELP, await (await load("cli/command-line.js")).helpTexts());

function isStale() {
  const built = statSync(join(dist, HELP), { throwIfNoEntry: false })?.mtimeMs ?? 0;
  const files = ["src", "probes", "scenarios"].flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: "utf8" }).map((name) => join(root, folder, name)),
  );
  return [...files, join(root, "package.json"), fileURLToPath(import.meta.url)].some(
    (file) => statSync(file).isFile() && statSync(file).mtimeMs > built,
  );
}
