/*
 * Text as a reader would come to see it: escapes undone, layer by layer, and folded so that neither case nor spacing
 * hides a secret. Each character knows where it stood in the original, so that what is found can be replaced there.
 */

/** Decoded or folded text. `from` and `to` are the bounds of each character in the original text. */
export interface View {
  length: number;
  codes: Uint16Array;
  from: Uint32Array;
  to: Uint32Array;
}

/** An escape that starts at `at`: the character it stands for, and where it ends; null where there is none. */
type Decoder = (text: View, at: number) => { code: number; end: number } | null;

/** How many escapes may be nested in one another. */
const LAYERS = 3;
const CONTROLS: Record<string, number> = { b: 0x08, f: 0x0c, n: 0x0a, r: 0x0d, t: 0x09 };
const REFERENCES: Record<string, string> = {
  amp: "&",
  apos: "'",
  equals: "=",
  gt: ">",
  lt: "<",
  nbsp: " ",
  plus: "+",
  quot: '"',
  sol: "/",
};

/** The escapes of URLs, JSON and shells, HTML and XML, and quoted-printable, by the character that begins them. */
export const DECODERS = {
  percent: { lead: "%", decode: (view, at) => hexadecimal(view, at + 1, 2, at + 3) },
  backslash: { lead: "\\", decode: backslashEscape },
  reference: { lead: "&", decode: characterReference },
  "quoted-printable": { lead: "=", decode: quotedPrintable },
} as const satisfies Record<string, { lead: string; decode: Decoder }>;

export type DecoderName = keyof typeof DECODERS;

/** The text as it is, then with one layer of escapes undone after the other, while there are any; each folded. */
export function* viewsOf(text: string, decoders: readonly DecoderName[]): Generator<View> {
  let view = viewOf(text);
  yield folded(view);
  if (!/[%\\&=]/.test(text)) return;
  for (let layer = 0; layer < LAYERS; layer++) {
    const next = decoded(view, decoders);
    if (next.length === view.length) return;
    view = next;
    yield folded(view);
  }
}

/** A text as views hold it, for comparison with them; and the same with its case kept. */
export function foldedText(text: string): { text: string; cased: string } {
  const { codes, from, length } = folded(viewOf(text));
  const characters = Array.from(codes.subarray(0, length), (code) => String.fromCharCode(code));
  return { text: characters.join(""), cased: Array.from(from.subarray(0, length), (at) => text[at]).join("") };
}

function viewOf(text: string): View {
  const view = emptyView(text.length);
  for (let at = 0; at < text.length; at++) push(view, text.charCodeAt(at), at, at + 1);
  return view;
}

function emptyView(capacity: number): View {
  return {
    length: 0,
    codes: new Uint16Array(capacity),
    from: new Uint32Array(capacity),
    to: new Uint32Array(capacity),
  };
}

function push(view: View, code: number, from: number, to: number): void {
  view.codes[view.length] = code;
  view.from[view.length] = from;
  view.to[view.length] = to;
  view.length += 1;
}

function decoded(view: View, decoders: readonly DecoderName[]): View {
  const byLead: (Decoder | undefined)[] = Array.from({ length: 128 });
  for (const name of decoders) byLead[DECODERS[name].lead.charCodeAt(0)] = DECODERS[name].decode;
  const out = emptyView(view.length);
  const { codes, from, to, length } = view;
  for (let at = 0; at < length; ) {
    const code = codes[at] ?? 0;
    const undone = code < 128 ? (byLead[code]?.(view, at) ?? null) : null;
    const end = undone === null ? at + 1 : undone.end;
    push(out, undone?.code ?? code, from[at] ?? 0, to[end - 1] ?? 0);
    at = end;
  }
  return out;
}

/** Lower case, without white space, controls and invisible characters; `+`, which a form makes a space, is left out too. */
function folded({ codes, from, to, length }: View): View {
  const out = emptyView(length);
  for (let at = 0; at < length; at++) {
    const code = codes[at] ?? 0;
    if (isIgnored(code)) continue;
    push(out, code >= 0x41 && code <= 0x5a ? code + 0x20 : code, from[at] ?? 0, to[at] ?? 0);
  }
  return out;
}

function isIgnored(code: number): boolean {
  if (code <= 0x20 || code === 0x2b) return true;
  if (code < 0x7f) return false;
  if (code <= 0xa0 || code === 0xad || code === 0xfeff) return true;
  return code >= 0x200b && code <= 0x206f && (code <= 0x200f || code >= 0x2028);
}

function backslashEscape(view: View, at: number): ReturnType<Decoder> {
  const kind = String.fromCharCode(view.codes[at + 1] ?? 0);
  if (at + 1 >= view.length) return null;
  if (kind === "u") return hexadecimal(view, at + 2, 4, at + 6);
  if (kind === "x") return hexadecimal(view, at + 2, 2, at + 4);
  // A line break stays one: in quoted-printable it belongs to the escape before it.
  return { code: CONTROLS[kind] ?? kind.charCodeAt(0), end: at + 2 };
}

function characterReference(view: View, at: number): ReturnType<Decoder> {
  const match = /^&(?:#x([0-9a-f]{1,6})|#(\d{1,7})|([a-z]{2,6}));/i.exec(slice(view, at, at + 12));
  if (match === null) return null;
  const [whole, hex, decimal, name] = match;
  const named = REFERENCES[(name ?? "").toLowerCase()];
  if (name !== undefined && named === undefined) return null;
  const code = named?.charCodeAt(0) ?? (hex === undefined ? Number(decimal) : Number.parseInt(hex, 16));
  return { code: code & 0xffff, end: at + whole.length };
}

function quotedPrintable(view: View, at: number): ReturnType<Decoder> {
  const match = /^=(3D|\r?\n)/.exec(slice(view, at, at + 3));
  return match === null ? null : { code: match[1] === "3D" ? 0x3d : 0x20, end: at + match[0].length };
}

function hexadecimal(view: View, at: number, digits: number, end: number): ReturnType<Decoder> {
  if (end > view.length) return null;
  let code = 0;
  for (let n = 0; n < digits; n++) {
    const digit = hexDigit(view.codes[at + n] ?? 0);
    if (digit === -1) return null;
    code = code * 16 + digit;
  }
  return { code, end };
}

function hexDigit(code: number): number {
  if (code >= 0x30 && code <= 0x39) return code - 0x30;
  const lower = code | 0x20;
  return lower >= 0x61 && lower <= 0x66 ? lower - 0x57 : -1;
}

function slice(view: View, from: number, to: number): string {
  return String.fromCharCode(...view.codes.subarray(from, Math.min(to, view.length)));
}
