import { plain } from "../render/inert.ts";
import { GREEN, paint, RED, YELLOW } from "../render/table/colour.ts";
import { counted } from "../render/words.ts";
import type { Checkup } from "./checkup.ts";
import type { Line } from "./line.ts";

const WIDTH = 80;
const COLOURS = { ok: GREEN, problem: RED, unknown: YELLOW } as const satisfies Record<Line["verdict"], string>;
/** Columns of the verdict and of the check. */
const VERDICT = 9;
const CHECK = 13;
const LONGEST_TEXT = 600;

/** The checkup as one screen. Its first line is the first thing to do. Words say every verdict, and colours repeat it. */
export function formatScreen(checkup: Checkup, colours: boolean): string {
  const { tool, lines } = checkup;
  const targets = [...new Set(lines.map(({ target }) => target))];
  const title = `${tool.name} ${tool.version}, Node ${tool.node}, ${tool.platform}`;
  return `${[
    ...emulatedNote(checkup),
    ...wrap(firstLine(checkup, targets.length), 0),
    title,
    ...targets.flatMap((target) => [
      ...(target === null ? [] : [plain(target)]),
      ...lines.filter((line) => line.target === target).flatMap((line) => formatLine(line, colours)),
    ]),
  ].join("\n")}\n`;
}

function emulatedNote({ emulated }: Checkup): string[] {
  return emulated === undefined ? [] : wrap(`!! Emulated answers, not evidence: ${emulated.join(", ")}.`, 0);
}

function firstLine({ lines, first, exit }: Checkup, targets: number): string {
  if (first !== null) {
    const place = first.target === null || targets < 3 ? first.check : `${first.check} of ${first.target}`;
    return `First, ${place}: ${first.advice ?? first.text}`;
  }
  const open = lines.filter(({ verdict }) => verdict === "unknown").length;
  const unknown = open === 0 ? "" : ` (${counted(open, "check")} without evidence)`;
  // Without evidence about the credential, a run would not get far.
  if (exit.code !== 0) return `First: no problem was seen${unknown}. ${exit.reason}`;
  return `First: nothing to mend${unknown}. See what a run would send with \`aoai-probe plan\`.`;
}

function formatLine({ verdict, check, text, advice }: Line, colours: boolean): string[] {
  const indent = VERDICT + CHECK;
  const [head = "", ...rest] = wrap(text, indent);
  const word = colours ? paint(verdict, COLOURS[verdict]) : verdict;
  const gap = " ".repeat(VERDICT - verdict.length);
  return [
    `${word}${gap}${check.padEnd(CHECK)}${head.trimStart()}`,
    ...rest,
    ...(advice === null ? [] : wrap(`→ ${advice}`, indent)),
  ];
}

/** Lines of at most 80 columns. A longer word has a line of its own. */
function wrap(text: string, indent: number): string[] {
  const lines: string[] = [];
  const left = " ".repeat(indent);
  let line = "";
  for (const word of plain(text, LONGEST_TEXT).split(" ")) {
    if (line !== "" && indent + line.length + 1 + word.length > WIDTH) {
      lines.push(left + line);
      line = word;
    } else line = line === "" ? word : `${line} ${word}`;
  }
  return [...lines, left + line];
}
