import type { Catalog } from "../catalog/index.ts";
import { diagnose, factsOf } from "../diagnose/index.ts";
import { judge, observe } from "../judge/index.ts";
import { ledgerOf } from "../ledger/index.ts";
import type { Cause } from "../model/cause.ts";
import { CAUSES } from "../model/cause.ts";
import type { Claim } from "../model/claim.ts";
import type { Observation } from "../model/observation.ts";
import type { Probe } from "../model/probe.ts";
import type { Recording } from "../model/recording.ts";
import { REPORT_SCHEMA, type Report, type Result } from "../model/report.ts";
import type { Target } from "../model/target.ts";
import type { Verdict } from "../model/verdict.ts";
import type { Plan } from "../plan/index.ts";
import { withAnsweredModels } from "./answered-model.ts";

export { parseReport, ReportError } from "./saved-report.ts";
export { savedReport } from "./saved-schema.ts";

/** Recordings of a finished or interrupted run, and what it was made with. */
export interface Recorded {
  /** Finished cells, in any order, one at a time. */
  recordings: AsyncIterable<{ cell: string; recording: Recording }>;
  plan: Plan;
  catalog: Pick<Catalog, "probes" | "errorTexts"> & Partial<Pick<Catalog, "claims" | "models">>;
  targets: Target[];
  run: Report["run"];
  tool: Report["tool"];
}

/** A cell with what was recorded of it, or why it was not asked. */
type Entry = { result: Pick<Result, "cell" | "recording">; skipped: Cause | null };

/** Recordings → report: the one way, for every verb that makes one. */
export async function concludeRecordings(recorded: Recorded): Promise<Report> {
  const recordings = new Map<string, Recording>();
  for await (const { cell, recording } of recorded.recordings) recordings.set(cell, recording);
  const entries = recorded.plan.cells.map(({ cell, skip }): Entry => {
    const recording = recordings.get(cell.id) ?? null;
    return { result: { cell, recording }, skipped: skip ?? (recording === null ? "skipped.interrupted" : null) };
  });
  const used = new Set(entries.map(({ result }) => result.cell.probe));
  const probes = recorded.catalog.probes.filter((probe) => used.has(probe.id));
  const { errorTexts, claims = [], models } = recorded.catalog;
  const knownModels = models === undefined ? {} : { knownModels: models.map(({ model }) => model) };
  return conclude(entries, { ...recorded, probes, errorTexts, claims, ...knownModels });
}

/** Judges a saved report again, from its recordings alone. */
export function concludeReport(report: Report): Report {
  const entries = report.results.map(({ cell, recording, cause }): Entry => {
    return { result: { cell, recording }, skipped: recording === null ? skipCause(cause) : null };
  });
  return conclude(entries, report);
}

type Base = Pick<Report, "run" | "tool" | "errorTexts" | "knownModels" | "baseline"> & {
  probes: Probe[];
  targets: Target[];
  claims: Claim[];
};

function conclude(entries: Entry[], base: Base): Report {
  const { probes, errorTexts } = base;
  const byId = new Map(probes.map((probe) => [probe.id, probe]));
  const observations = entries.map(({ result, skipped }) => {
    const probe = byId.get(result.cell.probe);
    if (probe === undefined)
      throw new Error(`the report does not hold the probe '${result.cell.probe}' of the cell '${result.cell.id}'`);
    return observe(result.cell, probe, result.recording, skipped);
  });
  const targets = withAnsweredModels(base.targets, observations, base.knownModels ?? []);
  const verdicts = judge(observations, probes, errorTexts);
  const results = entries.map(({ result }, index) => resultOf(result, observations[index], verdicts));
  const standIn = [...new Set(observations.flatMap((o) => o.standIn ?? []))];
  const { standIn: _, ...run } = base.run;
  const claims = ledgerOf(base.claims ?? [], observations, verdicts, targets, standIn.length > 0);
  const known = { claims, models: base.knownModels ?? [] };
  return {
    schema: REPORT_SCHEMA,
    tool: base.tool,
    run: { ...run, ...(standIn.length === 0 ? {} : { standIn }) },
    targets: targets.map((target) => ({ ...target, answeredRegions: regionsOf(target, observations) })),
    probes,
    errorTexts: errorTexts,
    results,
    findings: diagnose(factsOf(observations, verdicts, probes, targets, errorTexts, known)),
    claims,
    ...(base.knownModels === undefined ? {} : { knownModels: base.knownModels }),
    ...(base.baseline === undefined ? {} : { baseline: base.baseline }),
    skipped: results.flatMap(({ cell, verdict, cause }) =>
      verdict === "skipped" ? [{ cell: cell.id, reason: CAUSES[cause].why }] : [],
    ),
    counts: countsOf(results),
  };
}

function resultOf(entry: Entry["result"], o: Observation | undefined, verdicts: Map<string, Verdict>): Result {
  const verdict = verdicts.get(entry.cell.id);
  if (verdict === undefined || o === undefined) throw new Error(`the cell '${entry.cell.id}' was not judged`);
  const answer = o.last?.answer ?? null;
  return {
    cell: entry.cell,
    ...verdict,
    status: o.status,
    error:
      answer === null || answer.carrier.kind === "close"
        ? null
        : { code: answer.code, message: answer.message, type: answer.type, param: answer.param },
    close: o.close === null ? null : { code: o.close.code, reason: o.close.reason, by: o.close.by },
    ids: o.ids,
    sources: o.sources,
    ...(o.irregularities.length === 0 ? {} : { irregularities: o.irregularities }),
    recording: entry.recording,
  };
}

function skipCause(cause: Cause): Cause {
  return CAUSES[cause].verdict === "skipped" ? cause : "skipped.interrupted";
}

function regionsOf(target: Target, observations: Observation[]): string[] {
  return [...new Set(observations.filter(({ cell }) => cell.target === target.name).flatMap(({ regions }) => regions))];
}

function countsOf(results: Result[]): Report["counts"] {
  const counts: Report["counts"] = {};
  for (const { verdict } of results) counts[verdict] = (counts[verdict] ?? 0) + 1;
  return counts;
}
