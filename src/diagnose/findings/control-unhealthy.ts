import type { ControlKind } from "../../model/cell.ts";
import { type CellFacts, type Facts, formatAnswer } from "../facts.ts";
import { formatCount, formatList, listProbes } from "../group.ts";
import { formatRoute, getRoute } from "../route.ts";
import type { Draft, FindingRule } from "../rule.ts";
import { fill, joinSentences } from "../text.ts";
import { TEXT } from "./control-unhealthy.text.ts";

const { title, explanation, remedy } = TEXT;

/** Claims about a target or a probe are withheld because a control did not respond as it should. */
export const controlUnhealthy: FindingRule = {
  code: "control-unhealthy",
  text: TEXT,
  find: (facts) =>
    facts.targets.flatMap(({ name }) =>
      [draftNoCredential, draftMissingPath, draftMissingDeployment, draftNoAnswer].flatMap(
        (draft) => draft(name, facts) ?? [],
      ),
    ),
};

function draftNoCredential(target: string, facts: Facts): Draft | null {
  const controls = listSucceeding(target, facts, "no-credential");
  const [first] = controls;
  if (first === undefined) return null;
  return {
    severity: "medium",
    title: title.noCredential,
    ...describeControls("no-credential", controls, []),
    explanation: fill(explanation.noCredential, { request: formatRoute(getRoute(first)) }),
    remedy: remedy.noCredential,
  };
}

function draftMissingPath(target: string, facts: Facts): Draft | null {
  const controls = listSucceeding(target, facts, "missing-path");
  if (controls.length === 0) return null;
  return {
    severity: "high",
    title: title.missingPath,
    ...describeControls("missing-path", controls, listWithheld(target, facts, "control.missing-path-succeeds")),
    explanation: explanation.missingPath,
    remedy: remedy.missingPath,
  };
}

function draftMissingDeployment(target: string, facts: Facts): Draft | null {
  const controls = listSucceeding(target, facts, "missing-deployment");
  if (controls.length === 0) return null;
  return {
    severity: "medium",
    title: title.missingDeployment,
    ...describeControls(
      "missing-deployment-succeeds",
      controls,
      listWithheld(target, facts, "control.missing-deployment-succeeds"),
    ),
    explanation: fill(explanation.missingDeployment, { probes: formatList(listProbes(controls)) }),
    remedy: remedy.missingDeployment,
  };
}

function draftNoAnswer(target: string, facts: Facts): Draft | null {
  const withheld = listWithheld(target, facts, "control.unhealthy");
  const [first] = withheld;
  if (first === undefined) return null;
  const controls = [...new Set(withheld.flatMap((cell) => facts.missingDeployment(cell) ?? []))];
  return {
    severity: "low",
    title: title.noAnswer,
    ...describeControls("missing-deployment-unanswered", controls, withheld),
    explanation: joinSentences(
      fill(explanation.refused, { cells: formatCount(withheld.length, "cell"), answer: formatAnswer(first) }),
      controls.length === 0
        ? explanation.notRequested
        : fill(explanation.noAnswer, { answers: formatList([...new Set(controls.map(formatAnswer))], 3) }),
      explanation.withheld,
    ),
    remedy: remedy.noAnswer,
  };
}

function describeControls(
  control: string,
  controls: CellFacts[],
  withheld: CellFacts[],
): Pick<Draft, "cells" | "component" | "facts"> {
  return {
    cells: [...controls, ...withheld],
    component: "unknown",
    facts: {
      control,
      probes: listProbes(controls),
      answers: [...new Set(controls.map(formatAnswer))],
      withheld: withheld.length,
    },
  };
}

function listSucceeding(target: string, facts: Facts, kind: ControlKind): CellFacts[] {
  return facts
    .controlsOf(target)
    .filter(({ observation: { cell, last } }) => cell.control === kind && last?.completed === true);
}

function listWithheld(target: string, facts: Facts, cause: CellFacts["verdict"]["cause"]): CellFacts[] {
  return facts.cellsOf(target).filter((cell) => cell.verdict.cause === cause);
}
