// Prints what was measured: each line with its least, median and greatest value, and the floor beside it.
const WIDTHS = [58, 30, 26, 9, 0];

/** @typedef {{what: string, values: number[], unit: string, floor?: number[], goal?: string, digits?: number}} Line */

export function heading() {
  return [row(["what", "median (min-max)", "floor: median (min-max)", "ratio", "goal"]), "-".repeat(140)].join("\n");
}

/** @param {Line} line */
export function lineOf({ what, values, unit, floor, goal = "", digits = 0 }) {
  const ratio = floor === undefined ? "" : (median(values) / median(floor)).toFixed(2);
  return row([what, spread(values, unit, digits), floor === undefined ? "" : spread(floor, unit, digits), ratio, goal]);
}

export function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  const half = Math.floor(sorted.length / 2);
  return sorted.length % 2 === 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
}

function spread(values, unit, digits) {
  const [least, most] = [Math.min(...values), Math.max(...values)];
  const text = (value) => value.toFixed(digits);
  return values.length === 1
    ? `${text(values[0])} ${unit}`
    : `${text(median(values))} (${text(least)}-${text(most)}) ${unit}`;
}

function row(cells) {
  return cells
    .map((cell, n) => cell.padEnd(WIDTHS[n]))
    .join(" ")
    .trimEnd();
}
