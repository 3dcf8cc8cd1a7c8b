import Table from "cli-table3";
import stringWidth from "string-width";

/** The widest line of the table format, in columns of a terminal. */
export const WIDTH = 100;

/**
 * A grid of fixed column widths (of the text, without padding), so that it never outgrows the terminal. Texts must be
 * inert already. The package draws one line a row, and the rules between rows are added here: of a tall cell it would
 * measure the whole for every line, and a cell is as tall as a target has deployments.
 */
export function grid(head: string[], rows: string[][], widths: number[], compact = false): string {
  const groups = [head, ...rows].map((row) => linesOf(row, widths));
  const table = new Table({
    colWidths: widths.map((width) => width + 2),
    style: { head: [], border: [], compact: true },
  });
  table.push(...groups.flat());
  const [top = "", ...drawn] = table.toString().split("\n");
  const rule = top.replace("┌", "├").replaceAll("┬", "┼").replace("┐", "┤");
  const lines = [top];
  let next = 0;
  for (const [index, group] of groups.entries()) {
    if (index === 1 || (index > 1 && !compact)) lines.push(rule);
    lines.push(...drawn.slice(next, next + group.length));
    next += group.length;
  }
  return [...lines, ...(rows.length === 0 ? [rule] : []), ...drawn.slice(next)].join("\n");
}

/** A row of the grid as rows of one line each. */
function linesOf(texts: string[], widths: number[]): string[][] {
  const cells = widths.map((width, column) => wrap(texts[column] ?? "", width));
  const height = Math.max(...cells.map(({ length }) => length));
  return Array.from({ length: height }, (_, line) => cells.map((cell) => cell[line] ?? ""));
}

/** Text of one column a character needs no measuring; other text does. */
const NARROW = /^[\u0020-\u007e\u00a0-\u02ff‹›‘’“”–—…·→]*$/;

function columnsOf(text: string): number {
  return NARROW.test(text) ? text.length : stringWidth(text);
}

/** Lines of at most `width` columns; a word that is longer is broken, after a hyphen or slash where it has one. */
export function wrap(text: string, width: number): string[] {
  return text.split("\n").flatMap((line) => {
    const lines: string[] = [];
    let current = "";
    for (const word of line.split(" ").flatMap((w) => pieces(w, width))) {
      const joined = current === "" ? word.text : `${current}${word.glued ? "" : " "}${word.text}`;
      if (columnsOf(joined) <= width) current = joined;
      else {
        lines.push(current);
        current = word.text;
      }
    }
    return [...lines, current];
  });
}

/** A paragraph with a hanging indent. */
export function paragraph(first: string, indent: number, text: string, width = WIDTH): string {
  const lines = wrap(text, width - indent);
  return lines.map((line, n) => (n === 0 ? first.padEnd(indent) : " ".repeat(indent)) + line).join("\n");
}

function pieces(word: string, width: number): { text: string; glued: boolean }[] {
  if (columnsOf(word) <= width) return [{ text: word, glued: false }];
  const parts = word.match(/[^-/_.]*[-/_.]+|[^-/_.]+/g) ?? [word];
  return parts.flatMap((part) => broken(part, width)).map((text, n) => ({ text, glued: n > 0 }));
}

function broken(word: string, width: number): string[] {
  const parts: string[] = [];
  let current = "";
  for (const character of word) {
    if (current !== "" && columnsOf(current + character) > width) {
      parts.push(current);
      current = "";
    }
    current += character;
  }
  return [...parts, current];
}
