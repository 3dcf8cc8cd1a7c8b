import { formatClaim } from "../../model/claim.ts";
import { listRetirements, type Retirement, SOON_DAYS } from "../../model/retirement.ts";
import type { Facts } from "../facts.ts";
import { findOnlyDeployment } from "../group.ts";
import type { Draft, FindingRule } from "../rule.ts";
import { fill, fillTitle, joinSentences } from "../text.ts";
import { TEXT } from "./retirement-dates-differ.text.ts";

const { title, explanation, remedy } = TEXT;

/** Azure Resource Manager and a page disagree about a date that is not near. */
export const retirementDatesDiffer: FindingRule = {
  code: "retirement-dates-differ",
  text: TEXT,
  find: (facts) => {
    const { today, claims } = facts.known;
    if (today === null) return [];
    const far = listRetirements(facts.targets, claims, today).filter(({ daysLeft }) => daysLeft > SOON_DAYS);
    const byDates = new Map<string, Retirement[]>();
    for (const retirement of far) {
      const key = [retirement.model, retirement.version, ...retirement.claims.map(({ id }) => id)].join("\n");
      byDates.set(key, [...(byDates.get(key) ?? []), retirement]);
    }
    return [...byDates.values()].flatMap((alike) => draftRetirementDatesDiffer(alike, facts) ?? []);
  },
};

/** One finding for all deployments of a model about which the sources disagree in the same way. */
function draftRetirementDatesDiffer(alike: Retirement[], facts: Facts): Draft | null {
  const [first] = alike;
  const arm = first?.claims.find((claim) => claim.arm !== undefined);
  const page = first?.claims.find((claim) => claim.arm === undefined && claim.expects.on !== arm?.expects.on);
  const cells = alike.flatMap(({ target, deployment }) => facts.cellsOfDeployment(target, deployment));
  if (first === undefined || arm === undefined || page === undefined || cells.length === 0) return null;
  // A page with two dates that has the same one too does not disagree.
  if (first.claims.some((claim) => claim.arm === undefined && claim.expects.on === arm.expects.on)) return null;
  const slots = { model: first.model, arm: arm.expects.on, page: page.expects.on };
  return {
    severity: "low",
    title: fillTitle([title.dates, title.short], slots),
    deployment: findOnlyDeployment(cells),
    cells,
    component: "documentation",
    facts: {
      model: first.model,
      version: first.version,
      arm: { claim: arm.id, on: arm.expects.on, at: arm.arm?.at ?? null },
      page: { claim: page.id, on: page.expects.on, source: page.source, date: page.date },
    },
    explanation: joinSentences(
      fill(explanation.arm, { arm: formatClaim(arm) }),
      fill(explanation.page, { page: formatClaim(page) }),
    ),
    remedy: fill(remedy.earlier, { on: [arm.expects.on, page.expects.on].sort()[0] ?? "" }),
  };
}
