import { type Diagnosis, grouped, perDeployment, works } from "./facts.ts";

/** The path that does what this deployment is for, proven in this run. */
export const workingPath: Diagnosis = {
  code: "working-path",
  diagnose: (facts) => {
    const proven = facts.cells.filter(
      (cell) => works(cell) && cell.observation.cell.role === cell.observation.probeRole,
    );
    return grouped(proven, perDeployment).flatMap((cells) => {
      const first = cells[0];
      if (first === undefined) return [];
      const { target, deployment, role } = first.observation.cell;
      const probes = cells.map((cell) => cell.probe.id);
      return {
        code: "working-path",
        severity: "information",
        title: `${deployment} does ${role} by ${probes.join(", ")}`,
        target,
        deployment,
        cells: cells.map((cell) => cell.id),
        pair: null,
        component: "unknown",
        facts: { role, probes, seenAt: first.observation.last?.startedAt ?? null },
        explanation: `A real result came back by ${probes.length === 1 ? "this path" : `${probes.length} paths`} in this run; it says what was seen at that time, not what is supported.`,
        remedy: `Use ${probes[0]}.`,
        ask: null,
      };
    });
  },
};
