import { DOCUMENTED_RATES } from "../model/documented-rate.ts";
import { MOST_ATTEMPTS, STEP_WAIT_MS } from "../model/effort.ts";
import type { Probe } from "../model/probe.ts";
import { SPEECH_SECONDS } from "../model/sample.ts";
import type { PlannedCell } from "./planned-cell.ts";

/** Estimated seconds on the wire of one cell. The next constant is the pause of a sample that is sent in real time. */
const SECONDS_PER_CELL = 3;
/**
 * What a run of these cells may send and cost. Requests count one attempt each. Audio and tokens count all possible
 * attempts.
 */
export interface TargetSummary {
  target: string;
  /** Cells that are neither controls nor skipped. */
  cells: number;
  controls: number;
  skipped: number;
  /** HTTP requests and handshakes. */
  requests: number;
  handshakes: number;
  /** Cells with a step that may be billed. */
  paid: number;
  audioSeconds: number;
  outputTokens: number;
  /** Estimate for four concurrent cells. */
  minutes: number;
  busiest: { deployment: string; requests: number } | null;
  /** Cells that exist only because of a setting. */
  added: { setting: string; cells: number; probes: string[] }[];
}

/** Adds up the cells of one target. */
export function summarise(
  target: string,
  cells: PlannedCell[],
  probes: Map<string, Probe>,
  addedBy: Map<string, string>,
): TargetSummary {
  const asked = cells
    .filter((planned) => planned.skip === null)
    .map(({ cell }) => ({ cell, probe: probes.get(cell.probe) }));
  const sum = (count: (probe: Probe) => number) =>
    asked.reduce((total, { probe }) => total + (probe === undefined ? 0 : count(probe)), 0);
  const paid = asked.filter(({ probe }) => probe?.steps.some((step) => step.paid) === true);
  const perDeployment = new Map<string, number>();
  for (const { cell, probe } of asked) {
    if (cell.deployment === null || probe === undefined) continue;
    perDeployment.set(cell.deployment, (perDeployment.get(cell.deployment) ?? 0) + requestsOf(probe));
  }
  const busiest = [...perDeployment].sort((a, b) => b[1] - a[1])[0];
  return {
    target,
    cells: asked.filter(({ cell }) => cell.control === null).length,
    controls: asked.filter(({ cell }) => cell.control !== null).length,
    skipped: cells.length - asked.length,
    requests: sum(requestsOf),
    handshakes: sum((probe) => probe.steps.filter((step) => step.websocket !== undefined).length),
    paid: paid.length,
    audioSeconds: Math.ceil(sum(audioSecondsOf) * MOST_ATTEMPTS),
    outputTokens: sum((probe) => probe["output-tokens"] ?? 0) * MOST_ATTEMPTS,
    minutes: minutesOf(asked),
    busiest: busiest === undefined ? null : { deployment: busiest[0], requests: busiest[1] },
    added: countAdded(
      asked.map(({ cell }) => cell),
      addedBy,
    ),
  };
}

function requestsOf(probe: Probe): number {
  return probe.steps.filter((step) => step.get !== undefined || step.post !== undefined || step.websocket !== undefined)
    .length;
}

/** Returns the seconds of audio that one attempt may send: each sample, and the silence after it until the answer. */
function audioSecondsOf(probe: Probe): number {
  return probe.steps.reduce((total, step) => {
    const isFile = Object.values(step.multipart ?? {}).some((part) => typeof part !== "string");
    const sample = step.audio !== undefined || isFile ? SPEECH_SECONDS : 0;
    const silence = step.audio?.then === "silence" ? (STEP_WAIT_MS / 1000) * (step.audio.pace ?? 1) : 0;
    return total + sample + silence;
  }, 0);
}

function minutesOf(asked: { cell: PlannedCell["cell"]; probe: Probe | undefined }[]): number {
  const limited = new Map<string, number>();
  for (const { cell, probe } of asked) {
    if (probe?.limit !== undefined) limited.set(cell.deployment ?? "", (limited.get(cell.deployment ?? "") ?? 0) + 1);
  }
  const bucket = Math.max(0, ...limited.values()) / DOCUMENTED_RATES["speech-to-text"].perMinute - 1;
  const wire = (asked.length * SECONDS_PER_CELL) / 4 / 60;
  return Math.ceil(Math.max(wire, bucket) * 10) / 10;
}

function countAdded(cells: PlannedCell["cell"][], addedBy: Map<string, string>): TargetSummary["added"] {
  const settings = new Map<string, { cells: number; probes: Set<string> }>();
  for (const cell of cells) {
    const setting = addedBy.get(cell.id);
    if (setting === undefined) continue;
    const entry = settings.get(setting) ?? { cells: 0, probes: new Set() };
    entry.cells += 1;
    entry.probes.add(cell.probe);
    settings.set(setting, entry);
  }
  return [...settings].map(([setting, entry]) => ({ setting, cells: entry.cells, probes: [...entry.probes] }));
}
