import type { Finding } from "../../model/finding.ts";
import { groupBy } from "../../model/group-by.ts";
import { codeInTable } from "../inert.ts";
import type { Problem } from "../problems.ts";
import { counted } from "../words.ts";
import { configurationRows, sinceRows } from "./checks/configuration.ts";
import { credentialRow } from "./checks/credential.ts";
import { deploymentRows } from "./checks/deployment.ts";
import { otherRow, problemRow } from "./checks/finding-rows.ts";
import { intermediaryRow } from "./checks/intermediary.ts";
import { mintRows } from "./checks/mint.ts";
import { pathRow } from "./checks/path.ts";
import { purposeRows } from "./checks/purpose.ts";
import { regionRow } from "./checks/region.ts";
import type { Row } from "./checks/row.ts";
import { settledRows } from "./checks/settled.ts";
import { transienceRow } from "./checks/transience.ts";
import type { Section } from "./sections.ts";
import type { Subject, Ticket } from "./ticket.ts";

/** A row, and the finding's name if it is about one. */
interface Entry {
  name: string | null;
  row: Row;
}

/** Findings by severity, then every other check of the failing request: one row each. */
export function checksSection(ticket: Ticket): Section {
  const { problems, others, subject } = ticket;
  const main = subject?.problem ?? null;
  const further = problems.filter((problem) => problem !== main);
  const isGrave = ({ finding }: Problem) => finding.severity === "high" || finding.severity === "medium";
  // What works has its own section.
  const isNews = ({ code }: Finding) => code !== "working-path" || problems.length === 0;
  const problemEntry = (problem: Problem): Entry => ({
    name: codeInTable(`${problem.label} ${problem.finding.code}`, 80),
    row: problemRow(ticket, problem),
  });
  const table = (entries: Entry[]) => entries.map(({ row }) => [`| ${row.join(" | ")} |`]);
  const [first, ...rest]: Entry[] = [
    ...(main === null ? [] : [problemEntry(main)]),
    ...further.filter(isGrave).map(problemEntry),
    ...(subject === null ? [] : checkRows(ticket, subject).map((row) => ({ name: null, row }))),
    ...further.filter((problem) => !isGrave(problem)).map(problemEntry),
    ...[...groupBy(others.filter(isNews), ({ code }) => code)].map(([code, group]) => ({
      name: codeInTable(code, 80),
      row: otherRow(ticket, group),
    })),
  ];
  if (first === undefined) return { name: "checks", lines: ["No findings."] };
  return {
    name: "checks",
    lines: ["| finding or check | control | conclusion |", "|---|---|---|", ...table([first]).flat()],
    optional: {
      rows: table(rest),
      leftOut: (n) => `More rows in \`report.json\`, or with \`--finding CODE\`: ${nameEntries(rest.slice(-n))}.`,
    },
  };
}

/** `2 checks, F5 code`: checks are counted, findings are named. */
function nameEntries(entries: Entry[]): string {
  const names = entries.flatMap(({ name }) => name ?? []);
  const checks = entries.length - names.length;
  return [...(checks === 0 ? [] : [counted(checks, "check")]), ...names].join(", ");
}

/** Every check of the failing request. */
function checkRows(ticket: Ticket, subject: Subject): Row[] {
  const { failing } = subject;
  return [
    credentialRow(ticket),
    ...deploymentRows(ticket, failing),
    pathRow(ticket, failing),
    transienceRow(ticket.whole, failing),
    ...settledRows(ticket, failing),
    intermediaryRow(ticket),
    ...purposeRows(ticket, failing),
    ...mintRows(ticket),
    regionRow(ticket, failing),
    ...configurationRows(ticket, subject),
    ...sinceRows(ticket, subject),
  ];
}
