import { sameAnswer } from "../ladder/same-answer.ts";
import type { Answer } from "../model/answer.ts";
import { verdictOf } from "../model/cause.ts";
import type { Cell, ControlKind } from "../model/cell.ts";
import type { ErrorText } from "../model/error-text.ts";
import type { Observation } from "../model/observation.ts";
import type { Probe } from "../model/probe.ts";
import { rungHeight } from "../model/rung.ts";
import { meaningOf } from "./meaning.ts";
import { isUnstable } from "./observation.ts";

const TRANSPORTS = ["http", "websocket"] as const;
type Transport = (typeof TRANSPORTS)[number];
type Uniformity = Pick<Surroundings, "transports" | "uniform">;

/** What stands around a cell: the controls and siblings that its verdict may rest on. */
export interface Surroundings {
  probe: Probe;
  texts: ErrorText[];
  /** The missing-deployment control of the same probe and variant. */
  missing: Observation | null;
  /** The missing-path controls of the target. */
  missingPaths: Observation[];
  /** Cells of the same probe, target and variant with another deployment. */
  siblings: Observation[];
  /** Transports that the target was asked over. */
  transports: ReadonlySet<Transport>;
  /**
   * Those over which every request to the target got one and the same answer, on a path that cannot exist and without a
   * credential as well: whoever answers did not look at what was asked.
   */
  uniform: ReadonlySet<Transport>;
  /** Names that may stand in either of two messages compared. */
  names: string[];
}

/** Indexes all observations of a run once, and gives the surroundings of each cell. */
export function surroundingsOf(
  observations: Observation[],
  probes: Probe[],
  texts: ErrorText[],
): (o: Observation) => Surroundings {
  const byId = new Map(probes.map((probe) => [probe.id, probe]));
  const groups = groupBy(observations, keyOf);
  const paths = observations.filter(({ cell }) => cell.control === "missing-path");
  const names = [...new Set(observations.flatMap(({ cell }) => [cell.deployment ?? "", cell.companion ?? ""]))];
  const uniformities = new Map(
    [...groupBy(observations, ({ cell }) => cell.target)].map(([target, own]) => [target, uniformityOf(own, names)]),
  );
  return (observation) => {
    const probe = byId.get(observation.cell.probe);
    if (probe === undefined)
      throw new Error(`the report does not hold the probe '${observation.cell.probe}' of its cell`);
    const group = groups.get(keyOf(observation)) ?? [];
    return {
      probe,
      texts,
      missing: group.find(({ cell }) => cell.control === "missing-deployment") ?? null,
      missingPaths: paths.filter(({ cell }) => cell.target === observation.cell.target),
      ...(uniformities.get(observation.cell.target) ?? { transports: new Set(), uniform: new Set() }),
      siblings: group.filter((o) => o.cell.control === null && o.cell.id !== observation.cell.id),
      names,
    };
  };
}

/**
 * Whether the missing-deployment control gave an answer of the service that others can be compared with: a refusal, of
 * a request that had named the deployment, by the service itself and the same each time.
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

/** Whether whoever answered a cell answers everything so over its transport: then the answer is about none of it. */
export function isUniform({ asked }: Observation, { uniform }: Pick<Surroundings, "uniform">): boolean {
  return asked !== null && uniform.has(asked.transport);
}

/** Whether an answer refuses something: a 4xx, or an event with an error in it. */
export function isRefusal(answer: Answer): boolean {
  const { carrier, refuses } = answer;
  if (carrier.kind === "event") return refuses;
  return carrier.kind === "status" && carrier.status >= 400 && carrier.status < 500;
}

/** Whether a cell is answered exactly as its missing-deployment control is. */
export function likeMissingDeployment(o: Observation, around: Surroundings): boolean {
  return sameAnswer(o.last?.answer ?? null, around.missing?.last?.answer ?? null, around.names);
}

/** Whether a cell is answered exactly as a path that cannot exist is, by the same transport; the rung may differ. */
export function likeMissingPath(o: Observation, around: Surroundings): Observation | null {
  const answer = o.last?.answer ?? null;
  if (answer === null) return null;
  const same = around.missingPaths.find((path) => {
    const other = path.last?.answer ?? null;
    if (path.asked?.transport !== o.asked?.transport || path.asked?.host !== o.asked?.host) return false;
    return other !== null && sameAnswer({ ...other, rung: answer.rung }, answer, around.names);
  });
  return same ?? null;
}

/** The sibling that got furthest, if it got further than this cell. */
export function furtherSibling(o: Observation, around: Surroundings): Observation | null {
  const height = (x: Observation) => (x.last?.completed === true ? 100 : rungHeight(x.last?.reached ?? null));
  const further = around.siblings.filter((sibling) => height(sibling) > height(o));
  return further.sort((a, b) => height(b) - height(a))[0] ?? null;
}

/** Fewer probes over one transport than these are no sample of it. */
const FEWEST_QUESTIONS = 3;

/** How a target's answers are alike, by transport. */
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
    const others = asked.filter((o) => !own.includes(o) && o.attributedBy.length > 0);
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

/** Whether all answers are one; the rung may differ. */
function areAlike(observations: Observation[], names: string[]): boolean {
  const answers = observations.map(({ last }) => (last?.completed === true ? null : (last?.answer ?? null)));
  const [first] = answers;
  if (first === undefined || first === null || first.carrier.kind !== "status") return false;
  return answers.every((answer) => answer !== null && sameAnswer({ ...answer, rung: first.rung }, first, names));
}

function keyOf({ cell }: { cell: Cell }): string {
  const { apiVersion, auth, redirectCredential } = cell.variant;
  return [cell.target, cell.probe, apiVersion, auth, redirectCredential].join("\n");
}

function groupBy<T>(items: T[], key: (item: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const group = groups.get(key(item));
    if (group === undefined) groups.set(key(item), [item]);
    else group.push(item);
  }
  return groups;
}
