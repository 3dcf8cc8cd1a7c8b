import { constants, unzipSync } from "node:zlib";
import { BARRIER, slice, type View } from "./view.ts";

/** What the compressed texts of one text may grow to, together: of a bomb no more is read. */
const MOST = 1 << 20;
/** Base64 in which gzip and zlib begin, from their first two bytes on; in one line or several. */
const BEGINNING = /(?<![A-Za-z0-9+/_-])(?:H4sI|eJ|eN|eA|eF)(?:[A-Za-z0-9+/_-]|\r?\n(?=[A-Za-z0-9+/_-])){14,}/g;

/**
 * What a view holds compressed and in base64, as an archive of a session holds bodies; null where nothing is. Of what
 * is found in it the whole of the compressed text is the place.
 */
export function inflated(view: View): View | null {
  if (!mayHold(view)) return null;
  const text = textOf(view);
  const codes: number[] = [];
  const from: number[] = [];
  const to: number[] = [];
  for (const { 0: run, index } of text.matchAll(BEGINNING)) {
    const bytes = inflate(run, MOST - codes.length);
    if (bytes === null) continue;
    for (const code of [...bytes, BARRIER]) {
      codes.push(code);
      from.push(view.from[index] ?? 0);
      to.push(view.to[index + run.length - 1] ?? 0);
    }
  }
  if (codes.length === 0) return null;
  return {
    length: codes.length,
    codes: Uint16Array.from(codes),
    from: Uint32Array.from(from),
    to: Uint32Array.from(to),
  };
}

/** A look at the letters alone, for nearly no text holds any. */
function mayHold({ codes, length }: View): boolean {
  for (let at = 0; at + 18 <= length; at++) {
    const code = codes[at];
    const next = codes[at + 1];
    if (code === 0x65 && (next === 0x4a || next === 0x4e || next === 0x41 || next === 0x46)) return true;
    if (code === 0x48 && next === 0x34) return true;
  }
  return false;
}

/**
 * What there is of it up to where it was cut off, is broken or grows too large; null where that is nothing. A broken one
 * counts as far as it goes: whoever cuts it before the fault, as a column of a table does, shows one that can be read.
 */
function inflate(base64: string, most: number): Buffer | null {
  const bytes = Buffer.from(base64, "base64");
  const whole = inflateAll(bytes, most);
  if (whole !== null) return whole;
  let longest: Buffer | null = null;
  for (let [sound, broken] = [0, bytes.length]; broken - sound > 1; ) {
    const middle = (sound + broken) >> 1;
    const read = inflateAll(bytes.subarray(0, middle), most);
    if (read === null) broken = middle;
    else [sound, longest] = [middle, read];
  }
  return longest;
}

/** null where it is none, broken, or too large. */
function inflateAll(bytes: Buffer, most: number): Buffer | null {
  try {
    return unzipSync(bytes, { maxOutputLength: Math.max(1, most), finishFlush: constants.Z_SYNC_FLUSH });
  } catch {
    return null;
  }
}

function textOf(view: View): string {
  let text = "";
  for (let at = 0; at < view.length; at += 8192) text += slice(view, at, at + 8192);
  return text;
}
