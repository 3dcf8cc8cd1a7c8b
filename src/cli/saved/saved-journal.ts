import { checkRecordings, concludeJournal, parseJournal, type SavedJournal } from "../../conclusion/saved-journal.ts";
import { ReportError } from "../../conclusion/saved-report.ts";
import { FAIL_ON, type FailPolicy } from "../../model/exit.ts";
import { isJsonObject, type Json } from "../../model/json.ts";
import type { Report } from "../../model/report.ts";
import { JOURNAL_FORMAT, type JournalOutline, readJournal, readOutline } from "../../run/index.ts";
import { readBeginning } from "./saved-file.ts";

/** The end of the name of a journal. */
export const JOURNAL_SUFFIX = ".journal.ndjson";

/**
 * Whether a file begins as a journal does.
 * @throws UsageError if it is not a file, or cannot be read
 */
export function isJournal(file: string, what: string): boolean {
  return readBeginning(file, what).startsWith('{"kind":"run",');
}

/** A journal that was read, without its recordings. */
export type OpenedJournal = SavedJournal &
  Pick<JournalOutline, "finished" | "ephemerals"> & { outline: JournalOutline };

/**
 * Reads and checks a journal.
 * @throws ReportError naming the file, and the key if one is wrong
 */
export async function openJournal(file: string): Promise<OpenedJournal> {
  try {
    const outline = await readOutline(file);
    const { finished, ephemerals } = outline;
    const journal = parseJournal(outline, JOURNAL_FORMAT);
    // Another process wrote the recordings, so all of them are checked before the first is used.
    for await (const _ of checkRecordings(readJournal(file)));
    return { ...journal, finished, ephemerals, outline };
  } catch (error) {
    if (error instanceof ReportError) throw new ReportError(`${file}: ${error.message}`);
    throw error;
  }
}

/** The report of what a journal has, and the policy of --fail-on that its run was started with. */
export async function journalReport(file: string): Promise<{ report: Report; policy: FailPolicy | null }> {
  const journal = await openJournal(file);
  const { isEnded, ends, lastAt } = journal.outline;
  const end = isEnded ? ends.at(-1) : undefined;
  const lastTime = lastAt === null ? null : new Date(lastAt).toISOString();
  const report = await concludeJournal(journal, readJournal(file), {
    finishedAt: typeof end?.at === "string" ? end.at : lastTime,
    complete: end?.complete === true,
    ...(end?.unasked === "skipped.deadline" ? { unasked: end.unasked } : {}),
  });
  return { report, policy: policyOf(journal.head.settings["fail-on"]) };
}

function policyOf(kept: Json | undefined): FailPolicy | null {
  if (!isJsonObject(kept)) return null;
  const { failOn, retiringDays } = kept;
  return {
    failOn: FAIL_ON.find((known) => known === failOn) ?? null,
    retiringDays: typeof retiringDays === "number" ? retiringDays : null,
  };
}
