// The benchmark: what aoai-probe costs, each figure beside its floor.
//   npm run bench                 every row, under five minutes
//   npm run bench -- NAME …       these rows; fleet, throttled-fleet, run-memory and run-memory-30000 only so
// It times and asserts nothing. docs/performance.md says how to read it.
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { availableParallelism, cpus, tmpdir } from "node:os";
import { join } from "node:path";
import { rows as after } from "./rows/after.mjs";
import { rows as embedded } from "./rows/embedded.mjs";
import { longRows as fleet } from "./rows/fleet.mjs";
import { longRows, rows as networked } from "./rows/networked.mjs";
import { rows as peers } from "./rows/peers.mjs";
import { rows as startUp } from "./rows/start-up.mjs";
import { longRows as throttledFleet } from "./rows/throttled-fleet.mjs";
import { heading, lineOf } from "./table.mjs";

const ROWS = { ...startUp, ...embedded, ...networked, ...after, ...peers };
const KNOWN = { ...ROWS, ...longRows, ...fleet, ...throttledFleet };
const ROUNDS = 2;

const asked = process.argv.slice(2);
const unknown = asked.filter((name) => !Object.hasOwn(KNOWN, name));
if (unknown.length > 0) fail(`No row is named ${unknown.join(", ")}: use ${Object.keys(KNOWN).join(", ")}.`);
if (!existsSync(new URL("../dist/cli/main.js", import.meta.url))) fail("dist/ is missing: run npm run build first.");

const begun = performance.now();
console.log(`Node ${process.version}, ${availableParallelism()} × ${cpus()[0]?.model ?? "unknown processor"}`);
console.log(heading());
for (const name of asked.length > 0 ? asked : Object.keys(ROWS)) {
  const folder = mkdtempSync(join(tmpdir(), "aoai-probe-bench-"));
  try {
    for (const line of await KNOWN[name]({ folder, rounds: ROUNDS, log: note })) console.log(lineOf(line));
  } catch (error) {
    note(`${name}: failed: ${error.message}`);
    process.exitCode = 1;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
note(`${((performance.now() - begun) / 1000).toFixed(0)} s`);

function note(text) {
  console.log(`# ${text}`);
}

function fail(text) {
  console.error(text);
  process.exit(2);
}
