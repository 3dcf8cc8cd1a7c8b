import { type Cell, cellId, type Trial } from "../model/cell.ts";
import type { Probe } from "../model/probe.ts";
import type { Report, Result } from "../model/report.ts";
import { optionalFields, withoutFields } from "../steps/optional-field.ts";
import { isRequest } from "../steps/request.ts";

/** An extra cell, and the probe that it runs. */
export interface ExtraCell {
  cell: Cell;
  probe: Probe;
  /** Whether it repeats a request that was sent before. Then time must pass first. */
  repeats: boolean;
}

/** Another deployment whose result arrived on the same probe. */
export function peerOf({ cell }: Result, report: Report): Cell | null {
  const isPeer = ({ cell: other, verdict }: Result) =>
    other.target === cell.target &&
    other.probe === cell.probe &&
    other.control === null &&
    other.variant.apiVersion === cell.variant.apiVersion &&
    other.deployment !== cell.deployment &&
    verdict === "supported";
  return report.results.find(isPeer)?.cell ?? null;
}

export function decidingIndex({ recording }: Pick<Result, "recording">, probe: Probe): number {
  const steps = recording?.attempts.at(-1)?.steps ?? [];
  return steps.findLast(({ index }) => probe.steps[index]?.finally === false)?.index ?? 0;
}

/** Makes the cell of a trial and its probe. Null if it needs another deployment and there is none. */
export function extraCell(
  result: Result,
  probe: Probe,
  trial: Trial,
  report: Report,
  number: number,
): Omit<ExtraCell, "repeats"> | null {
  const { cell } = result;
  const id = `${probe.id}-settle-${number}`;
  const who = trial.kind === "peer" ? peerOf(result, report) : cell;
  if (who === null) return null;
  const coordinates: Omit<Cell, "id"> = {
    ...cell,
    deployment: who.deployment,
    role: who.role,
    probe: id,
    control: "settle",
    variant: variantOf(cell.variant, trial),
    settles: { cell: cell.id, trial },
  };
  const steps = changedSteps(probe, trial, decidingIndex(result, probe));
  const title = `${probe.id}, ${titleOf(trial)}`;
  return {
    cell: { ...coordinates, id: cellId(coordinates) },
    probe: { ...probe, id, title, group: "control", steps },
  };
}

/** With another credential, the scope of a token is the usual one. */
function variantOf(variant: Cell["variant"], trial: Trial): Cell["variant"] {
  if (trial.kind !== "credential" || trial.auth === "none") return variant;
  const { scope: _, ...rest } = variant;
  return { ...rest, auth: trial.auth };
}

function changedSteps(probe: Probe, trial: Trial, index: number): Probe["steps"] {
  switch (trial.kind) {
    case "again":
    case "repeat":
      return probe.steps;
    case "without":
      return withoutFields(probe, index, trial.fields);
    case "peer":
      return withoutFields(probe, index, optionalFields(probe, index));
    case "credential":
      return trial.auth === "none" ? probe.steps.map(withoutCredential) : probe.steps;
    case "api-version":
      return probe.steps.map((step) =>
        step.query?.["api-version"] === undefined
          ? step
          : { ...step, query: { ...step.query, "api-version": trial.version } },
      );
  }
}

function withoutCredential(step: Probe["steps"][number]): Probe["steps"][number] {
  return isRequest(step) && step.credential === undefined ? { ...step, credential: "none" } : step;
}

function titleOf(trial: Trial): string {
  switch (trial.kind) {
    case "again":
    case "repeat":
      return "repeated";
    case "without":
      return `without ${trial.fields.join(", ")}`;
    case "peer":
      return "without optional fields, for a deployment that works";
    case "credential":
      return `with the credential ${trial.auth}`;
    case "api-version":
      return `with api-version ${trial.version}`;
  }
}
