import { concludeJournal, type JournalHead, planExtra, type SavedJournal } from "../../conclusion/saved-journal.ts";
import type { Report } from "../../model/report.ts";
import type { PlannedCell } from "../../plan/index.ts";
import {
  cleanJournal,
  endJournal,
  type JournalLead,
  type RunOptions,
  readJournal,
  run as runPlan,
} from "../../run/index.ts";
import { type SettleLimits, settleReport } from "../../settle/index.ts";
import { settleBound } from "../plan/settle-bound.ts";
import { TOOL_NAME, toolVersion } from "../version.ts";
import { journalHead } from "./journal-head.ts";
import type { ServedRun } from "./served-run.ts";

/** What of a run depends on who starts it. */
interface Recording
  extends Pick<RunOptions, "journal" | "signal" | "onProgress" | "onWait" | "onCapacity" | "onQuiet"> {
  id: string;
  /** Absent or null: no extra requests. */
  settle?: Pick<SettleLimits, "confirmAfterMs" | "decisiveIn"> | null;
  /** The flags of the command line, which the journal keeps. Absent: none. */
  flags?: Record<string, unknown>;
  /** What an earlier process left in the journal. Absent or null: the journal is new. */
  resumed?: (SavedJournal & { finished: ReadonlySet<string> }) | null;
  /** Called before requests are sent. `onQuiet` is its counterpart. */
  onBusy?(): void;
}

/**
 * Runs every cell that is not finished yet and draws the conclusion from the journal. An interrupted run makes its
 * partial report the same way.
 */
export async function recordRun(
  served: Omit<ServedRun, "close" | "selection" | "recipients" | "notes" | "warnings">,
  { settle = null, resumed = null, flags = {}, onBusy, ...recording }: Recording,
): Promise<Report> {
  const { catalog, plan, targets, credentials, vault, settings, networkOf } = served;
  const { id, journal, signal } = recording;
  const startedAt = new Date().toISOString();
  const deadline = settings.deadline === null ? null : AbortSignal.timeout(settings.deadline);
  const isOver = () => deadline?.aborted === true && !signal.aborted;
  const head: JournalHead =
    resumed?.head ?? journalHead(served, { id, startedAt, flags: JSON.parse(vault.redact(JSON.stringify(flags))) });
  const extra: SavedJournal["extra"] = [...(resumed?.extra ?? [])];
  const machines = [...(resumed?.machines ?? [])];
  const isFinished = ({ cell }: PlannedCell) => resumed?.finished.has(cell.id) === true;
  const send = async (cells: PlannedCell[], lead: JournalLead) => {
    onBusy?.();
    return await runPlan({
      ...recording,
      targets,
      credentials,
      vault,
      runId: id,
      userAgent: `${TOOL_NAME}/${toolVersion()} (run ${id})`,
      concurrency: settings.concurrency,
      timeoutMs: settings.timeout,
      maxWaitMs: settings["max-wait"],
      networkOf,
      ...(deadline === null ? {} : { deadline }),
      catalog: { ...catalog, probes: [...catalog.probes, ...extra.map(({ probe }) => probe)] },
      plan: { ...plan, cells },
      lead,
    });
  };
  const sendMore = async (cells: PlannedCell[], lead: JournalLead) => {
    const known = vault.count();
    const end = await send(cells, lead);
    // An earlier line may repeat a secret that only these cells created.
    if (vault.count() > known) await cleanJournal(journal, vault);
    return end;
  };
  const { complete, machine } =
    resumed === null
      ? await send(plan.cells, { kind: "run", ...head })
      : await sendMore(
          [...plan.cells, ...extra.map(planExtra)].filter((one) => !isFinished(one)),
          { kind: "resume", at: startedAt },
        );
  performance.mark("asked");
  if (machine !== null) {
    machines.push({ account: machine, laterMs: Date.parse(startedAt) - Date.parse(head.startedAt) });
  }
  const conclude = async () =>
    await concludeJournal({ head: { ...head, expect: served.expect }, extra, machines }, readJournal(journal), {
      finishedAt: new Date().toISOString(),
      complete: complete && !signal.aborted,
      ...(isOver() ? { unasked: "skipped.deadline" as const } : {}),
    });
  const limits = {
    ...settleBound(served, false),
    signal: deadline === null ? signal : AbortSignal.any([signal, deadline]),
  };
  const first = await conclude();
  const report =
    settle === null || !complete
      ? first
      : await settleReport(first, { ...settle, ...limits }, async (added) => {
          extra.push(...added);
          await sendMore(added.map(planExtra), {
            kind: "settle",
            cells: added.map(({ cell, probe }) => ({ cell, probe })),
          });
          return await conclude();
        });
  endJournal(journal, {
    at: report.run.finishedAt,
    complete: report.run.complete,
    startedAt,
    ...(isOver() ? { unasked: "skipped.deadline" } : {}),
    ...(machine === null ? {} : { machine }),
  });
  return report;
}
