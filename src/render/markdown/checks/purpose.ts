import { groupBy } from "../../../model/group-by.ts";
import type { Probe } from "../../../model/probe.ts";
import type { Result } from "../../../model/report.ts";
import { hasRole } from "../../../model/role.ts";
import { codeInTable } from "../../inert.ts";
import { bestWitnessed } from "../../reading.ts";
import { resultsOf } from "../../view.ts";
import { outcome } from "../../words.ts";
import { cellName, probeOf, type Ticket } from "../ticket.ts";
import { NO_CONTROL, type Row } from "./row.ts";

/** Probes that a row names. */
const NAMED = 4;

/** What else the deployment of a failing socket can do: on the Realtime socket, and in a transcription session. */
export function purposeRows(ticket: Ticket, failing: Result): Row[] {
  const { deployment } = failing.cell;
  const own = probeOf(ticket, failing);
  if (deployment === null || own === null || !hasSocket(own)) return [];
  const cells = resultsOf(ticket.whole, failing.cell.target).filter(
    ({ cell, verdict }) => cell.deployment === deployment && cell.control === null && verdict !== "skipped",
  );
  const on = (isMeant: (probe: Probe) => boolean) =>
    cells.filter((result) => {
      const probe = probeOf(ticket, result);
      return probe !== null && isMeant(probe);
    });
  const name = codeInTable(deployment, 80);
  const rows: [string, string, Result[]][] = [
    ["conversation", `Conversation session with ${name}`, on(isConversationSocket)],
    [
      "transcription",
      `Transcription session with ${name}`,
      on((probe) => hasRole(probe, "transcription") && hasSocket(probe)),
    ],
  ];
  // The first screen has a table of the deployment's own role.
  return rows.flatMap(([role, check, results]): Row[] =>
    results.length === 0 || role === failing.cell.role ? [] : [[check, NO_CONTROL, usable(ticket, results)]],
  );
}

function hasSocket({ steps }: Probe): boolean {
  return steps.some((step) => step.websocket !== undefined);
}

/** The socket of a conversation, opened with the resource's own credential. */
function isConversationSocket(probe: Probe): boolean {
  return hasRole(probe, "conversation") && hasSocket(probe) && probe.steps.every((step) => step.stage !== "mint");
}

function usable(ticket: Ticket, cells: Result[]): string {
  const works = bestWitnessed(cells.filter(({ verdict }) => verdict === "supported"));
  const others = [
    ...groupBy(
      cells.filter(({ verdict }) => verdict !== "supported"),
      outcome,
    ),
  ];
  const lead = works.length === 0 ? "**No such session works.**" : `**Works:** ${probeNames(ticket, works)}.`;
  const failed = others.map(
    ([words, own]) => `${words.charAt(0).toUpperCase()}${words.slice(1)}: ${probeNames(ticket, own)}.`,
  );
  return [lead, ...failed].join(" ");
}

/** Cells without their deployment, which the row names. */
function probeNames(ticket: Ticket, cells: Result[]): string {
  const names = cells
    .slice(0, NAMED)
    .map((result) => cellName(ticket, result).replace(`\`${result.cell.deployment}/`, "`"));
  return `${names.join(", ")}${cells.length > NAMED ? ` and ${cells.length - NAMED} more` : ""}`;
}
