import type { Result } from "../../model/report.ts";
import { localTime, utcTime } from "../clock.ts";
import { eventsMeanwhile } from "../failing-stage.ts";
import { codeInTable } from "../inert.ts";
import { codeOf, requestId, seenAt, statuses } from "../reading.ts";
import { tally } from "../tally.ts";
import { counted, known, outcome } from "../words.ts";
import type { Section } from "./budget.ts";
import { toldInFull } from "./evidence.ts";
import { cellName, type Ticket } from "./ticket.ts";

/** Every cell that is not shown in full, a line each: first those that a finding or a verdict rests on. */
export function cellsSection(ticket: Ticket): Section {
  const told = toldInFull(ticket);
  const cells = ticket.results.filter(({ cell, verdict }) => !told.has(cell.id) && verdict !== "skipped");
  const cited = citedBy(ticket);
  const weight = ({ cell }: Result) => (cited.has(cell.id) ? 0 : 2) + (cell.control === null ? 0 : 1);
  const ordered = [...cells].sort((a, b) => weight(a) - weight(b));
  return {
    heading: "Every other cell",
    lead: [],
    blockHead: [
      "| cell | outcome | ended at | status · code | request id | UTC (local) |",
      "|---|---|---|---|---|---|",
    ],
    blocks: ordered.map((result) => () => [row(ticket, result)]),
    tail: [],
    rank: 3,
    share: 12,
    leftOut: (n) => `${counted(n, "further cell")}, in \`report.json\`: ${tally(ordered.slice(ordered.length - n))}.`,
  };
}

function row(ticket: Ticket, result: Result): string {
  const answer = [statuses(result), codeOf(result) ?? ""].filter((part) => part !== "").join(" · ");
  const when = seenAt(result);
  const meanwhile = eventsMeanwhile(result);
  return `| ${[
    cellName(ticket, result),
    outcome(result) + (meanwhile === null ? "" : ` · came: ${codeInTable(meanwhile, 200)}`),
    result.stage.failedAt ?? result.stage.reached ?? "—",
    answer === "" ? "—" : codeInTable(answer, 100),
    known(requestId(result), (id) => codeInTable(id, 80)),
    when === null ? "—" : `${utcTime(when)} (${localTime(when, ticket.report.run.timezone)})`,
  ].join(" | ")} |`;
}

/** Ids of the cells that findings, their pairs and the verdicts of their cells rest on. */
function citedBy(ticket: Ticket): Set<string> {
  const findings = [...ticket.problems.map(({ finding }) => finding), ...ticket.others];
  const ids = new Set(
    findings.flatMap((f) => [...f.cells, ...(f.pair === null ? [] : [f.pair.failing, f.pair.passing])]),
  );
  for (const id of [...ids]) for (const other of ticket.byId.get(id)?.restsOn ?? []) ids.add(other);
  return ids;
}
