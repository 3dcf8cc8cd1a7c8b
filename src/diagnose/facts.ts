import { formatWithin, spanOf } from "../judge/attempt-span.ts";
import { type Surroundings, surroundingsOf } from "../judge/index.ts";
import type { Answer } from "../model/answer.ts";
import type { Verdict } from "../model/cause.ts";
import type { LedgerEntry } from "../model/claim.ts";
import { LASTING_MS } from "../model/effort.ts";
import type { ErrorText } from "../model/error-text.ts";
import { groupBy } from "../model/group-by.ts";
import { type ModelNames, NO_MODEL_NAMES } from "../model/model-name.ts";
import type { AttemptFact, Observation } from "../model/observation.ts";
import type { Probe } from "../model/probe.ts";
import type { Target } from "../model/target.ts";
import { VERDICTS } from "../model/verdict.ts";

/** What a finding may use of a cell: its observation and verdict, but not its recording. */
export interface CellFacts {
  id: string;
  observation: Observation;
  /** The same request, repeated later by the settle pass. Empty if it was not repeated. */
  repetitions: readonly Observation[];
  verdict: Verdict;
  probe: Probe;
  target: Target;
}

/** The cells of a run, indexed. */
export interface Facts {
  /** Ordinary cells, without the skipped ones. */
  cells: CellFacts[];
  controls: CellFacts[];
  /** Ordinary and control cells, with the skipped ones. */
  all: CellFacts[];
  byId(id: string): CellFacts | null;
  /** Cells of one target, in the same order. A finding about one target uses these, so that its cost does not grow with the number of targets. */
  cellsOf(target: string): readonly CellFacts[];
  controlsOf(target: string): readonly CellFacts[];
  allOf(target: string): readonly CellFacts[];
  /** Ordinary cells of one deployment of a target, or with null those without a deployment. */
  cellsOfDeployment(target: string, deployment: string | null): readonly CellFacts[];
  /** Ordinary cells of the same deployment as a cell, including the cell. */
  cellsOfSameDeployment(cell: CellFacts): readonly CellFacts[];
  around(cell: CellFacts): Surroundings;
  /** The missing-deployment control of the same probe and variant, or null. */
  missingDeployment(cell: CellFacts): CellFacts | null;
  targets: Target[];
  texts: ErrorText[];
  known: Known;
}

/** What is known apart from the run. */
interface Known {
  claims: LedgerEntry[];
  /** Names of known models. Empty: unknown, so nothing is concluded from a name. */
  models: string[];
  /** Families of models, and names of no model. */
  modelNames: ModelNames;
  /** The day of the run, as `2026-11-29`. Null if unknown or if an emulator responded: then no date is near. */
  today: string | null;
}

/** Indexes a run's observations and verdicts for the findings. */
export function indexFacts(
  observations: Observation[],
  verdicts: Map<string, Verdict>,
  probes: Probe[],
  targets: Target[],
  texts: ErrorText[],
  known: Known = { claims: [], models: [], modelNames: NO_MODEL_NAMES, today: null },
): Facts {
  const probeById = new Map(probes.map((probe) => [probe.id, probe]));
  const targetByName = new Map(targets.map((target) => [target.name, target]));
  const planned = observations.filter(({ cell }) => cell.control !== "settle");
  const repetitions = groupBy(
    observations.filter(({ cell }) => cell.settles?.trial.kind === "again"),
    ({ cell }) => cell.settles?.cell ?? "",
  );
  const all = planned.flatMap((observation): CellFacts[] => {
    const verdict = verdicts.get(observation.cell.id);
    const probe = probeById.get(observation.cell.probe);
    const target = targetByName.get(observation.cell.target);
    if (verdict === undefined || probe === undefined || target === undefined) return [];
    const { id } = observation.cell;
    return [{ id, observation, repetitions: repetitions.get(id) ?? [], verdict, probe, target }];
  });
  const byId = new Map(all.map((cell) => [cell.id, cell]));
  const around = surroundingsOf(observations, probes, texts);
  const cells = all
    .filter(
      (cell) => cell.observation.cell.control === null && cell.verdict.verdict !== "skipped" && !isTabulated(cell),
    )
    .sort((a, b) => rankAsExample(a) - rankAsExample(b));
  const controls = all.filter((cell) => cell.observation.cell.control !== null && cell.verdict.verdict !== "skipped");
  const byDeployment = groupBy(cells, keyByDeployment);
  const cellsOfDeployment = (target: string, deployment: string | null) =>
    byDeployment.get(formatDeploymentKey(target, deployment)) ?? [];
  return {
    all,
    cells,
    controls,
    byId: (id) => byId.get(id) ?? null,
    cellsOf: indexByTarget(cells),
    controlsOf: indexByTarget(controls),
    allOf: indexByTarget(all),
    cellsOfDeployment,
    cellsOfSameDeployment: ({ observation: { cell } }) => cellsOfDeployment(cell.target, cell.deployment),
    around: (cell) => around(cell.observation),
    missingDeployment: (cell) => {
      const missing = around(cell.observation).missing;
      return missing === null ? null : (byId.get(missing.cell.id) ?? null);
    },
    targets,
    texts,
    known,
  };
}

/** An api-version that a path serves or does not serve is a row of the table of versions, and no problem. */
function isTabulated({ probe, verdict: { verdict } }: CellFacts): boolean {
  return probe.group === "versions" && (VERDICTS[verdict] === "claim" || verdict === "rejected-request");
}

/**
 * A finding takes its example from its first cell. Cells of a deployment's own role come first, and among emulated ones
 * a recorded response comes before an assumed one.
 */
function rankAsExample({ observation }: CellFacts): number {
  const documented = observation.cell.role === observation.probeRole;
  const recorded = observation.sources.every((source) => source !== "inferred" && !source.includes(";"));
  return (documented ? 0 : 2) + (recorded ? 0 : 1);
}

function indexByTarget(cells: CellFacts[]): (target: string) => readonly CellFacts[] {
  const groups = groupBy(cells, ({ target }) => target.name);
  return (target) => groups.get(target) ?? [];
}

/** Key that groups cells of one deployment of one target. */
export function keyByDeployment({ observation: { cell } }: CellFacts): string {
  return formatDeploymentKey(cell.target, cell.deployment);
}

function formatDeploymentKey(target: string, deployment: string | null): string {
  return `${target}\n${deployment ?? ""}`;
}

const PASSING = new WeakMap<readonly Observation[], readonly CellFacts[]>();

/** Cells of the same probe, target and variant that returned a result. The list is computed once per group of peers. */
export function listPassingPeers(cell: CellFacts, facts: Facts): readonly CellFacts[] {
  const { peers } = facts.around(cell);
  const known = PASSING.get(peers);
  if (known !== undefined) return known;
  const passing = peers.flatMap(({ cell: { id } }) => facts.byId(id) ?? []).filter(hasResult);
  PASSING.set(peers, passing);
  return passing;
}

/** Whether a cell returned its result. */
export function hasResult(cell: CellFacts): boolean {
  return cell.verdict.verdict === "supported";
}

/** The deciding response of a cell in one line: `400 OperationNotSupported “The realtime operation …”`. */
export function formatAnswer(cell: CellFacts): string {
  return formatEnd(cell.observation.last);
}

/** The response that ended one attempt, in the same form. */
export function formatEnd(fact: AttemptFact | null): string {
  const answer = fact?.answer;
  if (answer === null || answer === undefined) return fact?.failure?.text ?? "no answer";
  const { code, message } = answer;
  const carried = formatCarrier(answer);
  return [carried, code === null || code === carried ? null : code, message === null ? null : `“${message}”`]
    .filter((part) => part !== null)
    .join(" ");
}

/** The status, event type or close code of an answer. */
export function formatCarrier({ carrier }: Answer): string {
  if (carrier.kind === "status") return String(carrier.status);
  return carrier.kind === "event" ? carrier.type : `close ${carrier.code ?? "without a code"}`;
}

/** The attempts of a cell, and those of its repetitions by the settle pass. */
export function listAttempts({ observation, repetitions }: CellFacts): AttemptFact[] {
  return [observation, ...repetitions].flatMap(({ attempts }) => attempts);
}

/** `3 attempts within 21 s`. A number of attempts means nothing without the time that they cover. */
export function formatAttemptCount(attempts: readonly AttemptFact[]): string {
  const { length } = attempts;
  return `${length} attempt${length === 1 ? "" : "s"}${formatWithin(length, spanOf(attempts))}`;
}

/** `n of m attempts within 21 s`, counting those that ended as the cell's last did. */
export function formatAttempts(cell: CellFacts): string {
  const { last } = cell.observation;
  const attempts = listAttempts(cell);
  const same = attempts.filter(
    (fact) => fact.completed === last?.completed && fact.answer?.code === last?.answer?.code,
  );
  return `${same.length} of ${formatAttemptCount(attempts)}`;
}

/** Whether the attempts cover enough time to show that a failure lasts. */
export function isLasting(attempts: readonly AttemptFact[]): boolean {
  const span = spanOf(attempts);
  return span !== null && span >= LASTING_MS;
}
