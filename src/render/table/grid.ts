import Table from "cli-table3";

/** The widest line of the table format, in columns of a terminal. */
export const WIDTH = 100;

/**
 * A grid of fixed column widths (of the text, without padding), so that it never outgrows the terminal. Texts must be
 * inert already; they are wrapped here, because the package cuts a word that does not fit.
 */
export function grid(head: string[], rows: string[][], widths: number[], compact = false): string {
  const wrapped = (texts: string[]) => texts.map((text, column) => wrap(text, widths[column] ?? 10).join("\n"));
  const table = new Table({
    head: wrapped(head),
    colWidths: widths.map((width) => width + 2),
    style: { head: [], border: [], compact },
  });
  table.push(...rows.map(wrapped));
  return table.toString();
}

/** Lines of at most `width` characters; a word that is longer is broken, after a hyphen or slash where it has one. */
export function wrap(text: string, width: number): string[] {
  return text.split("\n").flatMap((line) => {
    const lines: string[] = [];
    let current = "";
    for (const word of line.split(" ").flatMap((w) => pieces(w, width))) {
      const joined = current === "" ? word.text : `${current}${word.glued ? "" : " "}${word.text}`;
      if (joined.length <= width) current = joined;
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
  if (word.length <= width) return [{ text: word, glued: false }];
  const parts = word.match(/[^-/_.]*[-/_.]+|[^-/_.]+/g) ?? [word];
  return parts
    .flatMap((part) => part.match(new RegExp(`.{1,${width}}`, "gu")) ?? [part])
    .map((text, n) => ({ text, glued: n > 0 }));
}
