import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { format } from "../../src/render/json.ts";
import { FIELD_SCENARIOS, runScenarios } from "./embedded.ts";
import { EMBEDDED_JSON } from "./embedded-report.ts";

/*
 * Records the emulated run that several test files read. It takes seconds, so it is made once before all of them, and
 * again only after a change of the program.
 */

const ROOT = resolve(import.meta.dirname, "../..");

export default async function recordEmbeddedRun(): Promise<void> {
  if (recordedAt() > lastChange(["src", "probes", "scenarios", "package.json"])) return;
  const { version }: { version: string } = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8"));
  const { report } = await runScenarios(FIELD_SCENARIOS);
  const whole = { ...report, tool: { ...report.tool, version } };
  mkdirSync(dirname(EMBEDDED_JSON), { recursive: true });
  writeFileSync(EMBEDDED_JSON, format.render(whole, { matrix: true, target: null, finding: null }));
}

function recordedAt(): number {
  return statSync(EMBEDDED_JSON, { throwIfNoEntry: false })?.mtimeMs ?? 0;
}

function lastChange(paths: string[]): number {
  const times = paths.flatMap((path) => {
    const place = join(ROOT, path);
    if (statSync(place).isFile()) return [statSync(place).mtimeMs];
    return readdirSync(place, { recursive: true, withFileTypes: true }).map(
      (entry) => statSync(join(entry.parentPath, entry.name)).mtimeMs,
    );
  });
  return Math.max(...times);
}
