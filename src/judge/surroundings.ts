import type { Answer } from "../model/answer.ts";
import { verdictOf } from "../model/cause.ts";
import { type Cell, type ControlKind, variantName } from "../model/cell.ts";
import type { ErrorText } from "../model/error-text.ts";
import { groupBy } from "../model/group-by.ts";
import type { Observation } from "../model/observation.ts";
import type { Probe } from "../model/probe.ts";
import { stageIndex } from "../model/stage.ts";
import { isSameAnswer } from "../steps/same-answer.ts";
import { meaningOf } from "./meaning.ts";
import { isUnstable } from "./observation.ts";

const TRANSPORTS = ["http", "websocket"] as const;
type Transport = (typeof TRANSPORTS)[number];
type Uniformity = Pick<Surroundings, "transports" | "uniform">;

/** The controls and siblings that the verdict of a cell may rest on. */
export interface Surroundings {
  probe: Probe;
  texts: ErrorText[];
  /** The missing-deployment control of the same probe and variant. */
  missing: Observation | null;
  /** The missing-path controls of the target. */
  missingPaths: readonly Observation[];
  /** Ordinary cells of the same probe, target and variant: this one, and those of other deployments. */
  peers: readonly Observation[];
  /** The peer that got furthest, the first of equals. Null if there is no peer. */
  furthest: Observation | null;
  /** Transports that the run used for the target. */
  transports: ReadonlySet<Transport>;
  /**
   * Transports over which every request to the target got the same answer, including nonexistent paths and requests
   * without a credential. The peer then did not look at the request.
   */
  uniform: ReadonlySet<Transport>;
  /** Names that may occur in either of two compared messages. */
  names: string[];
  /** Whether the deployment of the cell gave its result on another probe of the target. */
  worksElsewhere: boolean;
}

/** Indexes all observations of a run once, and returns the surroundings of each cell. */
export function surroundingsOf(
  all: Observation[],
  probes: Probe[],
  texts: ErrorText[],
): (o: Observation) => Surroundings {
  const byId = new Map(probes.map((probe) => [probe.id, probe]));
  // Extra requests of the settle pass differ from every other one: nothing is compared with them.
  const observations = all.filter(({ cell }) => cell.control !== "settle");
  const groups = new Map([...groupBy(observations, keyOf)].map(([key, group]) => [key, neighboursOf(group)]));
  const paths = groupBy(
    observations.filter(({ cell }) => cell.control === "missing-path"),
    ({ cell }) => cell.target,
  );
  const names = [...new Set(observations.flatMap(({ cell }) => [cell.deployment ?? "", cell.companion ?? ""]))];
  const uniformities = new Map(
    [...groupBy(observations, ({ cell }) => cell.target)].map(([target, own]) => [target, uniformityOf(own, names)]),
  );
  const working = new Map(
    [...groupBy(observations.filter(isProof), deploymentKey)].map(([key, own]) => [
      key,
      new Set(own.map(({ cell }) => cell.probe)),
    ]),
  );
  return (observation) => {
    const { probe: id, target } = observation.cell;
    const probe = byId.get(id);
    if (probe === undefined)
      throw new Error(`the report does not contain the probe '${id}' of its cell: use an unedited report`);
    return {
      probe,
      texts,
      ...(groups.get(keyOf(observation)) ?? NO_NEIGHBOURS),
      missingPaths: paths.get(target) ?? [],
      ...(uniformities.get(target) ?? { transports: new Set(), uniform: new Set() }),
      names,
      worksElsewhere: [...(working.get(deploymentKey(observation)) ?? [])].some((other) => other !== id),
    };
  };
}

/** Whether a cell shows that its deployment works: only an attributed result does. */
function isProof({ cell, last, deploymentNamed, attributedBy }: Observation): boolean {
  return cell.control === null && last?.completed === true && deploymentNamed && attributedBy.length > 0;
}

function deploymentKey({ cell }: Observation): string {
  return `${cell.target}\n${cell.deployment ?? ""}`;
}

type Neighbours = Pick<Surroundings, "missing" | "peers" | "furthest">;

const NO_NEIGHBOURS: Neighbours = { missing: null, peers: [], furthest: null };

/** The surroundings that the cells of one probe, target and variant share. */
function neighboursOf(group: Observation[]): Neighbours {
  const peers = group.filter(isOrdinary);
  return {
    missing: group.find(({ cell }) => cell.control === "missing-deployment") ?? null,
    peers,
    furthest: peers.reduce<Observation | null>((a, b) => (a === null || heightOf(b) > heightOf(a) ? b : a), null),
  };
}

/**
 * Whether other answers can be compared with the missing-deployment control. It must be a refusal by the service
 * itself, the same each time, of a request that named the deployment.
 */
export function isHealthy(control: Observation | null, texts: ErrorText[]): boolean {
  const answer = control?.last?.answer ?? null;
  if (control === null || answer === null || !isRefusal(answer)) return false;
  if (control.attributedBy.length === 0 || control.notJson || !control.deploymentNamed || isUnstable(control))
    return false;
  const meaning = meaningOf(answer, texts);
  if (meaning === null) return answer.type === null || answer.type === "invalid_request_error";
  return ["not-deployed", "no-route", "unsupported", "rejected-request"].includes(verdictOf(meaning));
}

/** Whether the peer answers everything over this transport in the same way. The answer then depends on no request. */
export function isUniform({ asked }: Observation, { uniform }: Pick<Surroundings, "uniform">): boolean {
  return asked !== null && uniform.has(asked.transport);
}

/** Whether an answer refuses something: a 4xx, or an event or a success with an error. */
export function isRefusal(answer: Answer): boolean {
  const { carrier, refuses } = answer;
  if (carrier.kind === "event" || (carrier.kind === "status" && carrier.status < 300)) return refuses;
  return carrier.kind === "status" && carrier.status >= 400 && carrier.status < 500;
}

/** Whether a cell got exactly the answer of its missing-deployment control. */
export function isLikeMissingDeployment(o: Observation, around: Surroundings): boolean {
  return isSameAnswer(o.last?.answer ?? null, around.missing?.last?.answer ?? null, around.names);
}

/** Returns the missing-path control of the same transport with exactly the same answer. The stage may differ. */
export function findLikeMissingPath(o: Observation, around: Surroundings): Observation | null {
  const answer = o.last?.answer ?? null;
  if (answer === null) return null;
  const same = around.missingPaths.find((path) => {
    const other = path.last?.answer ?? null;
    if (path.asked?.transport !== o.asked?.transport || path.asked?.host !== o.asked?.host) return false;
    return other !== null && isSameAnswer({ ...other, stage: answer.stage }, answer, around.names);
  });
  return same ?? null;
}

/** Returns the sibling that got furthest, if it got further than this cell. */
export function findFurtherSibling(o: Observation, { furthest }: Surroundings): Observation | null {
  return furthest !== null && heightOf(furthest) > heightOf(o) ? furthest : null;
}

function heightOf({ last }: Observation): number {
  return last?.completed === true ? 100 : stageIndex(last?.reached ?? null);
}

/** Minimum number of probes per transport for the statement that all answers are the same. */
const FEWEST_QUESTIONS = 3;

/** Returns how the answers of a target are alike, by transport. */
function uniformityOf(observations: Observation[], names: string[]): Uniformity {
  const asked = observations.filter(({ skipped, notAttempted }) => skipped === null && notAttempted === null);
  const byTransport = groupBy(asked, ({ asked: to }) => to?.transport ?? "none");
  const over = (transport: Transport) => byTransport.get(transport) ?? [];
  const transports = new Set(TRANSPORTS.filter((transport) => over(transport).some(isOrdinary)));
  if (hasControls(asked, ["missing-path", "no-credential"]) && areAlike(asked, names))
    return { transports, uniform: transports };
  const uniform = TRANSPORTS.filter((transport) => {
    const own = over(transport);
    const questions = new Set(own.filter(isOrdinary).map(({ cell }) => cell.probe));
    const controls: ControlKind[] = transport === "websocket" ? ["missing-path", "no-credential"] : ["missing-path"];
    const others = asked.filter((o) => o.asked?.transport !== transport && o.attributedBy.length > 0);
    return (
      questions.size >= FEWEST_QUESTIONS &&
      hasControls(own, controls) &&
      areAlike(own, names) &&
      others.some(isOrdinary)
    );
  });
  return { transports, uniform: new Set(uniform) };
}

function isOrdinary({ cell }: Observation): boolean {
  return cell.control === null;
}

function hasControls(observations: Observation[], kinds: ControlKind[]): boolean {
  return [...kinds, null].every((kind) => observations.some(({ cell }) => cell.control === kind));
}

/** Whether all answers are the same. The stage may differ. */
function areAlike(observations: Observation[], names: string[]): boolean {
  const answers = observations.map(({ last }) => (last?.completed === true ? null : (last?.answer ?? null)));
  const [first] = answers;
  if (first === undefined || first === null || first.carrier.kind !== "status") return false;
  return answers.every((answer) => answer !== null && isSameAnswer({ ...answer, stage: first.stage }, first, names));
}

function keyOf({ cell }: { cell: Cell }): string {
  return [cell.target, cell.probe, variantName(cell.variant)].join("\n");
}
