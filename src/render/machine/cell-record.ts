import { regionOf } from "../../model/answered-region.ts";
import type { Incomparable } from "../../model/baseline.ts";
import { oncePer } from "../../model/once.ts";
import type { Report, Result } from "../../model/report.ts";
import { findDeployment } from "../../model/target.ts";
import { type Change, changeOf } from "../changes.ts";
import { utc } from "../clock.ts";
import { digestOf } from "../digest.ts";
import { codeOf, requestId, seenAt } from "../reading.ts";
import { sinceOf } from "../since.ts";
import { targetNamed } from "../view.ts";
import { outcome } from "../words.ts";

/**
 * One cell as a flat record, for formats that programs read. The keys never change, and later versions only add some.
 * Null: unknown, or not applicable.
 */
export interface CellRecord {
  /** The service itself, the emulator (which is no evidence), or an imported capture. */
  source: "service" | "emulated" | "imported";
  run: string;
  cell: string;
  target: string;
  region: string | null;
  deployment: string | null;
  model: string | null;
  modelVersion: string | null;
  /** The role of the deployment. */
  role: string | null;
  probe: string;
  surface: string | null;
  apiVersion: string | null;
  auth: string;
  /** The kind of control. Null for an ordinary cell. */
  control: string | null;
  verdict: string;
  cause: string;
  /** Verdict and cause in words. */
  outcome: string;
  stageReached: string | null;
  stageFailed: string | null;
  status: number | null;
  /** The code of the service's error or close. */
  code: string | null;
  attempts: number;
  /** When the deciding answer came: UTC, ISO 8601. */
  at: string | null;
  /** Milliseconds on the wire, over all attempts. */
  durationMs: number | null;
  requestId: string | null;
  /** How the cell differs from the baseline. Null if nothing is compared. */
  change: Change | "same" | Incomparable | null;
  /** The verdict in the baseline. */
  verdictBefore: string | null;
  /** When it last worked: UTC, ISO 8601. */
  lastGood: string | null;
}

const probesById = oncePer(
  (report: Report) => new Map(report.probes.map((probe) => [probe.id, probe] as const).reverse()),
);
const notComparedIn = oncePer((report: Report) => {
  const cells = report.baseline?.notCompared ?? [];
  return new Map(cells.map((one) => [one.cell, one]));
});

/** The record of one result of a report. */
export function cellRecord(report: Report, result: Result): CellRecord {
  const { cell, verdict, cause, stage, status } = result;
  const target = targetNamed(report, cell.target);
  const deployment = target === null ? null : findDeployment(target, cell.deployment);
  const { attempts, tookMs } = digestOf(result);
  const at = seenAt(result);
  const since = sinceOf(report, result);
  const apart = notComparedIn(report).get(cell.id);
  return {
    source: report.run.emulated !== undefined ? "emulated" : report.run.imported !== undefined ? "imported" : "service",
    run: report.run.id,
    cell: cell.id,
    target: cell.target,
    region: target === null ? null : regionOf(target),
    deployment: cell.deployment,
    model: deployment?.model ?? null,
    modelVersion: deployment?.version ?? null,
    role: cell.role,
    probe: cell.probe,
    surface: probesById(report).get(cell.probe)?.surface ?? null,
    apiVersion: cell.variant.apiVersion,
    auth: cell.variant.auth,
    control: cell.control,
    verdict,
    cause,
    outcome: outcome(result),
    stageReached: stage.reached,
    stageFailed: stage.failedAt,
    status,
    code: codeOf(result),
    attempts,
    at: at === null ? null : utc(at),
    durationMs: tookMs === null ? null : Math.round(tookMs),
    requestId: requestId(result),
    change: since === null ? (apart?.why ?? null) : (changeOf(since, result) ?? "same"),
    verdictBefore: (since?.before ?? apart?.before)?.verdict ?? null,
    lastGood: since?.lastGood ?? null,
  };
}

/** The keys of a record, in their order. */
export const RECORD_KEYS = [
  "source",
  "run",
  "cell",
  "target",
  "region",
  "deployment",
  "model",
  "modelVersion",
  "role",
  "probe",
  "surface",
  "apiVersion",
  "auth",
  "control",
  "verdict",
  "cause",
  "outcome",
  "stageReached",
  "stageFailed",
  "status",
  "code",
  "attempts",
  "at",
  "durationMs",
  "requestId",
  "change",
  "verdictBefore",
  "lastGood",
] as const satisfies (keyof CellRecord)[];
