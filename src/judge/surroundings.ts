import { sameAnswer } from "../ladder/same-answer.ts";
import type { Answer } from "../model/answer.ts";
import { verdictOf } from "../model/cause.ts";
import type { Cell } from "../model/cell.ts";
import type { ErrorText } from "../model/error-text.ts";
import type { Observation } from "../model/observation.ts";
import type { Probe } from "../model/probe.ts";
import { rungHeight } from "../model/rung.ts";
import { meaningOf } from "./meaning.ts";
import { isUnstable } from "./observation.ts";

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
  /**
   * Over how many transports every request to the target got one and the same answer, without a credential and on a
   * path that cannot exist as well; 0 where answers differ.
   */
  uniformOver: number;
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
  const uniform = new Map(
    [...groupBy(observations, ({ cell }) => cell.target)].map(([target, own]) => [target, uniformOver(own, names)]),
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
      uniformOver: uniform.get(observation.cell.target) ?? 0,
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

/** Whether all answers of a target are one: on every path, on one that cannot exist, and without a credential. */
function uniformOver(observations: Observation[], names: string[]): number {
  const asked = observations.filter(({ skipped, notAttempted }) => skipped === null && notAttempted === null);
  const answers = asked.map(({ last }) => (last?.completed === true ? null : (last?.answer ?? null)));
  const [first] = answers;
  if (first === undefined || first === null || first.carrier.kind !== "status") return 0;
  const asksAll = ["missing-path", "no-credential", null].every((kind) =>
    asked.some(({ cell }) => cell.control === kind),
  );
  const alike = answers.every((answer) => answer !== null && sameAnswer({ ...answer, rung: first.rung }, first, names));
  const transports = new Set(
    asked.flatMap(({ cell, asked: to }) => (cell.control === null ? (to?.transport ?? []) : [])),
  );
  return asksAll && alike ? transports.size : 0;
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
