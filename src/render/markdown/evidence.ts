import { listHops } from "../../judge/ids.ts";
import { groupBy } from "../../model/group-by.ts";
import type { Attempt } from "../../model/recording.ts";
import type { Result } from "../../model/report.ts";
import { localTime, utcTime } from "../clock.ts";
import { code, codeInTable, plain, prose } from "../inert.ts";
import { codeOf, hasPlace, idsNamed, placeOf, requestId, seenAt, statuses } from "../reading.ts";
import { serviceWords } from "../service-words.ts";
import { counted, known, outcome } from "../words.ts";
import { comparedHops, contrast } from "./contrast.ts";
import { pathDiff } from "./path-diff.ts";
import { lengthOf, type Section } from "./sections.ts";
import { cellName, cellNames, lacksResult, probeOf, type Subject, shortId, type Ticket } from "./ticket.ts";
import { attemptLines } from "./wire.ts";

/** Characters of one cell in full, and of the words of all other failed cells. */
const CELL_CHARACTERS = 9_000;
const WORDS_CHARACTERS = 15_000;

/** The failing cell and the nearest working one in full, then what the service said about every other failed cell. */
export function evidenceSection(ticket: Ticket): Section {
  const { subject } = ticket;
  const others = otherFailures(ticket);
  return {
    name: "evidence",
    lines: [...(subject === null ? [] : principalLines(ticket, subject)), ...others],
  };
}

function principalLines(ticket: Ticket, subject: Subject): string[] {
  const { failing, working, paired, problem, finding } = subject;
  const compared = paired ?? working;
  const also = paired !== null && working !== null && paired.cell.id !== working.cell.id ? working : null;
  const isPassing = failing.verdict === "supported";
  return [
    problem === null || finding === null
      ? "**Not explained by any finding.**"
      : `**${problem.label}: ${prose(finding.title)}** (${codeInTable(finding.code, 80)}). ${prose(finding.explanation)}`,
    "",
    ...(compared === null
      ? [`No request works on this target, so there is nothing to compare with.`]
      : pairTable(ticket, failing, compared)),
    "",
    `${expected(ticket, failing)} ${received(ticket, failing)}`,
    "",
    "```",
    ...inFull(ticket, failing, isPassing ? "shown" : "failing"),
    ...(compared === null ? [] : ["", ...inFull(ticket, compared, roleOf(compared))]),
    ...(also === null ? [] : ["", ...inFull(ticket, also, "nearest working")]),
    "```",
    "",
  ];
}

function roleOf(compared: Result): string {
  return compared.verdict === "supported" ? "nearest working" : "nearest different";
}

/** Both requests with their responses. What only one of them has is bold. */
function pairTable(ticket: Ticket, failing: Result, compared: Result): string[] {
  const [a, b] = contrast(...comparedHops(failing, compared));
  const id = (value: string | null | undefined) => known(value, (v) => codeInTable(v, 80));
  const row = (name: string, show: (result: Result) => string) => `| ${name} | ${show(failing)} | ${show(compared)} |`;
  return [
    `| | ${failing.verdict === "supported" ? "shown" : "fails"}: ${cellName(ticket, failing)} | ${compared.verdict === "supported" ? "works" : "differs"}: ${cellName(ticket, compared)} |`,
    "|---|---|---|",
    `| request | ${a} | ${b} |`,
    row(
      "response",
      (result) => `${codeInTable([statuses(result), codeOf(result) ?? ""].join(" "), 120)} ${outcome(result)}`,
    ),
    row(
      "id · session · time",
      (result) => `${id(requestId(result))} · ${sessionOf(result)} · ${timeOf(ticket, result)}`,
    ),
  ];
}

function timeOf({ report }: Ticket, result: Result): string {
  if (!hasPlace(result)) return "not run";
  const seen = seenAt(result);
  return seen === null ? "time unknown" : `${utcTime(seen)} (local ${localTime(seen, report.run.timezone)})`;
}

function sessionOf(result: Result): string {
  const session = idsNamed(result, "session").at(-1);
  return session === undefined ? "no session" : codeInTable(session, 80);
}

/** What the documentation lets a client expect. */
function expected(ticket: Ticket, result: Result): string {
  const probe = probeOf(ticket, result);
  if (probe === null) return "Expected: unknown.";
  const last = probe.steps.findLast(({ expect }) => expect !== undefined)?.expect;
  const events = last?.event === undefined ? [] : [last.event].flat();
  const due = [...events, ...(last?.status ?? [])].slice(0, 3).map((one) => code(String(one)));
  return `Expected: ${due.length === 0 ? "a result" : due.join(" or ")} (documentation: ${code(probe.reference, 300)}).`;
}

function received(ticket: Ticket, result: Result): string {
  const words = serviceWords(result, probeOf(ticket, result)).map((word) => code(word, 1_200));
  return `Received: ${words.length === 0 ? "no response" : words.join(", ")}.`;
}

/** The deciding attempt as it was on the wire, for a fenced block. Other attempts have their statuses in the head. */
function inFull(ticket: Ticket, result: Result, role: string): string[] {
  const place = placeOf(result);
  const head = `  ${role}: ${plain(shortId(ticket, result.cell.id), 200)}, ${outcome(result)}`;
  if (place === null) return [head, "  nothing was recorded"];
  const { attempts, index: shown } = place;
  const statusesOf = (attempt: Attempt) => listHops(attempt).map((hop) => hop.status ?? "no response");
  const others = attempts.filter((_, n) => n !== shown).map((attempt) => statusesOf(attempt).join(" → "));
  const several =
    others.length === 0
      ? ""
      : `, attempt ${shown + 1} of ${attempts.length} (others: ${others.slice(0, 4).join(", ")})`;
  const drawing = pathDiff(listHops(place.attempt), ticket.whole.results);
  const lines = [
    ...attemptLines(place.attempt, place.frame, ticket.report.run.timezone, result.verdict === "supported"),
    ...(drawing.length === 0 ? [] : ["", ...drawing]),
  ];
  return [head + several, ...withinCharacters(lines, CELL_CHARACTERS)];
}

/** Leaves out lines in the middle, and counts them: the end holds what decided. */
function withinCharacters(lines: string[], most: number): string[] {
  if (lengthOf(lines) <= most) return lines;
  const kept = { first: [] as string[], last: [] as string[] };
  let used = 0;
  for (let n = 0; kept.first.length + kept.last.length < lines.length; n++) {
    const side = n % 2 === 0 ? kept.last : kept.first;
    const line = n % 2 === 0 ? lines[lines.length - 1 - kept.last.length] : lines[kept.first.length];
    used += (line?.length ?? 0) + 1;
    if (line === undefined || used > most) break;
    side.push(line);
  }
  const rest = lines.length - kept.first.length - kept.last.length;
  return [...kept.first, `  … ${counted(rest, "more line")} in report.json`, ...kept.last.reverse()];
}

/** Cells of a deployment's purpose without a result, other than the first screen's: same words once, with their cells. */
function otherFailures(ticket: Ticket): string[] {
  const failed = ticket.results.filter(
    (result) =>
      ticket.isOfPurpose(result) &&
      lacksResult(result) &&
      hasPlace(result) &&
      result.cell.id !== ticket.subject?.failing.cell.id,
  );
  if (failed.length === 0) return [];
  const groups = [...groupBy(failed, (result) => `${outcome(result)} ${withoutIds(ticket, result)}`).values()];
  const most = Math.max(100, Math.min(1_200, Math.floor(WORDS_CHARACTERS / groups.length)));
  return [
    "**What the service said about every other failed result**",
    "",
    "| cells | result | response of the service | explained by |",
    "|---|---|---|---|",
    ...groups.flatMap((group) => {
      const [first] = group;
      if (first === undefined) return [];
      const said = serviceWords(first, probeOf(ticket, first)).join(" · ");
      const names = cellNames(
        ticket,
        group.map(({ cell }) => cell.id),
      );
      const labels = labelsFor(ticket, group);
      return [`| ${names} | ${outcome(first)} | ${said === "" ? "none" : codeInTable(said, most)} | ${labels} |`];
    }),
    "",
  ];
}

function labelsFor({ problems }: Ticket, results: Result[]): string {
  const ids = new Set(results.map(({ cell }) => cell.id));
  const labels = problems.filter(({ failing }) => failing.some((id) => ids.has(id))).map(({ label }) => label);
  return labels.length === 0 ? "not explained by any finding" : labels.join(", ");
}

/** The service's words without ids and deployment names, to group equal responses. */
function withoutIds(ticket: Ticket, result: Result): string {
  const ids = Object.values(result.ids).flat();
  const names = [result.cell.deployment ?? "", ...ids].filter((text) => text !== "");
  const said = serviceWords(result, probeOf(ticket, result)).join(" ");
  return names.reduce((text, name) => text.replaceAll(name, "…"), said);
}
