import { isUniform } from "../../judge/index.ts";
import { isLikeMissing, listKnownElsewhere } from "../existence.ts";
import { type CellFacts, type Facts, formatAnswer } from "../facts.ts";
import { draftPerGroup, findOnlyDeployment, formatList, type Group, listDeployments, listProbes } from "../group.ts";
import { findNearest } from "../nearest.ts";
import { formatRoute, formatShortRoute, getRoute, keyByRoute } from "../route.ts";
import type { Draft, FindingRule } from "../rule.ts";
import { fill, fillTitle, joinSentences } from "../text.ts";
import { TEXT } from "./missing-and-unsupported-look-alike.text.ts";

const { title, explanation, remedy, ask } = TEXT;

/** A path returns the same error for a deployment as for a nonexistent one. */
export const missingAndUnsupportedLookAlike: FindingRule = {
  code: "missing-and-unsupported-look-alike",
  text: TEXT,
  find: (facts) =>
    draftPerGroup(
      facts.cells.filter((cell) => hasErrorOfMissing(cell, facts)),
      keyByRoute,
      (cells) => draftLookAlike(cells, facts),
    ),
};

function hasErrorOfMissing(cell: CellFacts, facts: Facts): boolean {
  const { cause } = cell.verdict;
  if (isAnswerOfCompanion(cell, facts)) return false;
  if (cause === "control.look-alike") return true;
  // If every request gets this response, the path is not the cause.
  if (isUniform(cell.observation, facts.around(cell))) return false;
  return cause === "inconclusive.unrecognised" && cell.observation.deploymentNamed && isLikeMissing(cell, facts);
}

/** A refusal of the companion refuses every request that uses it, so it says nothing about this deployment. */
function isAnswerOfCompanion(cell: CellFacts, facts: Facts): boolean {
  const { companion } = cell.observation.cell;
  if (companion === null) return false;
  const answer = formatAnswer(cell);
  return facts.cellsOfDeployment(cell.target.name, companion).some((other) => formatAnswer(other) === answer);
}

function draftLookAlike(cells: Group, facts: Facts): Draft {
  const [first] = cells;
  const route = getRoute(first);
  const known = listDeployments(cells.filter((cell) => listKnownElsewhere(cell, facts).length > 0));
  const isKnown = new Set(known);
  const unknown = listDeployments(cells).filter((name) => !isKnown.has(name));
  return {
    severity: unknown.length === 0 ? "information" : "low",
    title: fillTitle([title.path, title.onePath], { path: formatShortRoute(route) }),
    deployment: findOnlyDeployment(cells),
    cells: [...cells, facts.missingDeployment(first)],
    pair: findNearest(first, facts),
    component: "gateway-routing",
    facts: {
      path: formatRoute(route),
      answer: formatAnswer(first),
      probes: listProbes(cells),
      control: facts.missingDeployment(first)?.id ?? null,
      knownElsewhere: known,
      notKnownElsewhere: unknown,
    },
    explanation: joinSentences(
      fill(explanation.alike, { answer: formatAnswer(first), deployments: formatList(listDeployments(cells)) }),
      known.length === 0 ? null : fill(explanation.known, { known: formatList(known) }),
    ),
    remedy: remedy.compare,
    ask: ask.code,
  };
}
