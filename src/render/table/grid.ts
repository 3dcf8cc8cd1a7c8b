import Table from "cli-table3";
import stringWidth from "string-width";

/** The widest line of the table format, in columns of a terminal. */
export const WIDTH = 100;

/**
 * A grid of fixed column widths (of the text, without padding), so that it fits the terminal. Texts must be inert already.
 * The package draws the frame and one empty row, and the lines of the cells are written into it. The package measures a
 * text about twenty times for every line that it draws, and a grid may have thousands of lines.
 */
export function grid(head: string[], rows: string[][], widths: number[], compact = false): string {
  const { top, rule, edge, bottom } = frameOf(widths);
  const drawn = (row: string[]) =>
    linesOf(row, widths).map(
      (cells) => cells.map((text, n) => `${edge} ${padded(text, widths[n] ?? 0)} `).join("") + edge,
    );
  const lines = [top, ...drawn(head), rule];
  for (const [index, row] of rows.entries()) lines.push(...(index > 0 && !compact ? [rule] : []), ...drawn(row));
  return [...lines, bottom].join("\n");
}

/** The lines of a frame of these widths, and the borders at the left and right of each cell. */
function frameOf(widths: number[]): { top: string; rule: string; edge: string; bottom: string } {
  const table = new Table({ colWidths: widths.map((width) => width + 2), style: { head: [], border: [] } });
  const empty = widths.map(() => "");
  table.push(empty, empty);
  const [top = "", row = "", rule = "", , bottom = ""] = table.toString().split("\n");
  return { top, rule, edge: row.charAt(0), bottom };
}

/** A row of the grid as rows of one line each. */
function linesOf(texts: string[], widths: number[]): string[][] {
  const cells = widths.map((width, column) => wrap(texts[column] ?? "", width));
  const height = Math.max(...cells.map(({ length }) => length));
  return Array.from({ length: height }, (_, line) => cells.map((cell) => cell[line] ?? ""));
}

function padded(text: string, width: number): string {
  return text + " ".repeat(Math.max(0, width - columnsOf(text)));
}

/** Text with one column per character needs no measuring. */
const NARROW = /^[\u0020-\u007e\u00a0-\u02ff‹›‘’“”–—…·→]*$/;

function columnsOf(text: string): number {
  return NARROW.test(text) ? text.length : stringWidth(text);
}

/** Lines of at most `width` columns. A longer word is broken, after a hyphen or slash if it has one. */
function wrap(text: string, width: number): string[] {
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
