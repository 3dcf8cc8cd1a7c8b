import type { Finding } from "../../../src/model/finding.ts";
import type { Report, Result } from "../../../src/model/report.ts";
import { VERDICTS } from "../../../src/model/verdict.ts";
import type { ExpectedCell, UnseenReport } from "./batch.ts";
import type { Played } from "./play.ts";

/** How a run came out, the worst first. */
const GRADES = ["wrong claim", "missing finding", "other", "right"] as const;
type GradeName = (typeof GRADES)[number];

/** A difference from the expectation. */
interface Difference {
  grade: Exclude<GradeName, "right">;
  /** What was concluded instead. */
  text: string;
}

export interface Grade {
  name: string;
  /** The worst of the differences. */
  grade: GradeName;
  differences: Difference[];
}

/**
 * Compares a run with the expectation. A finding is a wrong claim only if it rests on a cell of the expectation, or on
 * an answer of the public report: one that rests on documented answers alone is no conclusion about the report.
 */
export function grade(unseen: UnseenReport, { report, answered }: Played): Grade {
  const found = new Set(report.findings.map(({ code }) => code));
  const expected = Object.keys(unseen.cells).flatMap((id) => findResult(report, id)?.cell.id ?? []);
  const isAbout = ({ cells }: Finding) => cells.some((id) => answered.has(id) || expected.includes(id));
  const claimed = new Set(report.findings.filter(isAbout).map(({ code }) => code));
  const missing = unseen.finds.map((one) => [one].flat()).filter((codes) => !codes.some((code) => found.has(code)));
  const differences: Difference[] = [
    ...Object.entries(unseen.cells).flatMap(([id, expected]) => compareCell(id, expected, findResult(report, id))),
    ...unseen.never.filter((code) => claimed.has(code)).map((code) => differs("wrong claim", `finds ${code}`)),
    ...missing.map((codes) => differs("missing finding", `does not find ${codes.join(" or ")}`)),
  ];
  const worst = GRADES.find((one) => differences.some((difference) => difference.grade === one));
  return { name: unseen.scenario.name, grade: worst ?? "right", differences };
}

/** The result of the cell `deployment/probe[@auth]`. */
function findResult(report: Report, id: string): Result | undefined {
  const [place, auth = "key"] = id.split("@");
  return report.results.find(({ cell }) => {
    const isCell = cell.control === null && cell.variant.auth === auth;
    return isCell && `${cell.deployment ?? "-"}/${cell.probe}` === place;
  });
}

function compareCell(id: string, expected: ExpectedCell, result: Result | undefined): Difference[] {
  if (result === undefined) return [differs("other", `${id} was not run`)];
  const { verdict, cause, error } = result;
  const isRight = expected.right.includes(verdict);
  if (isRight && (expected.cause ?? [cause]).includes(cause)) return [];
  const isClaim = VERDICTS[verdict] === "claim" || expected.false?.includes(verdict) === true;
  const answer = error === null ? "" : ` (${error.code ?? "no code"}: ${error.message?.slice(0, 60) ?? "no message"})`;
  return [differs(isClaim && !isRight ? "wrong claim" : "other", `${id} is ${verdict} ${cause}${answer}`)];
}

function differs(how: Difference["grade"], text: string): Difference {
  return { grade: how, text };
}

/** The count of each grade, and a line for each difference, the worst first. */
export function renderGrades(batch: string, grades: Grade[]): string {
  const counts = GRADES.map((one) => `${grades.filter(({ grade: how }) => how === one).length} ${one}`);
  const rows = GRADES.flatMap((one) =>
    grades
      .filter(({ grade: how }) => how === one)
      .flatMap(({ name, differences }) => differences.map(({ grade: how, text }) => `  ${how}: ${name}: ${text}`)),
  );
  return [`${batch}: ${counts.toReversed().join(", ")}, of ${grades.length}`, ...rows].join("\n");
}
