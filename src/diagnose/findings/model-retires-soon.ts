import { formatClaim } from "../../model/claim.ts";
import { listRetirements, type Retirement, SOON_DAYS } from "../../model/retirement.ts";
import { isFound, isRetired } from "../existence.ts";
import { type Facts, hasResult } from "../facts.ts";
import { formatCount, formatList } from "../group.ts";
import type { Draft, FindingRule } from "../rule.ts";
import { fill, fillTitle, joinSentences } from "../text.ts";
import { TEXT } from "./model-retires-soon.text.ts";

const { title, explanation, remedy } = TEXT;

/** Days before the date from which the finding is of high or medium severity. */
const HIGH_DAYS = 30;
const MEDIUM_DAYS = 90;

/** A source states a near retirement date for the model of a deployment that the service still finds. */
export const modelRetiresSoon: FindingRule = {
  code: "model-retires-soon",
  text: TEXT,
  find: ({ known: { today, claims }, ...facts }) =>
    today === null
      ? []
      : listRetirements(facts.targets, claims, today)
          .filter(({ daysLeft }) => daysLeft <= SOON_DAYS)
          .flatMap((retirement) => draftModelRetiresSoon(retirement, facts.cellsOfDeployment) ?? []),
};

function draftModelRetiresSoon(retirement: Retirement, cellsOf: Facts["cellsOfDeployment"]): Draft | null {
  const { model, on, daysLeft, version, replacement, claims, isModelGuessed } = retirement;
  const cells = cellsOf(retirement.target, retirement.deployment);
  if (cells.some(isRetired)) return null;
  const working = cells.filter(hasResult);
  const found = working.length > 0 ? working : cells.filter(isFound);
  if (found.length === 0) return null;
  const isPassed = daysLeft < 0;
  const slots = { model, on, days: formatCount(Math.abs(daysLeft), "day") };
  const dates = formatList(claims.map(formatDate), claims.length);
  const isUnknownVersion = version === null && new Set(claims.map(({ expects }) => expects.version)).size > 1;
  const differ = new Set(claims.map(({ expects }) => expects.on)).size > 1;
  const chosen = claims.find(({ expects }) => expects.on === on);
  return {
    severity: daysLeft <= HIGH_DAYS ? "high" : daysLeft <= MEDIUM_DAYS ? "medium" : "low",
    title: fillTitle([isPassed ? title.passed : title.soon, title.short], slots),
    deployment: retirement.deployment,
    cells: found,
    component: "model-catalogue",
    facts: {
      model,
      version,
      on,
      daysLeft,
      replacement,
      sources: claims.map(({ id, source, date, expects }) => ({
        claim: id,
        on: expects.on,
        version: expects.version ?? null,
        source,
        date,
      })),
    },
    explanation: joinSentences(
      chosen === undefined ? null : fill(explanation.source, { source: formatClaim(chosen) }),
      isUnknownVersion ? fill(explanation.versions, { dates }) : null,
      differ && !isUnknownVersion ? fill(explanation.disagree, { dates }) : null,
      isModelGuessed ? explanation.guessed : null,
    ),
    remedy: isPassed
      ? remedy.passed
      : replacement === null
        ? fill(remedy.choose, { on })
        : fill(remedy.replacement, { replacement, on }),
  };
}

/** `2026-12-15 (CL-42b, version 2025-12-15)`. */
function formatDate({ id, expects }: Retirement["claims"][number]): string {
  return `${expects.on} (${id}${expects.version === undefined ? "" : `, version ${expects.version}`})`;
}

/** Another finding says that the service no longer serves the model. */
