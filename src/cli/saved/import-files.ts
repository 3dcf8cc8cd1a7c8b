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
  const policy = readFlag("fail-on", flags);
  const earlier = baselineOf(flags);
  const catalog = await loadCatalog({ extra: null });
  const vault = vaultOfEnvironment(process.env);
  const texts = files.map((file) => ({ name: basename(file), text: decodeText(readSaved(file, WHAT, LARGEST)) }));
  const { cells, targets, formats, foreign } = importFiles(texts, catalog, vault);
  const destination = destinationOf(flags, flags.target ?? null);
  checkTarget(
    destination.view,
    targets.map(({ name }) => name),
  );
  if (foreign > 0) process.stderr.write(`Ignored ${counted(foreign, "request")} to other services.\n`);
  for (const { note } of cells) process.stderr.write(`${plain(vault.redact(note), 1000)}\n`);
  const report = withExit(sinceBaseline(await concludeImport({ cells, targets, formats }, catalog), earlier), policy);
  keepLastReport(flags);
  const written = await publish(report, destination, vault);
  updateBaseline(report, flags, vault);
  return announceExit(report, { ...written, signal: null });
}

/** PowerShell of Windows writes UTF-16 with a byte order mark. */
function decodeText(bytes: Buffer): string {
  const isUtf16 = bytes[0] === 0xff && bytes[1] === 0xfe;
  return bytes.toString(isUtf16 ? "utf16le" : "utf8").replace(/^\uFEFF/, "");
}

/** The report of imported cells. No claim of documentation is tested, because its probes were not run. */
export async function concludeImport(
  { cells, targets, formats }: Pick<Imported, "cells" | "targets" | "formats">,
  catalog: Catalog,
): Promise<Report> {
  return await concludeRecordings({
    recordings: recordingsOf(cells),
    plan: { cells: cells.map(({ cell }) => ({ cell, skip: null, required: true })), targets: [] },
    catalog: { ...catalog, probes: cells.map(({ probe }) => probe), claims: [] },
    targets,
    tool: { name: TOOL_NAME, version: toolVersion(), node: process.version, catalog: catalog.hash },
    run: { ...runOf(cells), imported: formats },
  });
}

async function* recordingsOf(
  cells: ImportedCell[],
): AsyncGenerator<{ cell: string; recording: ImportedCell["recording"] }> {
  for (const { cell, recording } of cells) yield { cell: cell.id, recording };
}

/** The run is the capture, so it has the times of the capture. They are unknown if those of one cell are. */
function runOf(cells: ImportedCell[]): Report["run"] {
  const known = cells.flatMap(({ recording: { startedAt, durationMs } }) => {
    if (startedAt === null) return [];
    const start = Date.parse(startedAt);
    return [{ start, end: start + (durationMs ?? 0) }];
  });
  const isKnown = known.length === cells.length && known.length > 0;
  const timeOf = (milliseconds: number) => (isKnown ? new Date(milliseconds).toISOString() : null);
  return {
    id: randomUUID(),
    startedAt: timeOf(Math.min(...known.map(({ start }) => start))),
    finishedAt: timeOf(Math.max(...known.map(({ end }) => end))),
    complete: true,
    timezone: { offsetMinutes: 0, name: "UTC" },
  };
}
