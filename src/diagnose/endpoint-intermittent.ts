import type { Finding } from "../model/finding.ts";
import type { CellFacts, Diagnosis, Facts } from "./facts.ts";
import { counted, findingPer, type Group, idsOf, perTarget, probesOf } from "./group.ts";
import { askedAt, outageIn, spanInWords, spanOf, wasAnswered, wasAttempted } from "./outage.ts";

/** Fewer failures than these, or of fewer probes, can be one path's own. */
const FEWEST_FAILURES = 3;
const FEWEST_PROBES = 3;

/** The host did not answer for a part of the run, and answered before or after: it is the time, and not the path. */
export const endpointIntermittent: Diagnosis = {
  code: "endpoint-intermittent",
  diagnose: (facts) =>
    findingPer(
      facts.cells.filter((cell) => outageIn(cell) !== null),
      perTarget,
      (cells) => findingOf(cells, facts),
    ),
};

function findingOf(cells: Group, facts: Facts): Finding | null {
  const { name, endpoint } = cells[0].target;
  const own = facts.all.filter((cell) => cell.target.name === name);
  const failed = own.filter((cell) => wasAttempted(cell) && outageIn(cell) !== null);
  const notAttempted = own.filter(({ observation }) => observation.notAttempted !== null).length;
  // Only an answer over the transport that failed shows that it came back.
  const transports = new Set(failed.map(({ observation }) => observation.asked?.transport));
  const answered = own.filter(
    (cell) => wasAnswered(cell) && outageIn(cell) === null && answeredOver(cell).some((one) => transports.has(one)),
  );
  const span = spanOf(failed);
  if (span === null || answered.length === 0 || !isOfTime(failed, answered)) return null;
  const { host } = new URL(endpoint);
  const after = answered.map(askedAt).filter((at) => at > Math.max(...failed.map(askedAt)));
  const backAt = after.length === 0 ? null : new Date(Math.min(...after)).toISOString();
  return {
    code: "endpoint-intermittent",
    severity: "high",
    title: "The endpoint did not answer for a part of the run",
    target: name,
    deployment: null,
    cells: idsOf(cells),
    pair: null,
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
    explanation: `The host ${host} gave no answer to ${counted(failed.length, "cell")} of different paths ${spanInWords(span)}. ${notAttempted === 0 ? "" : `It was then given up, and ${counted(notAttempted, "cell")} were not attempted. `}Outside that time it answered ${counted(answered.length, "cell")}. So the host was away, and the failures say nothing of their paths.`,
    remedy:
      "Run again to ask these cells. If it happens again, compare the times with the health of the resource and of the network.",
    ask: null,
  };
}

/** Transports over which a cell was answered: that of its first request, and that of its last. */
function answeredOver({ probe, observation }: CellFacts): ("http" | "websocket")[] {
  const first = probe.steps[0]?.websocket === undefined ? "http" : "websocket";
  return [first, ...(observation.asked === null ? [] : [observation.asked.transport])];
}

/** Whether the failures are of a time: none was answered that was asked among them, and they are not one path's alone. */
function isOfTime(failed: CellFacts[], answered: CellFacts[]): boolean {
  const times = failed.map(askedAt);
  const [first, last] = [Math.min(...times), Math.max(...times)];
  if (failed.length < FEWEST_FAILURES || answered.some((cell) => askedAt(cell) > first && askedAt(cell) < last))
    return false;
  const probes = probesOf(failed);
  return probes.length >= FEWEST_PROBES || answered.some(({ probe }) => probes.includes(probe.id));
}
