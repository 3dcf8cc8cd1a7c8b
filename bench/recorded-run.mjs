// Makes a recorded run of any size from one that was really made: its resource again and again under other names.
import { createWriteStream, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { finished } from "node:stream/promises";

/**
 * Writes `journal.ndjson` and `made.json` (targets, cells) into a folder.
 * @param {string} source folder of a run of one resource, with its report.json
 * @param {number} copies resources of the new run
 * @param {string} folder
 */
export async function multiply(source, copies, folder) {
  const report = JSON.parse(readFileSync(join(source, "report.json"), "utf8"));
  const [target] = report.targets;
  const cells = report.results.flatMap(({ cell, recording }) =>
    recording === null ? [] : [JSON.stringify({ kind: "cell", cell: cell.id, recording })],
  );
  const out = createWriteStream(join(folder, "journal.ndjson"));
  const made = { targets: [], cells: [] };
  const planned = JSON.stringify(report.results.map(({ cell, verdict, cause }) => planOf(cell, verdict, cause)));
  const host = new URL(target.endpoint).host;
  for (let n = 0; n < copies; n++) {
    const name = `resource-${String(n).padStart(3, "0")}`;
    const renamed = (text) => text.replaceAll(target.name, name).replaceAll(host, `${name}.openai.example`);
    made.targets.push(JSON.parse(renamed(JSON.stringify(target))));
    made.cells.push(...JSON.parse(renamed(planned)));
    for (const line of cells) if (!out.write(`${renamed(line)}\n`)) await new Promise((go) => out.once("drain", go));
  }
  out.end();
  await finished(out);
  writeFileSync(join(folder, "made.json"), JSON.stringify(made));
  return made.cells.length;
}

function planOf(cell, verdict, cause) {
  return { cell, skip: verdict === "skipped" ? cause : null, required: false };
}
