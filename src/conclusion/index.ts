import type { Catalog } from "../catalog/index.ts";
import { listModels, modelNamesOf } from "../catalog/models.ts";
import { compareClaims, diagnose, indexFacts } from "../diagnose/index.ts";
import { judge, observe } from "../judge/index.ts";
import { withArmStatements } from "../model/arm-statements.ts";
import type { Cause, Verdict } from "../model/cause.ts";
import { CAUSES } from "../model/cause.ts";
import type { Cell } from "../model/cell.ts";
import type { Claim } from "../model/claim.ts";
import type { ExpectEntry } from "../model/expectation.ts";
import { groupBy } from "../model/group-by.ts";
import { NO_MODEL_NAMES } from "../model/model-name.ts";
import type { Observation } from "../model/observation.ts";
import type { Probe } from "../model/probe.ts";
import type { Recording } from "../model/recording.ts";
import { type Rate, REPORT_SCHEMA, type Report, type Result } from "../model/report.ts";
import type { Target } from "../model/target.ts";
import type { Plan } from "../plan/index.ts";
import { type Digest, digestIn, keepDigest } from "../render/digest.ts";
import { withAnsweredModels } from "./answered-model.ts";
import { attachRecording } from "./lazy-recording.ts";
import { countRates } from "./rate.ts";
import { listSettings } from "./settings.ts";
import { listVersions } from "./versions.ts";

export { parseReport, ReportError, readReportLines, recordingIn, type SavedLine } from "./saved-report.ts";
export { savedReport } from "./saved-schema.ts";

/** Recordings of a finished or interrupted run, and the inputs of that run. */
interface Recorded {
  /** Finished cells in any order, one at a time. A recording that can be read `again` is not kept in memory. */
  recordings: AsyncIterable<{ cell: string; recording: Recording; again?: () => Recording }>;
  plan: Plan;
  catalog: Pick<Catalog, "probes" | "errorTexts"> & Partial<Pick<Catalog, "claims" | "models" | "apiVersions">>;
  targets: Target[];
  expect?: ExpectEntry[];
  run: Report["run"];
  tool: Report["tool"];
  /** Why cells without a recording were not run, unless the plan says it. Absent: the run was interrupted. */
  unasked?: Cause;
}

/** The facts of a cell, with what the views need, and access to its recording. Null: the cell was not run. */
interface Entry {
  observation: Observation;
  digest: Digest;
  recording: () => Recording | null;
}

/** Makes a report from recordings. Every verb that makes a report uses this function. */
export async function concludeRecordings(recorded: Recorded): Promise<Report> {
  const { unasked = "skipped.interrupted" } = recorded;
  const { cells } = recorded.plan;
  const used = new Set(cells.map(({ cell }) => cell.probe));
  const probes = recorded.catalog.probes.filter((probe) => used.has(probe.id));
  const planned = new Map(cells.map((one) => [one.cell.id, one]));
  const enter = entryMaker(probes);
  const entryByCell = new Map<string, Entry>();
  for await (const record of recorded.recordings) {
    const one = planned.get(record.cell);
    if (one === undefined) continue;
    const { recording, again = kept(recording) } = record;
    entryByCell.set(record.cell, enter(one.cell, recording, one.skip, again));
  }
  const entries = cells.map(
    ({ cell, skip }): Entry => entryByCell.get(cell.id) ?? enter(cell, null, skip ?? unasked, NOTHING),
  );
  const { errorTexts, claims = [], models, apiVersions = [] } = recorded.catalog;
  const knownModels = models === undefined ? {} : { knownModels: listModels(models), modelNames: modelNamesOf(models) };
  return conclude(entries, { ...recorded, probes, errorTexts, claims, apiVersions, ...knownModels });
}

/** Judges a saved report again, from its recordings alone. */
export function concludeReport(report: Report): Report {
  const enter = entryMaker(report.probes);
  const entries = report.results.map((result): Entry => {
    const { cell, recording, cause } = result;
    if (recording === null) return enter(cell, null, skipCause(cause), NOTHING);
    return enter(cell, recording, null, () => result.recording);
  });
  return conclude(entries, report);
}

/** A separate function, so that the closure keeps nothing else in memory. */
function kept(recording: Recording): () => Recording {
  return () => recording;
}

const NOTHING = () => null;

/** Makes entries with the probes of a report, while the recording of a cell is in memory. */
function entryMaker(probes: Probe[]) {
  const byId = new Map(probes.map((probe) => [probe.id, probe]));
  return (cell: Cell, recorded: Recording | null, skipped: Cause | null, recording: Entry["recording"]): Entry => {
    const probe = byId.get(cell.probe);
    if (probe === undefined)
      throw new Error(
        `the report does not contain the probe '${cell.probe}' of the cell '${cell.id}': use an unedited report`,
      );
    const observation = observe(cell, probe, recorded, skipped);
    return { observation, digest: digestIn(recorded, observation.last?.evidence[0] ?? ""), recording };
  };
}

type Base = Pick<
  Report,
  "run" | "tool" | "errorTexts" | "knownModels" | "modelNames" | "baseline" | "expect" | "apiVersions"
> & {
  probes: Probe[];
  targets: Target[];
  claims: Claim[];
};

function conclude(entries: Entry[], base: Base): Report {
  const { probes, errorTexts } = base;
  const observations = entries.map(({ observation }) => observation);
  const { knownModels: models = [], modelNames = NO_MODEL_NAMES } = base;
  const targets = withAnsweredModels(base.targets, observations, models, modelNames.families);
  const verdicts = judge(observations, probes, errorTexts);
  const rates = countRates(observations, verdicts);
  const results = entries.map((entry) => resultOf(entry, verdicts, rates));
  const emulated = [...new Set(observations.flatMap((o) => o.emulated ?? []))];
  // Both follow from the evidence. The exit code also depends on the command line.
  const { emulated: _emulated, exit: _exit, ...run } = base.run;
  const claims = compareClaims(
    withArmStatements(base.claims ?? [], targets, probes),
    observations,
    verdicts,
    targets,
    emulated.length > 0,
  );
  const settings = listSettings(observations, probes, targets);
  const versions = listVersions(observations, probes, base.apiVersions ?? []);
  const tried = new Set(versions.map(({ version }) => version));
  const apiVersions = (base.apiVersions ?? []).filter(({ version }) => tried.has(version));
  const known = { claims, models, modelNames, today: dayOf(base.run.startedAt, emulated) };
  return {
    schema: REPORT_SCHEMA,
    tool: base.tool,
    run: { ...run, ...(emulated.length === 0 ? {} : { emulated }) },
    targets: withAnsweredRegions(targets, observations),
    probes,
    errorTexts: errorTexts,
    results,
    findings: diagnose(indexFacts(observations, verdicts, probes, targets, errorTexts, known)),
    claims,
    ...(base.knownModels === undefined ? {} : { knownModels: base.knownModels }),
    ...(base.modelNames === undefined ? {} : { modelNames: base.modelNames }),
    ...(base.baseline === undefined ? {} : { baseline: base.baseline }),
    ...(base.expect === undefined || base.expect.length === 0 ? {} : { expect: base.expect }),
    ...(settings.length === 0 ? {} : { settings }),
    ...(versions.length === 0 ? {} : { versions, apiVersions }),
    skipped: results.flatMap(({ cell, verdict, cause }) =>
      verdict === "skipped" ? [{ cell: cell.id, reason: CAUSES[cause].why }] : [],
    ),
    counts: countsOf(results),
  };
}

/** The day from which retirement dates count. Null if no real service responded, or at an unknown time. */
function dayOf(startedAt: string | null, emulated: string[]): string | null {
  return emulated.length > 0 || startedAt === null ? null : startedAt.slice(0, 10);
}

function resultOf(
  { observation: o, digest, recording }: Entry,
  verdicts: Map<string, Verdict>,
  rates: Map<string, Rate>,
): Result {
  const rate = rates.get(o.cell.id);
  const verdict = verdicts.get(o.cell.id);
  if (verdict === undefined) throw new Error(`the cell '${o.cell.id}' was not judged`);
  const answer = o.last?.answer ?? null;
  const result: Omit<Result, "recording"> = {
    cell: o.cell,
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
    ...(rate === undefined ? {} : { rate }),
  };
  attachRecording(result, recording);
  keepDigest(result, digest);
  return result;
}

function skipCause(cause: Cause): Cause {
  return CAUSES[cause].verdict === "skipped" ? cause : "skipped.interrupted";
}

function withAnsweredRegions(targets: Target[], observations: Observation[]): Report["targets"] {
  const byTarget = groupBy(observations, ({ cell }) => cell.target);
  return targets.map((target) => {
    const own = byTarget.get(target.name) ?? [];
    return { ...target, answeredRegions: [...new Set(own.flatMap(({ regions }) => regions))] };
  });
}

function countsOf(results: Result[]): Report["counts"] {
  const counts: Report["counts"] = {};
  // Extra requests of the settle pass are no coverage.
  const planned = results.filter(({ cell }) => cell.control !== "settle");
  for (const { verdict } of planned) counts[verdict] = (counts[verdict] ?? 0) + 1;
  return counts;
}
