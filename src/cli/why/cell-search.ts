import { randomUUID } from "node:crypto";
import { join } from "node:path";
import { concludeRecordings } from "../../conclusion/index.ts";
import type { Probe } from "../../model/probe.ts";
import type { Report, Result } from "../../model/report.ts";
import type { PlannedCell } from "../../plan/index.ts";
import { type JournalRecord, readJournal, run as runPlan } from "../../run/index.ts";
import type { Mixture } from "../../why/index.ts";
import { prepareFolder } from "../output/artefact.ts";
import type { Signals } from "../output/signals.ts";
import { stateFolder } from "../output/state-folder.ts";
import type { ServedRun } from "../run/served-run.ts";
import { TOOL_NAME, toolVersion } from "../version.ts";

/** Runs cells one at a time as the search chooses them. Each is journalled, and all of them together make a report. */
export class CellSearch {
  readonly #served: ServedRun;
  readonly #signals: Signals;
  readonly #id = randomUUID();
  readonly #folder: string;
  readonly #startedAt = new Date().toISOString();
  readonly #cells: PlannedCell[] = [];
  readonly #probes: Probe[] = [];
  readonly #records: JournalRecord[] = [];

  /** @param folder for the journals; null: the state folder */
  constructor(served: ServedRun, signals: Signals, folder: string | null) {
    this.#served = served;
    this.#signals = signals;
    this.#folder = folder ?? stateFolder(process.env);
    if (folder === null) prepareFolder(this.#folder);
  }

  /** Runs one cell; null if it was interrupted. */
  async runCell({ cell, probe }: Mixture): Promise<Result | null> {
    const { catalog, targets, credentials, vault, settings, networkOf } = this.#served;
    const planned: PlannedCell = { cell, skip: null, required: false };
    const journal = join(this.#folder, `${this.#id}-${this.#cells.length + 1}.journal.ndjson`);
    await runPlan({
      catalog: { ...catalog, probes: [probe] },
      plan: { cells: [planned], targets: [] },
      targets: targets.filter(({ name }) => name === cell.target),
      credentials,
      vault,
      runId: this.#id,
      userAgent: `${TOOL_NAME}/${toolVersion()} (run ${this.#id})`,
      concurrency: 1,
      timeoutMs: settings.timeout,
      maxWaitMs: settings["max-wait"],
      signal: this.#signals.abort,
      networkOf,
      journal,
      onProgress: () => undefined,
    });
    for await (const { cell: id, recording } of readJournal(journal)) {
      this.#cells.push(planned);
      this.#probes.push(probe);
      this.#records.push({ cell: id, recording });
    }
    const report = await this.report();
    return report.results.find((result) => result.cell.id === cell.id) ?? null;
  }

  /** All cells that were run so far, as a report. */
  async report(): Promise<Report> {
    const { catalog, targets } = this.#served;
    const records = [...this.#records];
    return await concludeRecordings({
      recordings: (async function* () {
        yield* records;
      })(),
      plan: { cells: this.#cells, targets: [] },
      catalog: { ...catalog, probes: this.#probes },
      targets: targets.filter(({ name }) => this.#cells.some(({ cell }) => cell.target === name)),
      tool: { name: TOOL_NAME, version: toolVersion(), node: process.version, catalog: catalog.hash },
      run: {
        id: this.#id,
        startedAt: this.#startedAt,
        finishedAt: new Date().toISOString(),
        complete: this.#signals.received() === null,
        timezone: {
          offsetMinutes: -new Date().getTimezoneOffset(),
          name: Intl.DateTimeFormat().resolvedOptions().timeZone,
        },
      },
    });
  }
}
