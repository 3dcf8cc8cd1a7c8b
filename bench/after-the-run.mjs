// What follows the networked stage, alone in a process: reads a recorded run back, judges, diagnoses, and writes every
// format.   node after-the-run.mjs FOLDER
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { loadCatalog } from "../dist/catalog/index.js";
import { publish } from "../dist/cli/output/publication.js";
import { concludeRecordings } from "../dist/conclusion/index.js";
import { Vault } from "../dist/redaction/secret.js";
import { readJournal } from "../dist/run/index.js";

const [folder] = process.argv.slice(2);
const catalog = await loadCatalog({ extra: null });
const { targets, cells } = JSON.parse(readFileSync(join(folder, "made.json"), "utf8"));
const vault = new Vault();
for (let n = 0; n < targets.length; n++) vault.register(`bench-${"0123456789abcdef".repeat(4)}-${n}`, "apikey");

performance.mark("begun");
const now = "2026-06-10T14:41:07.512Z";
const report = await concludeRecordings({
  recordings: readJournal(join(folder, "journal.ndjson")),
  plan: { cells, targets: [] },
  catalog,
  targets,
  tool: { name: "aoai-probe", version: "0.0.0", node: process.version, catalog: catalog.hash },
  run: { id: "bench", startedAt: now, finishedAt: now, complete: true, timezone: { offsetMinutes: 0, name: "UTC" } },
});
performance.mark("concluded");
const view = { matrix: true, target: null, finding: null };
await publish(report, { shown: "table", folder, files: ["json", "markdown"], view }, vault);
performance.mark("written");
