// Prints how many extra requests the settle pass makes over the scenarios, and how many cells it settles.
import { execFileSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const root = join(import.meta.dirname, "..");
const folder = mkdtempSync(join(tmpdir(), "aoai-probe-settle-"));
const only = process.argv.slice(2);
const names = readdirSync(join(root, "scenarios"))
  .map((file) => file.replace(/\.yaml$/, ""))
  .filter((name) => name !== "field-reports")
  .filter((name) => only.length === 0 || only.includes(name));
const extra = [];
let settled = 0;
for (const name of names) {
  const output = join(folder, name);
  try {
    execFileSync(process.execPath, [join(root, "bin/aoai-probe.mjs"), "run", "--emulate", name, "-o", output], {
      stdio: "ignore",
    });
  } catch {
    // The exit code says what the scenario shows. The report is written in any case.
  }
  const { results } = JSON.parse(readFileSync(join(output, "report.json"), "utf8"));
  extra.push(results.filter(({ cell }) => cell.settles !== undefined).length);
  settled += results.filter(({ settledBy }) => settledBy !== undefined).length;
}
extra.sort((a, b) => a - b);
const at = (share) => extra[Math.min(extra.length - 1, Math.floor(extra.length * share))];
console.log(
  `${names.length} scenarios: ${at(0.5)} extra requests (median), ${at(0.95)} (p95), ${settled} cells settled`,
);
