import type { RuleName } from "./rules.ts";

/** A text with one layer of escapes undone. */
export interface Decoded {
  text: string;
  /** Where an escape was, in ascending order: only around these does the text differ from the original. */
  joints: number[];
  /** The part of the original text that a part of the decoded one was made of. */
  original(from: number, to: number): { from: number; to: number };
}

/** The escapes, by the rule that undoes them; every expression is bounded, so that reading is linear. */
const ESCAPES: [RuleName, RegExp][] = [
  ["form: percent", /%[0-9a-f]{2}/],
  ["form: JSON escape", /\\u[0-9a-f]{4}|\\["'/\\bfnrt]/],
  ["form: reference", /&#(?:\d{1,7}|x[0-9a-f]{1,6});|&[a-z][a-z0-9]{1,31};/],
  ["form: soft markup", /<\/?[a-z][a-z0-9]{0,15} ?\/?>|[\u00ad\u200b-\u200f\u2060-\u2064\ufeff]/],
  // The same marks in UTF-8 that was read byte by byte, as headers and percent-encoded bytes are.
  ["form: soft markup", /\u00c2\u00ad|\u00e2\u0080[\u008b-\u008f]|\u00e2\u0081[\u00a0-\u00a4]|\u00ef\u00bb\u00bf/],
];

const CONTROLS: Record<string, string> = { b: "\b", f: "\f", n: "\n", r: "\r", t: "\t" };
/** The five references that XML knows; any other named one is a space or a mark that a secret does not hold. */
const REFERENCES: Record<string, string> = { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'" };

/** The escapes that the rules undo, as one expression; null if they undo none. */
export function escapesOf(rules: ReadonlySet<RuleName>): RegExp | null {
  const sources = ESCAPES.filter(([rule]) => rules.has(rule)).map(([, { source }]) => source);
  return sources.length === 0 ? null : new RegExp(sources.join("|"), "gi");
}

/** A text with one layer of escapes undone; null if it holds none. */
export function decode(text: string, escapes: RegExp): Decoded | null {
  escapes.lastIndex = 0;
  let match = escapes.exec(text);
  if (match === null) return null;
  const parts: string[] = [];
  // Where each part begins, in the decoded and in the original text; a copied part is as long in both.
  const starts: number[] = [];
  const originals: number[] = [];
  const ends: number[] = [];
  const joints: number[] = [];
  let size = 0;
  const add = (part: string, from: number, to: number): void => {
    starts.push(size);
    originals.push(from);
    ends.push(to);
    parts.push(part);
    size += part.length;
  };
  let from = 0;
  for (; match !== null; match = escapes.exec(text)) {
    if (match.index > from) add(text.slice(from, match.index), from, match.index);
    from = match.index + match[0].length;
    joints.push(size);
    const character = readEscape(match[0]);
    if (character !== "") add(character, match.index, from);
  }
  if (from < text.length) add(text.slice(from), from, text.length);
  const partAt = (at: number): number => {
    let low = 0;
    for (let high = starts.length - 1; low < high; ) {
      const middle = (low + high + 1) >> 1;
      if ((starts[middle] ?? 0) <= at) low = middle;
      else high = middle - 1;
    }
    return low;
  };
  const boundsAt = (at: number): [number, number] => {
    const part = partAt(at);
    const [first, last] = [originals[part] ?? 0, ends[part] ?? 0];
    if (last - first !== parts[part]?.length) return [first, last];
    const within = first + at - (starts[part] ?? 0);
    return [within, within + 1];
  };
  return {
    text: parts.join(""),
    joints,
    original: (begin, end) => ({ from: boundsAt(begin)[0], to: boundsAt(end - 1)[1] }),
  };
}

/** The character that an escape stands for; none for what only parts the characters around it. */
function readEscape(written: string): string {
  if (written.startsWith("%")) return String.fromCharCode(Number.parseInt(written.slice(1), 16));
  if (written.startsWith("\\")) {
    if (written.length > 2) return String.fromCharCode(Number.parseInt(written.slice(2), 16));
    return CONTROLS[written.charAt(1)] ?? written.charAt(1);
  }
  if (!written.startsWith("&")) return "";
  if (written.charAt(1) !== "#") return REFERENCES[written.slice(1, -1).toLowerCase()] ?? "";
  const hexadecimal = /^&#x/i.test(written);
  return String.fromCharCode(Number.parseInt(written.slice(hexadecimal ? 3 : 2), hexadecimal ? 16 : 10));
}
