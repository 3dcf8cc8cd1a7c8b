import type { CellFacts, Facts } from "../facts.ts";
import { draftPerGroup, formatCount, type Group, keyByTarget, listProbes } from "../group.ts";
import { formatSpan, getDecidedAt, getOutage, getSpan, isAnswered, isAttempted } from "../outage.ts";
import type { Draft, FindingRule } from "../rule.ts";
import { fill, joinSentences } from "../text.ts";
import { TEXT } from "./endpoint-intermittent.text.ts";

const { title, explanation, remedy } = TEXT;

/** If fewer cells or probes fail, a single path may be the cause. */
const FEWEST_FAILURES = 3;
const FEWEST_PROBES = 3;

/** The host did not respond during part of the run, and responded before or after. */
export const endpointIntermittent: FindingRule = {
  code: "endpoint-intermittent",
  text: TEXT,
  find: (facts) =>
    draftPerGroup(
      facts.cells.filter((cell) => getOutage(cell) !== null),
      keyByTarget,
      (cells) => draftEndpointIntermittent(cells, facts),
    ),
};

function draftEndpointIntermittent(cells: Group, facts: Facts): Draft | null {
  const { name, endpoint } = cells[0].target;
  const own = facts.all.filter((cell) => cell.target.name === name);
  const failed = own.filter((cell) => isAttempted(cell) && getOutage(cell) !== null);
  const notAttempted = own.filter(({ observation }) => observation.notAttempted !== null).length;
  // Only a response over the transport that failed shows that the host was available again.
  const transports = new Set(failed.map(({ observation }) => observation.asked?.transport));
  const answered = own.filter(
    (cell) =>
      isAnswered(cell) && getOutage(cell) === null && listAnsweredTransports(cell).some((one) => transports.has(one)),
  );
  const span = getSpan(failed);
  if (span === null || answered.length === 0 || !isOnePeriod(failed, answered)) return null;
  const { host } = new URL(endpoint);
  const after = answered.map(getDecidedAt).filter((at) => at > Math.max(...failed.map(getDecidedAt)));
  const backAt = after.length === 0 ? null : new Date(Math.min(...after)).toISOString();
  return {
    severity: "high",
    title: title.part,
    cells,
    component: "unknown",
    facts: {
      host,
      failed: failed.length,
      notAttempted,
      answered: answered.length,
      causes: [...new Set(failed.map(({ verdict }) => verdict.cause))],
      from: new Date(span.from).toISOString(),
      to: new Date(span.to).toISOString(),
      backAt,
    },
    explanation: joinSentences(
      fill(explanation.failed, { host, cells: formatCount(failed.length, "cell"), span: formatSpan(span) }),
      notAttempted === 0 ? null : fill(explanation.skipped, { cells: formatCount(notAttempted, "cell") }),
      fill(explanation.conclusion, { cells: formatCount(answered.length, "cell") }),
    ),
    remedy: remedy.rerun,
  };
}

/** Transports over which a cell got a response: those of its first and of its last request. */
function listAnsweredTransports({ probe, observation }: CellFacts): ("http" | "websocket")[] {
  const first = probe.steps[0]?.websocket === undefined ? "http" : "websocket";
  return [first, ...(observation.asked === null ? [] : [observation.asked.transport])];
}

/** Whether no request got a response between the failures, and the failures affect more than one path. */
function isOnePeriod(failed: CellFacts[], answered: CellFacts[]): boolean {
  const times = failed.map(getDecidedAt);
  const [first, last] = [Math.min(...times), Math.max(...times)];
  if (
    failed.length < FEWEST_FAILURES ||
    answered.some((cell) => getDecidedAt(cell) > first && getDecidedAt(cell) < last)
  )
    return false;
  const probes = listProbes(failed);
  return probes.length >= FEWEST_PROBES || answered.some(({ probe }) => probes.includes(probe.id));
}
