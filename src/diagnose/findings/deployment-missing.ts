import { isDistinctFromMissing, isLikeMissing, isProofOfExistence } from "../existence.ts";
import { type CellFacts, type Facts, formatAnswer, keyByDeployment } from "../facts.ts";
import { draftPerGroup, formatCount, type Group, listProbes } from "../group.ts";
import { findNearest } from "../nearest.ts";
import { getRouteKey, hasPassedRoute } from "../route.ts";
import type { Draft, FindingRule } from "../rule.ts";
import { fill, fillTitle, joinSentences } from "../text.ts";
import { TEXT } from "./deployment-missing.text.ts";

const { title, explanation, remedy } = TEXT;

/** For each path that responds in another way, this number of paths must report the deployment as missing. */
const NEARLY_ALL = 4;

/** A configured deployment gets the same responses as a nonexistent one, and works on no path. */
export const deploymentMissing: FindingRule = {
  code: "deployment-missing",
  text: TEXT,
  find: (facts, superseded) =>
    draftPerGroup(
      facts.cells.filter((cell) => cell.observation.cell.deployment !== null && !superseded.has(cell)),
      keyByDeployment,
      (cells) => draftDeploymentMissing(cells, facts),
    ),
};

function draftDeploymentMissing(cells: Group, facts: Facts): Draft | null {
  const missing = cells.filter((cell) => cell.verdict.verdict === "not-deployed" && isLikeMissing(cell, facts));
  const otherwise = cells.filter((cell) => isOtherwiseAnswered(cell, facts));
  const [first] = missing;
  const isOutweighed = missing.length < otherwise.length * NEARLY_ALL;
  if (first === undefined || cells.some(isProofOfExistence) || isOutweighed) return null;
  if (otherwise.length > 0 && isOneRouteOnly(missing, facts)) return null;
  const { target, deployment } = first.observation.cell;
  const anotherIsKnown = facts.cellsOf(target).some(isProofOfExistence);
  const probes = listProbes(missing);
  return {
    severity: "high",
    title: fillTitle([title.deployment], { deployment: deployment ?? "" }),
    deployment,
    cells: [...missing, facts.missingDeployment(first)],
    pair: findNearest(first, facts, (cell) => cell.probe.id === first.probe.id && isProofOfExistence(cell)),
    component: "customer-request",
    facts: {
      answer: formatAnswer(first),
      control: facts.missingDeployment(first)?.id ?? null,
      probes,
      answeredOtherwise: listProbes(otherwise),
      anotherDeploymentIsKnown: anotherIsKnown,
    },
    explanation: joinSentences(
      fill(explanation.answer, { paths: formatCount(probes.length, "path"), answer: formatAnswer(first) }),
      anotherIsKnown ? null : explanation.noneKnown,
    ),
    remedy: remedy.compare,
  };
}

/** A response other than the one for a missing deployment shows that the deployment may exist. */
function isOtherwiseAnswered(cell: CellFacts, facts: Facts): boolean {
  if (cell.probe.names === "model") return false;
  const { verdict } = cell.verdict;
  const isEvidence = ["supported", "partial", "unsupported", "not-deployed", "no-route", "rejected-request"].includes(
    verdict,
  );
  return isEvidence && isDistinctFromMissing(cell, facts);
}

/** A single route may not find a deployment that exists (FR-015), unless the route finds another deployment. */
function isOneRouteOnly(missing: CellFacts[], facts: Facts): boolean {
  const [key, ...others] = new Set(missing.map((cell) => getRouteKey(cell)));
  if (key === undefined || others.length > 0) return false;
  const [first] = missing;
  if (first === undefined) return true;
  return !facts
    .cellsOf(first.target.name)
    .some(
      (cell) =>
        cell.probe.id === first.probe.id &&
        (cell.verdict.verdict === "supported" ||
          (cell.verdict.verdict !== "not-deployed" && hasPassedRoute(cell, key))),
    );
}
