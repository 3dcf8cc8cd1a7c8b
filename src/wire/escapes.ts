import { slice, type View } from "./view.ts";

/** What an escape stands for that stands for nothing: a line that goes on in the next. */
const NOTHING = -1;

/** An escape that starts at `at`: the character it stands for, and where it ends; null where there is none. */
type Escape = (text: View, at: number) => { code: number; end: number } | null;

const CONTROLS: Record<string, number> = { b: 0x08, f: 0x0c, n: 0x0a, r: 0x0d, t: 0x09 };
const REFERENCES: Record<string, string> = {
  amp: "&",
  apos: "'",
  bsol: "\\",
  colon: ":",
  equals: "=",
  gt: ">",
  hyphen: "-",
  lowbar: "_",
  lt: "<",
  nbsp: " ",
  percnt: "%",
  period: ".",
  plus: "+",
  quot: '"',
  shy: "\u00ad",
  sol: "/",
};

/** The escapes of URLs, JSON and shells, HTML and XML, and mail, by the character that begins them. */
export const ESCAPES = {
  percent: { lead: 0x25, undo: percent },
  backslash: { lead: 0x5c, undo: backslash },
  reference: { lead: 0x26, undo: characterReference },
  "quoted-printable": { lead: 0x3d, undo: quotedPrintable },
} as const satisfies Record<string, { lead: number; undo: Escape }>;

export type EscapeName = keyof typeof ESCAPES;

/** The escapes that are undone, by the character that begins them. */
export type EscapeTable = readonly (Escape | undefined)[];

/** Whether a view holds what more than one kind of escape begins with: one may then stand in another's way. */
export function holdsSeveral({ codes, length }: View, table: EscapeTable): boolean {
  let met = 0;
  for (let at = 0; at < length; at++) {
    const code = codes[at] ?? 0;
    if (code >= 128 || code === met || table[code] === undefined) continue;
    if (met !== 0) return true;
    met = code;
  }
  return false;
}

/** Whether a line may be broken within an escape or a number, so that it reads as something else once it is joined. */
export function breaksWithin({ codes, length }: View, table: EscapeTable): boolean {
  for (let at = 1; at < length; at++) {
    if (codes[at] !== 0x0a) continue;
    for (let back = 1; back <= LONGEST_ESCAPE && back <= at; back++) {
      const code = codes[at - back] ?? 0;
      if (isDigit(code) && isDigit(codes[at + 1] ?? 0)) return true;
      if (code < 128 && table[code] !== undefined) return true;
    }
  }
  return false;
}

const LONGEST_ESCAPE = 8;
const isDigit = (code: number) => code >= 0x30 && code <= 0x39;

export function escapeTable(names: readonly EscapeName[]): EscapeTable {
  const table: (Escape | undefined)[] = Array.from({ length: 128 });
  for (const name of names) table[ESCAPES[name].lead] = ESCAPES[name].undo;
  return table;
}

/** A view with one layer of escapes undone; null where there are none. `room` gives an empty view of a capacity. */
export function unescaped(view: View, table: EscapeTable, room: (capacity: number) => View): View | null {
  const { codes, from, to, length } = view;
  const first = firstEscape(view, table);
  if (first === length) return null;
  const out = room(length);
  out.codes.set(codes.subarray(0, first));
  out.from.set(from.subarray(0, first));
  out.to.set(to.subarray(0, first));
  let size = first;
  for (let at = first; at < length; ) {
    const code = codes[at] ?? 0;
    const undone = code < 128 ? (table[code]?.(view, at) ?? null) : null;
    const end = undone === null ? at + 1 : undone.end;
    if (undone?.code !== NOTHING) {
      out.codes[size] = undone?.code ?? code;
      out.from[size] = from[at] ?? 0;
      out.to[size] = to[end - 1] ?? 0;
      size += 1;
    }
    at = end;
  }
  out.length = size;
  return out;
}

function firstEscape(view: View, table: EscapeTable): number {
  const { codes, length } = view;
  for (let at = 0; at < length; at++) {
    const code = codes[at] ?? 0;
    if (code < 128 && table[code] !== undefined && table[code](view, at) !== null) return at;
  }
  return length;
}

/** `%41`, and `%u0041` as scripts of old wrote it. */
function percent(view: View, at: number): ReturnType<Escape> {
  const long = ((view.codes[at + 1] ?? 0) | 0x20) === 0x75;
  return long ? hexadecimal(view, at + 2, 4, at + 6) : hexadecimal(view, at + 1, 2, at + 3);
}

function backslash(view: View, at: number): ReturnType<Escape> {
  const kind = String.fromCharCode(view.codes[at + 1] ?? 0);
  if (at + 1 >= view.length) return null;
  if (/[ux]/i.test(kind)) {
    const digits = kind.toLowerCase() === "u" ? 4 : 2;
    return braced(view, at) ?? hexadecimal(view, at + 2, digits, at + 2 + digits);
  }
  if (kind === "\n") return { code: NOTHING, end: at + 2 };
  if (kind === "\r" && view.codes[at + 2] === 0x0a) return { code: NOTHING, end: at + 3 };
  if (/[0-3]/.test(kind)) {
    const octal = /^[0-3][0-7]{2}/.exec(slice(view, at + 1, at + 4));
    if (octal !== null) return { code: Number.parseInt(octal[0], 8), end: at + 4 };
  }
  // A line break stays one: in quoted-printable it belongs to the escape before it.
  return { code: CONTROLS[kind] ?? kind.charCodeAt(0), end: at + 2 };
}

function braced(view: View, at: number): ReturnType<Escape> {
  if (view.codes[at + 2] !== 0x7b) return null;
  const match = /^..\{([0-9a-f]{1,6})\}/i.exec(slice(view, at, at + 10));
  return match === null ? null : { code: Number.parseInt(match[1] ?? "0", 16) & 0xffff, end: at + match[0].length };
}

function characterReference(view: View, at: number): ReturnType<Escape> {
  const match = /^&(?:#x([0-9a-f]{1,6})|#(\d{1,7})|([a-z]{2,6}));/i.exec(slice(view, at, at + 12));
  if (match === null) return null;
  const [whole, hex, decimal, name] = match;
  const named = REFERENCES[(name ?? "").toLowerCase()];
  if (name !== undefined && named === undefined) return null;
  const code = named?.charCodeAt(0) ?? (hex === undefined ? Number(decimal) : Number.parseInt(hex, 16));
  return { code: code & 0xffff, end: at + whole.length };
}

/** The equals sign and the soft line break; any other byte is found as one that is spelt in hexadecimal. */
function quotedPrintable(view: View, at: number): ReturnType<Escape> {
  const match = /^=(3D|\r?\n)/.exec(slice(view, at, at + 3));
  return match === null ? null : { code: match[1] === "3D" ? 0x3d : NOTHING, end: at + match[0].length };
}

function hexadecimal(view: View, at: number, digits: number, end: number): ReturnType<Escape> {
  if (end > view.length) return null;
  let code = 0;
  for (let n = 0; n < digits; n++) {
    const digit = hexDigit(view.codes[at + n] ?? 0);
    if (digit === -1) return null;
    code = code * 16 + digit;
  }
  return { code, end };
}

/** The value of a hexadecimal digit, or -1. */
export function hexDigit(code: number): number {
  if (code >= 0x30 && code <= 0x39) return code - 0x30;
  const lower = code | 0x20;
  return lower >= 0x61 && lower <= 0x66 ? lower - 0x57 : -1;
}
