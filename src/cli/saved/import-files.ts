import { randomUUID } from "node:crypto";
import { basename } from "node:path";
import { type Catalog, loadCatalog } from "../../catalog/index.ts";
import { concludeRecordings } from "../../conclusion/index.ts";
import { type Imported, type ImportedCell, importFiles } from "../../import/index.ts";
import type { Report } from "../../model/report.ts";
import { plain } from "../../render/inert.ts";
import { counted } from "../../render/words.ts";
import { vaultOfEnvironment } from "../configuration/environment-vault.ts";
import { readFlag } from "../configuration/settings.ts";
import { announceExit, withExit } from "../exit.ts";
import { checkTarget, destinationOf, publish } from "../output/publication.ts";
import type { ViewFlags } from "../output/view-flags.ts";
import { TOOL_NAME, toolVersion } from "../version.ts";
import { baselineOf, keepLastReport, sinceBaseline, updateBaseline } from "./baseline.ts";
import { readSaved } from "./saved-file.ts";

const WHAT = "a HAR, a cassette or the output of curl -v";
const LARGEST = 64 * 1024 * 1024;

/** `import FILE…`: a report of traffic that another client recorded. Sends nothing. */
export async function importCaptures(files: string[], flags: ViewFlags): Promise<number> {
  const failOn = readFlag("fail-on", flags);
  const earlier = baselineOf(flags);
  const catalog = await loadCatalog({ extra: null });
  const vault = vaultOfEnvironment(process.env);
  const texts = files.map((file) => ({ name: basename(file), text: readSaved(file, WHAT, LARGEST).toString("utf8") }));
  const { cells, targets, foreign } = importFiles(texts, catalog, vault);
  const destination = destinationOf(flags);
  checkTarget(
    destination.view,
    targets.map(({ name }) => name),
  );
  if (foreign > 0) process.stderr.write(`Ignored ${counted(foreign, "request")} to other services.\n`);
  for (const { note } of cells) process.stderr.write(`${plain(vault.redact(note), 1000)}\n`);
  const report = withExit(sinceBaseline(await concludeImport({ cells, targets }, catalog), earlier), failOn);
  keepLastReport(flags);
  const written = await publish(report, destination, vault);
  updateBaseline(report, flags, vault);
  return announceExit(report, { ...written, signal: null });
}

/** The report of imported cells. No claim of documentation is tested, because its probes were not run. */
export async function concludeImport(
  { cells, targets }: Pick<Imported, "cells" | "targets">,
  catalog: Catalog,
): Promise<Report> {
  return await concludeRecordings({
    recordings: recordingsOf(cells),
    plan: { cells: cells.map(({ cell }) => ({ cell, skip: null, required: true })), targets: [] },
    catalog: { ...catalog, probes: cells.map(({ probe }) => probe), claims: [] },
    targets,
    tool: { name: TOOL_NAME, version: toolVersion(), node: process.version, catalog: catalog.hash },
    run: runOf(cells),
  });
}

async function* recordingsOf(
  cells: ImportedCell[],
): AsyncGenerator<{ cell: string; recording: ImportedCell["recording"] }> {
  for (const { cell, recording } of cells) yield { cell: cell.id, recording };
}

/** The run is the capture, so it has the times of the capture. */
function runOf(cells: ImportedCell[]): Report["run"] {
  const starts = cells.map(({ recording }) => recording.startedAt).sort();
  const ends = cells.map(({ recording: { startedAt, durationMs } }) => Date.parse(startedAt) + durationMs);
  return {
    id: randomUUID(),
    startedAt: starts[0] ?? new Date(0).toISOString(),
    finishedAt: new Date(Math.max(0, ...ends)).toISOString(),
    complete: true,
    timezone: { offsetMinutes: 0, name: "UTC" },
  };
}
