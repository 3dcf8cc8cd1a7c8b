import { isInFamily } from "../../model/model-name.ts";
import { nearestName } from "../../model/nearest-name.ts";
import { findDeployment } from "../../model/target.ts";
import { isFound } from "../existence.ts";
import { type Facts, formatAnswer, keyByDeployment } from "../facts.ts";
import { draftPerGroup, type Group } from "../group.ts";
import type { Draft, FindingRule } from "../rule.ts";
import { fill, fillTitle, joinSentences } from "../text.ts";
import { TEXT } from "./model-name-unknown.text.ts";

const { title, explanation, remedy } = TEXT;

/**
 * The service does not find a name that resembles a known model: a typo, or a model that does not exist (FR-004). A
 * deployment may have any name, so the name alone proves nothing.
 */
export const modelNameUnknown: FindingRule = {
  code: "model-name-unknown",
  text: TEXT,
  find: (facts) =>
    draftPerGroup(
      facts.cells.filter((cell) => cell.observation.cell.deployment !== null),
      keyByDeployment,
      (cells) => draftModelNameUnknown(cells, facts),
    ),
};

function draftModelNameUnknown(cells: Group, facts: Facts): Draft | null {
  const [first] = cells;
  const { deployment } = first.observation.cell;
  const known = findDeployment(first.target, deployment);
  // A model that ARM lists or a response names exists, even if this tool does not know it.
  if (deployment === null || known?.source === "arm" || known?.source === "response") return null;
  const name = known?.model ?? deployment;
  const nearest = findMeant(name, facts.known);
  const missing = cells.filter(({ verdict }) => verdict.verdict === "not-deployed");
  if (nearest === null || missing.length === 0 || cells.some(isFound)) return null;
  const answer = formatAnswer(missing[0] ?? first);
  return {
    severity: "medium",
    title: fillTitle([title.nearest, title.short], { name, nearest }),
    deployment,
    cells: missing,
    component: "customer-request",
    facts: { name, nearest, answer },
    explanation: joinSentences(
      fill(explanation.unknown, { name }),
      fill(explanation.answer, { answer }),
      fill(explanation.nearest, { nearest }),
    ),
    remedy: fill(remedy.check, { nearest }),
  };
}

/** The model that a wrong name means, or null if the name can be that of a model or resembles none. */
function findMeant(name: string, { models, modelNames: { families, wrong } }: Facts["known"]): string | null {
  const stated = Object.entries(wrong).find(([one]) => isInFamily(name, one));
  if (stated !== undefined) return stated[1];
  return isOnRecord(name, models, families) ? null : nearestName(name, models);
}

/** A name in a family of models, or a known name, also with a version or date as suffix. */
function isOnRecord(name: string, models: string[], families: string[]): boolean {
  if (families.some((family) => isInFamily(name, family))) return true;
  const wanted = name.toLowerCase();
  return models.some(
    (model) =>
      wanted === model ||
      getFamily(wanted) === getFamily(model) ||
      /^-(\d{4}|v?\d+|preview)/.test(cutPrefix(wanted, model)),
  );
}

/** A name without its numbers. A version that is newer than the list is no typing error. */
function getFamily(name: string): string {
  return name.toLowerCase().replace(/\d+(\.\d+)*/g, "#");
}

function cutPrefix(name: string, model: string): string {
  return name.startsWith(model) ? name.slice(model.length) : "";
}
