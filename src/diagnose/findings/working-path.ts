import { SURFACES } from "../../model/probe.ts";
import { type CellFacts, type Facts, hasResult, keyByDeployment } from "../facts.ts";
import { draftPerGroup, formatCount, formatList, type Group, listProbes } from "../group.ts";
import { isOwnRole } from "../purpose.ts";
import { formatRequest } from "../route.ts";
import type { Draft, FindingRule } from "../rule.ts";
import { fill, fillTitle } from "../text.ts";
import { TEXT } from "./working-path.text.ts";

const { title, explanation, remedy } = TEXT;

/** A path that returned a result in the deployment's role in this run. */
export const workingPath: FindingRule = {
  code: "working-path",
  text: TEXT,
  find: (facts: Facts) =>
    draftPerGroup(
      facts.cells.filter((cell) => hasResult(cell) && isOwnRole(cell, facts)),
      (cell) => `${keyByDeployment(cell)}\n${cell.observation.probeRole}`,
      draftWorkingPath,
    ),
};

function draftWorkingPath(cells: Group): Draft {
  const [first] = cells;
  const { deployment } = first.observation.cell;
  const role = first.observation.probeRole;
  const simplest = findSimplest(cells);
  const probes = listProbes(cells);
  const count = formatCount(probes.length, "probe");
  return {
    severity: "information",
    title: titleOf(role, { deployment: deployment ?? "No deployment", probes: formatList(probes, 6), count }, simplest),
    deployment,
    cells,
    component: "unknown",
    facts: { role, probes, simplest: simplest.probe.id, seenAt: first.observation.last?.startedAt ?? null },
    explanation: fill(explanation.seen, { count }),
    remedy: fill(remedy.use, { simplest: simplest.probe.id, request: formatRequest(simplest) }),
  };
}

/** The role `other` says nothing, so a title does not name it. */
function titleOf(
  role: string,
  words: { deployment: string; probes: string; count: string },
  simplest: CellFacts,
): Draft["title"] {
  if (role === "other") return fillTitle([title.other, title.otherCount], words);
  return fillTitle([title.probes, title.example, title.count], { ...words, role, simplest: simplest.probe.id });
}

/** The probe to recommend: GA before preview, then without a companion, then with the fewest requests. */
function findSimplest(cells: Group): CellFacts {
  const weight = ({ probe }: CellFacts) =>
    SURFACES.indexOf(probe.surface) * 100 + (probe.companion === undefined ? 0 : 20) + countRequests(probe.steps) * 5;
  return [...cells].sort((a, b) => weight(a) - weight(b))[0] ?? cells[0];
}

function countRequests(steps: CellFacts["probe"]["steps"]): number {
  return steps.filter((step) => step.post !== undefined || step.websocket !== undefined || step.get !== undefined)
    .length;
}
