import type { RuleName } from "./rules.ts";

/** A text with one layer of escapes decoded. */
interface Decoded {
  text: string;
  /** Positions of the escapes in ascending order. The text differs from the original only around them. */
  joints: number[];
  /** Maps a part of the decoded text to its part of the original. */
  original(from: number, to: number): { from: number; to: number };
}

/** The escapes, by the rule that decodes them. Every expression is bounded, so that decoding takes linear time. */
const ESCAPES: [RuleName, RegExp][] = [
  ["form: percent", /%[0-9a-f]{2}/],
  ["form: JSON escape", /\\u[0-9a-f]{4}|\\["'/\\bfnrt]/],
  ["form: reference", /&#(?:\d{1,7}|x[0-9a-f]{1,6});|&[a-z][a-z0-9]{1,31};/],
  ["form: soft markup", /<\/?[a-z][a-z0-9]{0,15} ?\/?>|[\u00ad\u200b-\u200f\u2060-\u2064\ufeff]/],
  // The same characters in UTF-8 that was read as Latin-1, as in headers and percent-encoded bytes.
  ["form: soft markup", /\u00c2\u00ad|\u00e2\u0080[\u008b-\u008f]|\u00e2\u0081[\u00a0-\u00a4]|\u00ef\u00bb\u00bf/],
];

const CONTROLS: Record<string, string> = { b: "\b", f: "\f", n: "\n", r: "\r", t: "\t" };
/** The five entities that XML defines. Any other named entity is a space or a character that no secret contains. */
const REFERENCES: Record<string, string> = { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'" };

/** Returns one expression for the escapes that the rules decode. Null if they decode none. */
export function escapesOf(rules: ReadonlySet<RuleName>): RegExp | null {
  const sources = ESCAPES.filter(([rule]) => rules.has(rule)).map(([, { source }]) => source);
  return sources.length === 0 ? null : new RegExp(sources.join("|"), "gi");
}

/** Decodes one layer of escapes. Null if the text contains none. */
export function decodeLayer(text: string, escapes: RegExp): Decoded | null {
  escapes.lastIndex = 0;
  let match = escapes.exec(text);
  if (match === null) return null;
  const parts: string[] = [];
  // Start of each part in the decoded and in the original text. A copied part has the same length in both.
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

/** Returns the character that an escape encodes. Empty for an escape that only separates its neighbours. */
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
