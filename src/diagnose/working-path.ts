import { SURFACES } from "../model/probe.ts";
import { type CellFacts, type Diagnosis, perDeployment, works } from "./facts.ts";
import { findingPer, idsOf, listed, probesOf } from "./group.ts";
import { isOwnRole } from "./purpose.ts";
import { requestInWords } from "./route.ts";

/** The path that does what this deployment is for, proven in this run. */
export const workingPath: Diagnosis = {
  code: "working-path",
  diagnose: (facts) =>
    findingPer(
      facts.cells.filter((cell) => works(cell) && isOwnRole(cell, facts)),
      (cell) => `${perDeployment(cell)}\n${cell.observation.probeRole}`,
      ([first, ...more]) => {
        const cells = [first, ...more];
        const { target, deployment } = first.observation.cell;
        const role = first.observation.probeRole;
        const simplest = simplestOf(cells) ?? first;
        const probes = probesOf(cells);
        return {
          code: "working-path",
          severity: "information",
          title: `${deployment} does ${role} by ${listed(probes, 6)}`,
          target,
          deployment,
          cells: idsOf(cells),
          pair: null,
          component: "unknown",
          facts: { role, probes, simplest: simplest.probe.id, seenAt: first.observation.last?.startedAt ?? null },
          explanation: `A real result came back by ${probes.length === 1 ? "this path" : `${probes.length} paths`} in this run; it says what was seen at that time, not what is supported.`,
          remedy: `Use ${simplest.probe.id}: ${requestInWords(simplest)}.`,
          ask: null,
        };
      },
    ),
};

/** The one to name first: GA before preview, no companion, and the fewest steps. */
function simplestOf(cells: CellFacts[]): CellFacts | undefined {
  const weight = ({ probe }: CellFacts) =>
    SURFACES.indexOf(probe.surface) * 100 + (probe.companion === undefined ? 0 : 20) + requests(probe.steps) * 5;
  return [...cells].sort((a, b) => weight(a) - weight(b))[0];
}

function requests(steps: CellFacts["probe"]["steps"]): number {
  return steps.filter((step) => step.post !== undefined || step.websocket !== undefined || step.get !== undefined)
    .length;
}
