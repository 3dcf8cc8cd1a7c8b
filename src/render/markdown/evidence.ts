import { listHops } from "../../judge/ids.ts";
import { groupBy } from "../../model/group-by.ts";
import type { Result } from "../../model/report.ts";
import { localTime, utcTime } from "../clock.ts";
import { eventsMeanwhile } from "../failing-stage.ts";
import { codeInTable, plain, prose } from "../inert.ts";
import { codeOf, idsNamed, placeOf, requestId, seenAt, statuses } from "../reading.ts";
import { counted, known, outcome } from "../words.ts";
import type { Section } from "./budget.ts";
import { comparedHops, contrast } from "./contrast.ts";
import { pathDiff } from "./path-diff.ts";
import { cellName, type Numbered, type Ticket } from "./ticket.ts";
import { attemptLines } from "./wire.ts";

/** Finding by finding: one failing cell in full beside the nearest that behaves differently. Each cell in full once. */
export function evidenceSection(ticket: Ticket): Section {
  const told = new Map<string, Told>();
  return {
    heading: "Evidence, finding by finding",
    lead: [],
    blockHead: [],
    blocks: inTurn(ticket.problems).flatMap((numbered) => {
      const { failing, passing, label } = numbered;
      if (failing === null) return [];
      const before = told.get(failing.cell.id) ?? null;
      if (before === null) told.set(failing.cell.id, { label, passing: passing?.cell.id ?? null });
      return [() => block(ticket, numbered, failing, before)];
    }),
    tail: [],
    rank: 4,
    share: 64,
    leftOut: (n) =>
      `Evidence of ${counted(n, "further finding")}: \`report.json\`, or this report with \`--finding CODE\`.`,
  };
}

/** Under which finding a cell was shown in full, and beside which cell. */
interface Told {
  label: string;
  passing: string | null;
}

/** Ids of the cells that the evidence shows in full. */
export function toldInFull(ticket: Ticket): Set<string> {
  return new Set(ticket.problems.flatMap(({ failing }) => failing?.cell.id ?? []));
}

/** The first finding of each code before the second of any, so that the room goes to what differs. */
function inTurn(problems: Numbered[]): Numbered[] {
  const groups = [...groupBy(problems, ({ finding }) => finding.code).values()];
  const first = new Set(groups.map(([numbered]) => numbered));
  return [...first, ...problems.filter((numbered) => !first.has(numbered))].flatMap((numbered) => numbered ?? []);
}

function block(ticket: Ticket, numbered: Numbered, failing: Result, before: Told | null): string[] {
  const { label, passing, finding } = numbered;
  const difference = passing === null ? "" : ` · **difference:** ${prose(finding.pair?.difference ?? "")}`;
  const head = `**${label}** · ${cellName(ticket, failing)} · ${outcome(failing)}${whatCame(failing)} · reached ${failing.stage.reached ?? "nothing"}, ended at ${failing.stage.failedAt ?? "the end"}${documented(ticket, failing)}${difference}`;
  const known = before !== null && (passing === null || before.passing === passing.cell.id);
  const pair = passing === null || known ? [] : ["", ...pairTable(ticket, failing, passing)];
  if (before !== null) return [`${head} · in full under ${before.label}`, ...pair, ""];
  return [head, ...pair, "", "```", ...inFull(ticket, failing), "```", ""];
}

/** The events that came instead of the one that was awaited. */
function whatCame(failing: Result): string {
  const meanwhile = eventsMeanwhile(failing);
  return meanwhile === null ? "" : ` · came: ${codeInTable(meanwhile, 400)}`;
}

/** The document that this way of asking is taken from. */
function documented({ report }: Ticket, { cell }: Result): string {
  const reference = report.probes.find(({ id }) => id === cell.probe)?.reference;
  return reference === undefined ? "" : ` · documented: ${codeInTable(reference, 200)}`;
}

function pairTable(ticket: Ticket, failing: Result, passing: Result): string[] {
  const [a, b] = contrast(...comparedHops(failing, passing));
  const id = (value: string | null | undefined) => known(value, (v) => codeInTable(v, 80));
  const row = (name: string, show: (result: Result) => string) => `| ${name} | ${show(failing)} | ${show(passing)} |`;
  const when = (result: Result) => {
    const seen = seenAt(result);
    return seen === null ? "not asked" : `${utcTime(seen)} (${localTime(seen, ticket.report.run.timezone)})`;
  };
  return [
    `| | fails: ${cellName(ticket, failing)} | differs: ${cellName(ticket, passing)} |`,
    "|---|---|---|",
    `| request | ${a} | ${b} |`,
    row(
      "answer",
      (result) => `${codeInTable([statuses(result), codeOf(result) ?? ""].join(" "), 120)} ${outcome(result)}`,
    ),
    row("request id · session", (result) => `${id(requestId(result))} · ${sessionOf(result)}`),
    row("seen at, UTC (local)", when),
  ];
}

function sessionOf(result: Result): string {
  const session = idsNamed(result, "session").at(-1);
  return session === undefined ? "no session" : codeInTable(session, 80);
}

function inFull(ticket: Ticket, result: Result): string[] {
  const place = placeOf(result);
  if (place === null) return ["  nothing was recorded"];
  const { attempts, index: shown } = place;
  const others = attempts.flatMap((attempt, n) => {
    if (n === shown) return [];
    const hops = listHops(attempt).map((hop) => hop.status ?? "no answer");
    return [`  attempt ${n + 1} of ${attempts.length}, ${plain(attempt.startedAt, 40)}: ${hops.join(" → ")}`];
  });
  const drawing = pathDiff(listHops(place.attempt), ticket.results);
  return [
    ...(attempts.length > 1 ? [`  attempt ${shown + 1} of ${attempts.length}, in full:`] : []),
    ...attemptLines(place.attempt, place.frame, ticket.report.run.timezone),
    ...others.slice(0, 4),
    ...(drawing.length === 0 ? [] : ["", ...drawing]),
  ];
}
