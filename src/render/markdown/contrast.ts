import type { Hop } from "../../model/recording.ts";
import type { Result } from "../../model/report.ts";
import { codeInTable } from "../inert.ts";
import { placeOf } from "../reading.ts";
import { pathAndQuery } from "./ticket.ts";

/** One request as pieces, each either shared with the other or its own. */
type Piece = { text: string; differs: boolean };

/** The requests of two cells that are to be compared: of the same step's kind, before any redirect. */
export function comparedHops(failing: Result, passing: Result): [Hop | null, Hop | null] {
  const mine = deciding(failing);
  if (mine === null) return [null, deciding(passing)];
  const theirs = openings(passing);
  const sameMethod = theirs.filter((hop) => hop.method === mine.method && hop.transport === mine.transport);
  const samePath = sameMethod.filter((hop) => pathOf(hop) === pathOf(mine));
  return [mine, samePath.at(-1) ?? sameMethod.at(-1) ?? theirs.at(-1) ?? null];
}

/** Two requests as markdown, what each has alone in bold: path, query names and values, and a body that differs. */
export function contrast(a: Hop | null, b: Hop | null): [string, string] {
  if (a === null || b === null) return [a === null ? "—" : text(a), b === null ? "—" : text(b)];
  return [marked(piecesOf(a, b)), marked(piecesOf(b, a))];
}

function piecesOf(own: Hop, other: Hop): Piece[] {
  const [path = "", query = ""] = split(own);
  const [otherPath = "", otherQuery = ""] = split(other);
  const theirs = new Set(otherQuery === "" ? [] : otherQuery.split("&"));
  const parameters = query === "" ? [] : query.split("&");
  const body = own.requestBody?.text ?? null;
  const bodyDiffers = body !== null && body !== (other.requestBody?.text ?? null);
  return [
    { text: `${own.method} `, differs: own.method !== other.method },
    { text: path, differs: path !== otherPath },
    ...parameters.map((p, n) => ({ text: `${n === 0 ? "?" : "&"}${p}`, differs: !theirs.has(p) })),
    ...(bodyDiffers ? [{ text: ` ${body}`, differs: true }] : []),
  ];
}

/** Neighbouring pieces of one kind share a code span. */
function marked(pieces: Piece[]): string {
  const runs: Piece[] = [];
  for (const piece of pieces) {
    const last = runs.at(-1);
    if (last !== undefined && last.differs === piece.differs) last.text += piece.text;
    else runs.push({ ...piece });
  }
  return runs
    .filter(({ text }) => text.trim() !== "")
    .map((run) => (run.differs ? `**${codeInTable(run.text, 400)}**` : codeInTable(run.text, 400)))
    .join(" ");
}

function text(hop: Hop): string {
  return codeInTable(`${hop.method} ${pathAndQuery(hop.url)}`, 400);
}

function deciding(result: Result): Hop | null {
  const place = placeOf(result);
  if (place === null) return null;
  const { attempt, step } = place;
  return attempt.steps.slice(0, step + 1).findLast((record) => record.hops.length > 0)?.hops[0] ?? null;
}

/** The first hop of each request: what the client chose to ask. */
function openings(result: Result): Hop[] {
  return placeOf(result)?.attempt.steps.flatMap((step) => step.hops[0] ?? []) ?? [];
}

function pathOf(hop: Hop): string {
  return split(hop)[0] ?? "";
}

function split(hop: Hop): string[] {
  return pathAndQuery(hop.url).split("?");
}
