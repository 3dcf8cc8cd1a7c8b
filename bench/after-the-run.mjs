// What follows the networked stage, alone in a process: reads a recorded run back, judges, diagnoses, and writes every
// format.  node after-the-run.mjs DIST FOLDER
import { readFileSync, writeSync } from "node:fs";
import { join } from "node:path";

const [dist, folder] = process.argv.slice(2);
const load = (path) => import(join(dist, path));
const { concludeRecordings } = await load("conclusion/index.js");
const { readJournal } = await load("run/index.js");
const { publish } = await load("cli/publication.js");
const { loadCatalog } = await load("catalog/index.js");
const { Vault } = await load("redaction/secret.js").catch(() => load("wire/secret.js"));

const catalog = await loadCatalog({ extra: null });
const { targets, cells } = JSON.parse(readFileSync(join(folder, "made.json"), "utf8"));
const vault = new Vault();
const secrets = Number(process.env.BENCH_SECRETS ?? targets.length);
for (let n = 0; n < secrets; n++) vault.register(`bench-key-${n}-${"0123456789abcdef".repeat(4)}${n}`, "apikey");
const begun = process.cpuUsage();
const mark = (what) => {
  const { user, system } = process.cpuUsage(begun);
  const peak = /VmHWM:\s+(\d+)/.exec(readFileSync("/proc/self/status", "utf8"))?.[1];
  writeSync(2, `${JSON.stringify({ what, cpuMs: (user + system) / 1000, peakKb: Number(peak) })}\n`);
};
mark("start");
const now = "2026-06-10T14:41:07.512Z";
const report = await concludeRecordings({
  recordings: readJournal(join(folder, "journal.ndjson")),
  plan: { cells, targets: [] },
  catalog,
  targets,
  tool: { name: "aoai-probe", version: "0.0.0", node: process.version, catalog: catalog.hash },
  run: { id: "bench", startedAt: now, finishedAt: now, complete: true, timezone: { offsetMinutes: 0, name: "UTC" } },
});
mark("concluded");
const view = { matrix: true, target: null, finding: null };
for (const format of (process.env.BENCH_FORMATS ?? "json,markdown,table").split(",")) {
  const files = format === "table" ? [] : [format];
  await publish(report, { shown: format === "table" ? "table" : null, folder, files, view }, vault);
  mark(format);
}
