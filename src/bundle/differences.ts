import { isDeepStrictEqual } from "node:util";
import type { Finding } from "../model/finding.ts";
import type { Report, Result } from "../model/report.ts";

/** Fields of a result other than its verdict. The type proves that the list is complete. */
const FACTS = {
  cause: "cause",
  stage: "stage",
  status: "status",
  error: "error",
  close: "close",
  ids: "ids",
  sources: "sources",
  irregularities: "irregularities",
  unstable: "unstable",
  restsOn: "controls and siblings",
  settledBy: "extra cells",
  facts: "named facts",
  evidence: "pointers to evidence",
  rate: "rate of success",
} as const satisfies Record<Exclude<keyof Result, "cell" | "verdict" | "recording">, string>;

/**
 * Returns what a report states differently from its evidence: one line for each verdict, finding and other statement.
 */
export function findDifferences(stated: Report, derived: Report): string[] {
  const byId = new Map(stated.results.map((result) => [result.cell.id, result]));
  const derivedIds = new Set(derived.results.map(({ cell }) => cell.id));
  return [
    ...derived.results.flatMap((result) => resultDifferences(byId.get(result.cell.id), result)),
    ...stated.results
      .filter(({ cell }) => !derivedIds.has(cell.id))
      .map(({ cell }) => `cell ${cell.id}: in report.json, not in evidence.ndjson`),
    ...(derivedIds.size === derived.results.length && byId.size === stated.results.length
      ? []
      : ["cells: one occurs twice"]),
    ...findingDifferences(stated.findings, derived.findings),
    ...compareRemainder(stated, derived),
  ];
}

function resultDifferences(stated: Result | undefined, derived: Result): string[] {
  const { id } = derived.cell;
  if (stated === undefined) return [`cell ${id}: in evidence.ndjson, not in report.json`];
  const differences: string[] = [];
  if (!isDeepStrictEqual(stated.recording, derived.recording))
    differences.push(`recording of ${id}: report.json and evidence.ndjson differ`);
  if (!isDeepStrictEqual(stated.cell, derived.cell))
    differences.push(`cell ${id}: report.json and evidence.ndjson describe it differently`);
  if (stated.verdict !== derived.verdict)
    differences.push(
      `verdict of ${id}: report.json says ${stated.verdict}, the evidence says ${derived.verdict} (${derived.cause})`,
    );
  const facts = Object.entries(FACTS).filter(([key]) => !isDeepStrictEqual(field(stated, key), field(derived, key)));
  if (facts.length > 0 && stated.verdict === derived.verdict)
    differences.push(`${facts.map(([, words]) => words).join(", ")} of ${id}: report.json differs from the evidence`);
  return differences;
}

function findingDifferences(stated: Finding[], derived: Finding[]): string[] {
  const unmatched = [...stated];
  const missing = derived.filter((finding) => {
    const at = unmatched.findIndex((other) => isDeepStrictEqual(other, finding));
    if (at !== -1) unmatched.splice(at, 1);
    return at === -1;
  });
  return missing
    .flatMap((finding) => {
      const at = unmatched.findIndex(({ code, target, cells }) =>
        isDeepStrictEqual([code, target, cells], [finding.code, finding.target, finding.cells]),
      );
      if (at === -1) return [`${describeFinding(finding)}: follows from the evidence, but is missing in report.json`];
      unmatched.splice(at, 1);
      return [
        `${describeFinding(finding)}: the text in report.json differs from the text that follows from the evidence`,
      ];
    })
    .concat(
      unmatched.map((finding) => `${describeFinding(finding)}: in report.json, but does not follow from the evidence`),
      isDeepStrictEqual(stated, derived) || missing.length > 0 || unmatched.length > 0
        ? []
        : ["findings: their order in report.json differs"],
    );
}

/** Compares everything else of a report, key by key. */
function compareRemainder(stated: Report, derived: Report): string[] {
  const compared = new Set(["results", "findings"]);
  return [...new Set([...Object.keys(stated), ...Object.keys(derived)])]
    .filter((key) => !compared.has(key) && !isDeepStrictEqual(field(stated, key), field(derived, key)))
    .map((key) => `${key}: report.json differs from what follows from the evidence`);
}

function describeFinding({ code, target, cells }: Finding): string {
  return `finding ${code} (${target ?? "several targets"}, ${cells[0] ?? "no cell"})`;
}

function field(value: object, key: string): unknown {
  return Object.entries(value).find(([name]) => name === key)?.[1];
}
