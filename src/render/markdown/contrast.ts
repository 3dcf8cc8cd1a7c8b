import type { Json } from "../../model/json.ts";
import type { Hop } from "../../model/recording.ts";
import type { Result } from "../../model/report.ts";
import { codeInTable } from "../inert.ts";
import { placeOf } from "../reading.ts";
import { pathAndQuery } from "./ticket.ts";

/** A piece of a request, and whether the other request lacks it. */
type Piece = { text: string; differs: boolean };

/**
 * The requests of two cells to compare, before any redirect. They are those of the deciding step. If these are equal,
 * they are the last earlier ones that differ.
 */
export function comparedHops(failing: Result, passing: Result): [Hop | null, Hop | null] {
  const theirs = openings(passing);
  const pairs = openings(failing, placeOf(failing)?.step).map((mine): [Hop, Hop | null] => [
    mine,
    counterpart(mine, theirs),
  ]);
  const differing = pairs.findLast(([mine, other]) => other !== null && piecesOf(mine, other).some((p) => p.differs));
  return differing ?? pairs.at(-1) ?? [null, theirs.at(-1) ?? null];
}

function counterpart(mine: Hop, theirs: Hop[]): Hop | null {
  const sameKind = theirs.filter((hop) => hop.method === mine.method && hop.transport === mine.transport);
  return sameKind.findLast((hop) => pathOf(hop) === pathOf(mine)) ?? sameKind.at(-1) ?? theirs.at(-1) ?? null;
}

/** Two requests as Markdown: path, query and differing body values. What only one of them has is bold. */
export function contrast(a: Hop | null, b: Hop | null): [string, string] {
  if (a === null || b === null) return [a === null ? "—" : text(a), b === null ? "—" : text(b)];
  return [marked(piecesOf(a, b)), marked(piecesOf(b, a))];
}

function piecesOf(own: Hop, other: Hop): Piece[] {
  const [path = "", query = ""] = split(own);
  const [otherPath = "", otherQuery = ""] = split(other);
  const theirs = new Set(otherQuery === "" ? [] : otherQuery.split("&"));
  const parameters = query === "" ? [] : query.split("&");
  const theirBody = new Set(leaves(other.requestBody?.json ?? null));
  const body = leaves(own.requestBody?.json ?? null).filter((leaf) => !theirBody.has(leaf));
  return [
    { text: `${own.method} `, differs: own.method !== other.method },
    { text: path, differs: path !== otherPath },
    ...parameters.map((p, n) => ({ text: `${n === 0 ? "?" : "&"}${p}`, differs: !theirs.has(p) })),
    ...(body.length === 0 ? [] : [{ text: ` body: ${body.join(", ")}`, differs: true }]),
  ];
}

/** `session.model="x"`: every value of a body with its dotted path. */
function leaves(json: Json, path = ""): string[] {
  if (json === null && path === "") return [];
  if (json === null || typeof json !== "object") return [`${path}=${JSON.stringify(json)}`];
  return Object.entries(json).flatMap(([name, value]) => leaves(value, path === "" ? name : `${path}.${name}`));
}

/** Neighbouring pieces share a code span if both are bold, or neither is. */
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

/** The first request of each step, up to a step: what the client chose to send. */
function openings(result: Result, last = Number.POSITIVE_INFINITY): Hop[] {
  return (
    placeOf(result)
      ?.attempt.steps.slice(0, last + 1)
      .flatMap((step) => step.hops[0] ?? []) ?? []
  );
}

function pathOf(hop: Hop): string {
  return split(hop)[0] ?? "";
}

function split(hop: Hop): string[] {
  return pathAndQuery(hop.url).split("?");
}
