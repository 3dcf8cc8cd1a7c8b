import type { Finding } from "../model/finding.ts";
import { groupBy } from "../model/group-by.ts";
import { aliasOf } from "../model/host-alias.ts";
import type { Target } from "../model/target.ts";
import { differencesOf } from "../steps/factors.ts";
import { answerInWords, type CellFacts, type Diagnosis, type Facts } from "./facts.ts";
import { counted, idsOf } from "./group.ts";
import { inWords, renderedFactors } from "./nearest.ts";
import { outcomeOf } from "./place.ts";

/** One resource answers the same request differently under another of its host names (FR-027). */
export const hostAliasDiffers: Diagnosis = {
  code: "host-alias-differs",
  diagnose: (facts) => resourcesOf(facts.targets).flatMap((targets) => findingOf(targets, facts)),
};

type Difference = { a: CellFacts; b: CellFacts };

/** Targets of one resource, where it was asked under two host names or more. */
function resourcesOf(targets: Target[]): Target[][] {
  const groups = new Map<string, Target[]>();
  for (const target of targets) {
    const host = aliasOf(new URL(target.endpoint).hostname);
    if (host !== null) groups.set(host.resource, [...(groups.get(host.resource) ?? []), target]);
  }
  return [...groups.values()].filter((group) => new Set(group.map(hostOf)).size > 1);
}

function findingOf(targets: Target[], facts: Facts): Finding[] {
  const differences = differencesBetween(targets, facts);
  const first = differences.find(oneWorks) ?? differences[0];
  if (first === undefined) return [];
  const [failing, passing] = first.a.verdict.verdict === "supported" ? [first.b, first.a] : [first.a, first.b];
  const works = oneWorks(first);
  return [
    {
      code: "host-alias-differs",
      severity: works ? "medium" : "low",
      title: `${hostOf(failing.target)} and ${hostOf(passing.target)} are one resource and answer ${counted(differences.length, "request")} differently`,
      target: null,
      deployment: null,
      cells: idsOf(differences.flatMap(({ a, b }) => [a, b])),
      pair: {
        failing: failing.id,
        passing: passing.id,
        difference: inWords(differencesOf(renderedFactors(failing), renderedFactors(passing))),
      },
      component: "gateway-routing",
      facts: {
        hosts: [...new Set(targets.map(hostOf))],
        differences: differences.map(({ a, b }) => ({
          probe: a.probe.id,
          deployment: a.observation.cell.deployment,
          [hostOf(a.target)]: outcomeOf(a),
          [hostOf(b.target)]: outcomeOf(b),
        })),
      },
      explanation: `The same request (${failing.probe.id}) ends with ${answerInWords(failing)} on ${hostOf(failing.target)} and ${works ? "with a result" : `with ${answerInWords(passing)}`} on ${hostOf(passing.target)}, another name of the same resource: it is not the deployment, the model or the region.`,
      remedy: works ? `Use ${hostOf(passing.target)}.` : "Use the host name that the documentation of the path gives.",
      ask: "Serve the same paths under every host name of the resource, or document which name serves what.",
    },
  ];
}

/** Here deployments may be matched by name: it is one resource. */
function differencesBetween(targets: Target[], facts: Facts): Difference[] {
  const names = new Set(targets.map(({ name }) => name));
  const cells = facts.cells.filter((cell) => names.has(cell.target.name) && !asksAnotherHost(cell));
  const alike = groupBy(cells, questionOf);
  return cells.flatMap((a) => {
    const [, ...later] = alike.get(questionOf(a)) ?? [];
    // Cells come in their order: what is left of a group stands after this one.
    alike.set(questionOf(a), later);
    return later.filter((b) => hostOf(a.target) !== hostOf(b.target) && isContrary(a, b)).map((b) => ({ a, b }));
  });
}

function asksAnotherHost({ probe }: CellFacts): boolean {
  return probe.steps.some(({ host }) => host !== undefined);
}

function questionOf({ observation: { cell } }: CellFacts): string {
  return JSON.stringify([cell.probe, cell.deployment, cell.companion, Object.entries(cell.variant).sort()]);
}

function isContrary(a: CellFacts, b: CellFacts): boolean {
  const [one, other] = [outcomeOf(a), outcomeOf(b)];
  return one !== null && other !== null && one !== other;
}

function oneWorks({ a, b }: Difference): boolean {
  return a.verdict.verdict === "supported" || b.verdict.verdict === "supported";
}

function hostOf(target: Target): string {
  return new URL(target.endpoint).hostname;
}
