import { isArmStatementOf } from "../../model/arm-statements.ts";
import { formatClaim, type LedgerEntry } from "../../model/claim.ts";
import type { ReportTarget } from "../../model/report.ts";
import { code, prose } from "../inert.ts";
import { counted } from "../words.ts";
import type { Section } from "./sections.ts";
import type { Ticket } from "./ticket.ts";

/** Statements shown of each kind. */
const SHOWN = 6;
const CONFLICTS = 1;

/** What documentation and vendors say about the models of this target, with the results that test it. */
export function claimsSection(ticket: Ticket): Section {
  // A near retirement is a finding.
  const about = (ticket.report.claims ?? []).filter(
    (claim) => claim.expects.kind !== "retires" && isAbout(claim, ticket.target),
  );
  return { name: "claims", lines: about.length === 0 ? [] : linesOf(about, ticket) };
}

function linesOf(about: LedgerEntry[], { results, report }: Ticket): string[] {
  const own = new Set(results.map(({ cell }) => cell.id));
  const here = (ids: string[]) => ids.filter((id) => own.has(id));
  const contradicted = about.filter((claim) => here(claim.contradicting).length > 0);
  const confirmed = about.filter((claim) => here(claim.confirming).length > 0 && !contradicted.includes(claim));
  const open = about.filter((claim) => !contradicted.includes(claim) && !confirmed.includes(claim));
  const emulated = report.run.emulated !== undefined;
  return [
    ...contradicted.slice(0, SHOWN).map((c) => `- Contradicted by ${seen(here(c.contradicting))}: ${quoted(c)}`),
    ...confirmed.slice(0, SHOWN).map((c) => `- Confirmed by ${seen(here(c.confirming))}: ${quoted(c)}`),
    ...conflicts(open)
      .slice(0, CONFLICTS)
      .map(([a, b]) => `- Open, because two sources disagree: ${quoted(a)} and ${quoted(b)}`),
    ...(open.length === 0
      ? []
      : [
          emulated
            ? `- ${counted(open.length, "statement")} about these models. An emulated run neither confirms nor contradicts a statement.`
            : `- Not tested in this run: ${open.map(({ id, untested }) => `${id}${untested == null ? "" : ` (“${prose(untested, 200)}”)`}`).join(", ")}.`,
        ]),
  ];
}

function isAbout(claim: LedgerEntry, { deployments }: ReportTarget): boolean {
  return deployments.some(
    (one) => one.model !== null && claim.models.includes(one.model.toLowerCase()) && isArmStatementOf(claim, one),
  );
}

/** Pairs that contradict each other, each once. */
function conflicts(open: LedgerEntry[]): [LedgerEntry, LedgerEntry][] {
  return open.flatMap((a) =>
    open
      .filter((b) => a.id < b.id && a["conflicts-with"].includes(b.id))
      .map((b): [LedgerEntry, LedgerEntry] => [a, b]),
  );
}

function seen(ids: string[]): string {
  const more = ids.length > 2 ? ` and ${ids.length - 2} more` : "";
  return `${ids
    .slice(0, 2)
    .map((id) => code(id, 200))
    .join(", ")}${more}`;
}

function quoted(claim: LedgerEntry): string {
  return `${claim.id} “${prose(formatClaim(claim), 700)}”`;
}
