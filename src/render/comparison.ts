import type { Report, Result } from "../model/report.ts";
import { VERDICTS } from "../model/verdict.ts";

/** One question put to the same model on several targets. */
export interface ComparedRow {
  /** Probe and variant: `preview-realtime@2025-04-01-preview`. */
  label: string;
  /** One a target, in the comparison's order; null where it was not asked there. */
  cells: (Result | null)[];
}

/** One model of one version on several targets: what is the same on all of them, what differs, what is not known. */
export interface Comparison {
  /** `gpt-realtime-whisper 2026-05-06`. */
  model: string;
  targets: string[];
  same: ComparedRow[];
  differing: ComparedRow[];
  /** Rows in which a target brought no evidence, and the others agree or brought none either. */
  open: ComparedRow[];
}

/** Models that several targets hold, each compared by model and version, never by the deployment's name. */
export function comparisonsOf(report: Report): Comparison[] {
  const holders = new Map<string, Map<string, string>>();
  for (const { name: target, deployments } of report.targets) {
    for (const { name, model, version } of deployments) {
      if (model === null) continue;
      const key = version === null ? model : `${model} ${version}`;
      const of = holders.get(key) ?? new Map<string, string>();
      if (!of.has(target)) holders.set(key, of.set(target, name));
    }
  }
  return [...holders].flatMap(([model, of]) => (of.size < 2 ? [] : [compared(report, model, of)]));
}

function compared(report: Report, model: string, holders: Map<string, string>): Comparison {
  const targets = [...holders.keys()];
  const own = report.results.filter(
    ({ cell }) => cell.control === null && cell.deployment !== null && holders.get(cell.target) === cell.deployment,
  );
  const labels = [...new Set(own.map(labelOf))];
  const rows = labels.map((label): ComparedRow => {
    const of = own.filter((result) => labelOf(result) === label);
    return { label, cells: targets.map((target) => of.find(({ cell }) => cell.target === target) ?? null) };
  });
  const kinds = rows.map((row) => [row, kindOf(row)] as const);
  const pick = (kind: Kind) => kinds.flatMap(([row, k]) => (k === kind ? [row] : []));
  return { model, targets, same: pick("same"), differing: pick("differing"), open: pick("open") };
}

type Kind = "same" | "differing" | "open";

/** Outcomes are compared where there is evidence: silence on one target says nothing of its region. */
function kindOf({ cells }: ComparedRow): Kind {
  const told = cells.filter((cell) => cell !== null && VERDICTS[cell.verdict] !== "no-evidence" && !cell.unstable);
  const outcomes = new Set(told.map((cell) => `${cell?.verdict} ${cell?.status}`));
  if (outcomes.size > 1) return "differing";
  return told.length === cells.length ? "same" : "open";
}

function labelOf({ cell }: Result): string {
  const { apiVersion, auth, redirectCredential } = cell.variant;
  const parts = [apiVersion, auth === "key" ? null : auth, redirectCredential === "clean" ? null : redirectCredential];
  return cell.probe + parts.map((part) => (part === null ? "" : `@${part}`)).join("");
}
