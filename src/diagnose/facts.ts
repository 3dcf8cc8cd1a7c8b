import { type Surroundings, surroundingsOf } from "../judge/index.ts";
import type { Verdict } from "../model/cause.ts";
import type { LedgerEntry } from "../model/claim.ts";
import type { ErrorText } from "../model/error-text.ts";
import type { Finding } from "../model/finding.ts";
import { groupBy } from "../model/group-by.ts";
import type { AttemptFact, Observation } from "../model/observation.ts";
import type { Probe } from "../model/probe.ts";
import type { Target } from "../model/target.ts";

/** A cell with all that a finding may see of it: observation and verdict, never the recording. */
export interface CellFacts {
  id: string;
  observation: Observation;
  verdict: Verdict;
  probe: Probe;
  target: Target;
}

/** All that is known of a run, indexed. */
export interface Facts {
  /** Ordinary cells; skipped ones are not among them. */
  cells: CellFacts[];
  controls: CellFacts[];
  /** Ordinary and control cells, the skipped ones included. */
  all: CellFacts[];
  byId(id: string): CellFacts | null;
  /** Of one target, in the order of `cells`, `controls` and `all`. A finding about one cell looks here, never at all. */
  cellsOf(target: string): readonly CellFacts[];
  controlsOf(target: string): readonly CellFacts[];
  allOf(target: string): readonly CellFacts[];
  /** Ordinary cells of one deployment of a target; null: those that name none. */
  cellsOfDeployment(target: string, deployment: string | null): readonly CellFacts[];
  /** Those of the deployment that a cell is of, this one among them. */
  cellsBeside(cell: CellFacts): readonly CellFacts[];
  around(cell: CellFacts): Surroundings;
  /** The missing-deployment control beside a cell, or null. */
  missingDeployment(cell: CellFacts): CellFacts | null;
  targets: Target[];
  texts: ErrorText[];
  known: Known;
}

/** What is on record beside the run: claims set beside its cells, and names of models. */
export interface Known {
  claims: LedgerEntry[];
  /** Empty: not known, then nothing is concluded from a name. */
  models: string[];
}

/** A finding's code and the logic that derives it. One file each. */
export interface Diagnosis {
  code: string;
  diagnose(facts: Facts): Finding[];
}

/** Indexes a run's observations and verdicts for the findings. */
export function factsOf(
  observations: Observation[],
  verdicts: Map<string, Verdict>,
  probes: Probe[],
  targets: Target[],
  texts: ErrorText[],
  known: Known = { claims: [], models: [] },
): Facts {
  const probeById = new Map(probes.map((probe) => [probe.id, probe]));
  const targetByName = new Map(targets.map((target) => [target.name, target]));
  const all = observations.flatMap((observation): CellFacts[] => {
    const verdict = verdicts.get(observation.cell.id);
    const probe = probeById.get(observation.cell.probe);
    const target = targetByName.get(observation.cell.target);
    if (verdict === undefined || probe === undefined || target === undefined) return [];
    return [{ id: observation.cell.id, observation, verdict, probe, target }];
  });
  const byId = new Map(all.map((cell) => [cell.id, cell]));
  const around = surroundingsOf(observations, probes, texts);
  const cells = all
    .filter((cell) => cell.observation.cell.control === null && cell.verdict.verdict !== "skipped")
    .sort((a, b) => tellingRank(a) - tellingRank(b));
  const controls = all.filter((cell) => cell.observation.cell.control !== null && cell.verdict.verdict !== "skipped");
  const byDeployment = groupBy(cells, perDeployment);
  const cellsOfDeployment = (target: string, deployment: string | null) =>
    byDeployment.get(deploymentKey(target, deployment)) ?? [];
  return {
    all,
    cells,
    controls,
    byId: (id) => byId.get(id) ?? null,
    cellsOf: perTarget(cells),
    controlsOf: perTarget(controls),
    allOf: perTarget(all),
    cellsOfDeployment,
    cellsBeside: ({ observation: { cell } }) => cellsOfDeployment(cell.target, cell.deployment),
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

/**
 * A finding is told by its first cell: one whose deployment is asked what it is for comes before one that is tried on
 * what it is not for, and of an emulator's answers a recorded one before an inferred one.
 */
function tellingRank({ observation }: CellFacts): number {
  const documented = observation.cell.role === observation.probeRole;
  const recorded = observation.sources.every((source) => source !== "inferred" && !source.includes(";"));
  return (documented ? 0 : 2) + (recorded ? 0 : 1);
}

/** Looks up the cells of a target. */
function perTarget(cells: CellFacts[]): (target: string) => readonly CellFacts[] {
  const groups = groupBy(cells, ({ target }) => target.name);
  return (target) => groups.get(target) ?? [];
}

/** Key that groups cells of one deployment of one target. */
export function perDeployment({ observation: { cell } }: CellFacts): string {
  return deploymentKey(cell.target, cell.deployment);
}

function deploymentKey(target: string, deployment: string | null): string {
  return `${target}\n${deployment ?? ""}`;
}

const PASSING = new WeakMap<readonly Observation[], readonly CellFacts[]>();

/** Cells of the same probe, target and variant whose result came back, in their order; found once for all of them. */
export function passingPeers(cell: CellFacts, facts: Facts): readonly CellFacts[] {
  const { peers } = facts.around(cell);
  const known = PASSING.get(peers);
  if (known !== undefined) return known;
  const passing = peers.flatMap(({ cell: { id } }) => facts.byId(id) ?? []).filter(works);
  PASSING.set(peers, passing);
  return passing;
}

/** Whether a cell's result came back. */
export function works(cell: CellFacts): boolean {
  return cell.verdict.verdict === "supported";
}

/** The deciding answer of a cell in one line: `400 OperationNotSupported: The realtime operation …`. */
export function answerInWords(cell: CellFacts): string {
  return endInWords(cell.observation.last);
}

/** How one attempt ended, likewise. */
export function endInWords(fact: AttemptFact | null): string {
  const answer = fact?.answer;
  if (answer === null || answer === undefined) return fact?.failure?.text ?? "no answer";
  const { carrier, code, message } = answer;
  const carried =
    carrier.kind === "status"
      ? String(carrier.status)
      : carrier.kind === "event"
        ? carrier.type
        : `close ${carrier.code ?? "without a code"}`;
  return [carried, code === null || code === carried ? null : code, message === null ? null : `“${message}”`]
    .filter((part) => part !== null)
    .join(" ");
}

/** `n of m attempts`, counting those that ended as the cell's last did. */
export function attemptsInWords(cell: CellFacts): string {
  const { attempts, last } = cell.observation;
  const same = attempts.filter(
    (fact) => fact.completed === last?.completed && fact.answer?.code === last?.answer?.code,
  ).length;
  return `${same} of ${attempts.length} attempt${attempts.length === 1 ? "" : "s"}`;
}
