import type { Json } from "../../model/json.ts";
import { plain } from "../inert.ts";

/** A piece of a shell word: literal text, or a variable that the shell fills in. */
export type ShellPiece = { literal: string } | { variable: "DEPLOYMENT" };

/** One word for a POSIX shell: literals in single quotes, so that nothing a server sent is ever expanded. */
export function shellWord(pieces: ShellPiece[]): string {
  const word = pieces
    .map((piece) => ("variable" in piece ? `"$${piece.variable}"` : quoted(piece.literal)))
    .filter((text) => text !== "");
  return word.length === 0 ? "''" : word.join("");
}

/** Path and query of a recorded URL, its deployment as a variable. Parameters whose value was redacted are left out. */
export function pathPieces(url: URL, deployment: string | null): ShellPiece[] {
  const pieces: ShellPiece[] = [];
  const add = (literal: string, value: string) =>
    pieces.push(
      ...(value === deployment ? [{ literal }, { variable: "DEPLOYMENT" as const }] : [{ literal: literal + value }]),
    );
  let isName = false;
  for (const segment of url.pathname.split("/").slice(1)) {
    if (isName) add("/", segment);
    else pieces.push({ literal: `/${segment}` });
    isName = segment === "deployments";
  }
  let mark = "?";
  for (const part of url.search.slice(1).split("&")) {
    const [name = "", ...rest] = part.split("=");
    const value = rest.join("=");
    if (part === "" || value.includes("REDACTED")) continue;
    add(`${mark}${name}=`, value);
    mark = "&";
  }
  return merged(pieces);
}

/** A JSON body as one word, strings that are the deployment's name as a variable. */
export function jsonPieces(json: Json, deployment: string | null): ShellPiece[] {
  const text = JSON.stringify(json);
  if (deployment === null) return [{ literal: text }];
  const parts = text.split(JSON.stringify(deployment));
  return merged(
    parts.flatMap((part, n) =>
      n === 0 ? [{ literal: part }] : [{ literal: '"' }, { variable: "DEPLOYMENT" as const }, { literal: `"${part}` }],
    ),
  );
}

function quoted(literal: string): string {
  const text = plain(literal, 2000);
  if (text === "") return "";
  return /^[\w.:/=-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}

function merged(pieces: ShellPiece[]): ShellPiece[] {
  const result: ShellPiece[] = [];
  for (const piece of pieces) {
    const last = result.at(-1);
    if (last !== undefined && "literal" in last && "literal" in piece) last.literal += piece.literal;
    else result.push({ ...piece });
  }
  return result;
}
