import { groupBy } from "../../model/group-by.ts";
import { aliasOf } from "../../model/host-alias.ts";
import type { Target } from "../../model/target.ts";
import { differencesOf } from "../../steps/factors.ts";
import { type CellFacts, type Facts, formatAnswer, hasResult } from "../facts.ts";
import { formatCount, formatList } from "../group.ts";
import { formatDifferences, renderFactors } from "../nearest.ts";
import { explainNoEvidence, getOutcome } from "../place.ts";
import type { Draft, FindingRule } from "../rule.ts";
import { fill, fillTitle, joinSentences } from "../text.ts";
import { TEXT } from "./host-alias-differs.text.ts";

const { title, explanation, remedy, ask } = TEXT;

const REQUESTS_SHOWN = 8;

/** One resource responds differently to the same request under another of its host names (FR-027). */
export const hostAliasDiffers: FindingRule = {
  code: "host-alias-differs",
  text: TEXT,
  find: (facts) => groupByResource(facts.targets).flatMap((targets) => draftHostAliasDiffers(targets, facts)),
};

type Difference = { a: CellFacts; b: CellFacts };

/** Targets of one resource, for resources with at least two host names in the run. */
function groupByResource(targets: Target[]): Target[][] {
  const groups = new Map<string, Target[]>();
  for (const target of targets) {
    const host = aliasOf(new URL(target.endpoint).hostname);
    if (host !== null) groups.set(host.resource, [...(groups.get(host.resource) ?? []), target]);
  }
  return [...groups.values()].filter((group) => new Set(group.map(getHost)).size > 1);
}

function draftHostAliasDiffers(targets: Target[], facts: Facts): Draft[] {
  const differences = listDifferences(targets, facts);
  const first = differences.find(hasOneResult) ?? differences[0];
  if (first === undefined) return [];
  const silent = listSilent(targets, facts);
  const [failing, passing] = hasResult(first.a) ? [first.b, first.a] : [first.a, first.b];
  const isPassing = hasOneResult(first);
  const slots = {
    probe: failing.probe.id,
    answer: formatAnswer(failing),
    failing: getHost(failing.target),
    passing: getHost(passing.target),
    other: formatAnswer(passing),
  };
  return [
    {
      severity: isPassing ? "medium" : "low",
      title: fillTitle([title.hosts], { requests: formatCount(differences.length, "request") }),
      cells: differences.flatMap(({ a, b }) => [a, b]),
      pair: {
        failing: failing.id,
        passing: passing.id,
        difference: formatDifferences(differencesOf(renderFactors(failing), renderFactors(passing))),
      },
      component: "gateway-routing",
      facts: {
        hosts: [...new Set(targets.map(getHost))],
        differences: differences.map(({ a, b }) => ({
          probe: a.probe.id,
          deployment: a.observation.cell.deployment,
          [getHost(a.target)]: getOutcome(a),
          [getHost(b.target)]: getOutcome(b),
        })),
        noEvidence: silent,
      },
      explanation: joinSentences(
        fill(isPassing ? explanation.result : explanation.answers, slots),
        explanation.conclusion,
        silent.length === 0
          ? null
          : fill(explanation.noEvidence, { requests: formatList(silent.map(formatSilent), REQUESTS_SHOWN) }),
      ),
      remedy: isPassing ? fill(remedy.use, { passing: slots.passing }) : remedy.documented,
      ask: ask.serve,
    },
  ];
}

/** A request for which a host name gave no evidence. */
type Silent = { probe: string; deployment: string | null; host: string; why: string };

function listSilent(targets: Target[], facts: Facts): Silent[] {
  const ordinary = targets.flatMap(({ name }) =>
    facts.allOf(name).filter((cell) => cell.observation.cell.control === null && !hasAnotherHost(cell)),
  );
  const sent = new Set(ordinary.filter(({ verdict }) => verdict.verdict !== "skipped").map(formatRequestKey));
  return ordinary.flatMap((cell) => {
    const why = explainNoEvidence(cell);
    const { probe, deployment } = cell.observation.cell;
    return why === null || !sent.has(formatRequestKey(cell))
      ? []
      : [{ probe, deployment, host: getHost(cell.target), why }];
  });
}

function formatSilent({ probe, deployment, host, why }: Silent): string {
  return `${deployment === null ? "" : `${deployment}/`}${probe} (${host}: ${why})`;
}

/** Deployments are matched by name, because the targets are one resource. */
function listDifferences(targets: Target[], facts: Facts): Difference[] {
  const names = new Set(targets.map(({ name }) => name));
  const cells = facts.cells.filter((cell) => names.has(cell.target.name) && !hasAnotherHost(cell));
  const alike = groupBy(cells, formatRequestKey);
  return cells.flatMap((a) => {
    const [, ...later] = alike.get(formatRequestKey(a)) ?? [];
    // The cells are in order, so the rest of a group follows this cell.
    alike.set(formatRequestKey(a), later);
    return later.filter((b) => getHost(a.target) !== getHost(b.target) && isContrary(a, b)).map((b) => ({ a, b }));
  });
}

function hasAnotherHost({ probe }: CellFacts): boolean {
  return probe.steps.some(({ host }) => host !== undefined);
}

function formatRequestKey({ observation: { cell } }: CellFacts): string {
  return JSON.stringify([cell.probe, cell.deployment, cell.companion, Object.entries(cell.variant).sort()]);
}

function isContrary(a: CellFacts, b: CellFacts): boolean {
  const [one, other] = [getOutcome(a), getOutcome(b)];
  // A probe that can prove no more is no other outcome than a result.
  const isOpen = [a, b].some(({ verdict }) => verdict.cause === "result.unprovable");
  return one !== null && other !== null && one !== other && !(isOpen && hasOneResult({ a, b }));
}

function hasOneResult({ a, b }: Difference): boolean {
  return hasResult(a) || hasResult(b);
}

function getHost(target: Target): string {
  return new URL(target.endpoint).hostname;
}
