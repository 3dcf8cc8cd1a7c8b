import { type Finding, SEVERITIES } from "../model/finding.ts";
import { isGood } from "../model/outcome.ts";
import type { CellFacts, Facts } from "./facts.ts";
import * as findings from "./findings/index.ts";
import { listIds } from "./group.ts";
import type { Draft, FindingRule } from "./rule.ts";

export { compareClaims } from "./claims.ts";
export { indexFacts } from "./facts.ts";

/** Every finding that the tool knows, in alphabetical order of the codes. */
export const FINDING_RULES: FindingRule[] = Object.values(findings).sort((a, b) => a.code.localeCompare(b.code, "en"));

/** Finds what several cells show together, sorted by severity, code and target. Pure. */
export function diagnose(facts: Facts): Finding[] {
  const superseded = new Map<string, Set<CellFacts>>();
  const found = IN_ORDER.flatMap((rule) => {
    const drafts = rule.find(facts, superseded.get(rule.code) ?? new Set());
    for (const code of drafts.length === 0 ? [] : (rule.supersedes ?? [])) {
      const cells = drafts.flatMap((draft) =>
        draft.cells.flatMap((cell) => (cell === null || isPassing(cell) ? [] : cell)),
      );
      superseded.set(code, new Set([...(superseded.get(code) ?? []), ...cells]));
    }
    return drafts.map((draft) => complete(rule.code, draft));
  });
  return found.sort(
    (a, b) =>
      SEVERITIES.indexOf(a.severity) - SEVERITIES.indexOf(b.severity) ||
      a.code.localeCompare(b.code, "en") ||
      (a.target ?? "").localeCompare(b.target ?? "", "en"),
  );
}

/** Puts each rule after all rules that supersede it. A circle would never end, and a test would show it. */
function sortBySuperseding(rules: FindingRule[]): FindingRule[] {
  const depth = (code: string): number => {
    const above = rules.filter(({ supersedes }) => supersedes?.includes(code) === true);
    return Math.max(0, ...above.map((rule) => 1 + depth(rule.code)));
  };
  const depths = new Map(rules.map(({ code }) => [code, depth(code)]));
  return [...rules].sort((a, b) => (depths.get(a.code) ?? 0) - (depths.get(b.code) ?? 0));
}

const IN_ORDER = sortBySuperseding(FINDING_RULES);

/** The target is null if the cells belong to several. */
function complete(code: string, draft: Draft): Finding {
  const cells = draft.cells.flatMap((cell) => cell ?? []);
  const [target = null, ...others] = new Set(cells.map((cell) => cell.target.name));
  return {
    code,
    severity: draft.severity,
    title: draft.title,
    target: others.length === 0 ? target : null,
    deployment: draft.deployment ?? null,
    cells: listIds(cells),
    failing: listIds(cells.filter((cell) => !isPassing(cell))),
    passing: listIds(cells.filter(isPassing)),
    pair: draft.pair ?? null,
    component: draft.component,
    facts: draft.facts,
    explanation: draft.explanation,
    remedy: draft.remedy,
    ask: draft.ask ?? null,
  };
}

function isPassing({ verdict }: CellFacts): boolean {
  return isGood(verdict);
}
