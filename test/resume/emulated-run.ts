import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { planRun } from "../../src/cli/plan/plan-run.ts";
import { recordRun } from "../../src/cli/run/record.ts";
import { serveTargets } from "../../src/cli/run/served-run.ts";
import { type OpenedJournal, openJournal } from "../../src/cli/saved/saved-journal.ts";
import type { Report } from "../../src/model/report.ts";

/** A plan of cells that end at once. */
export const FLAGS = {
  emulate: "east-us-2",
  probe: ["ga-client-secret-transcription*", "ga-client-secret-realtime"],
  deployment: [],
  "trust-origin": [],
};

/** Its service error decides, so the settle pass repeats this cell. */
const DECISIVE = "east-us-2/gpt-realtime-translate/ga-client-secret-transcription-model";
/** The cell that repeats it. */
export const REPEATED = `${DECISIVE}-settle-1~settle`;

export function newJournal(): string {
  return join(mkdtempSync(join(tmpdir(), "aoai-probe-resume-")), "run.journal.ndjson");
}

interface EmulatedRun {
  report: Report;
  /** The cells that were sent, in the order in which they finished. */
  sent: string[];
}

/** Runs the plan against an emulator of its own, or finishes what a journal has. */
export async function emulatedRun(
  journal: string,
  call: { isResumed?: boolean; flags?: typeof FLAGS; signal?: AbortSignal; onProgress?(cell: string): void } = {},
): Promise<EmulatedRun> {
  const { isResumed = false, flags = FLAGS, signal = new AbortController().signal } = call;
  const resumed: OpenedJournal | null = isResumed ? await openJournal(journal) : null;
  const planned = await planRun(flags, {}, "send");
  const served = await serveTargets(planned, false);
  const sent: string[] = [];
  try {
    const report = await recordRun(served, {
      id: resumed?.head.run ?? "a-run",
      journal,
      resumed,
      flags,
      signal,
      settle: { confirmAfterMs: 0, decisiveIn: () => new Set([DECISIVE]) },
      onProgress: ({ cell }) => {
        sent.push(cell);
        call.onProgress?.(cell);
      },
    });
    return { report, sent };
  } finally {
    await served.close();
  }
}
