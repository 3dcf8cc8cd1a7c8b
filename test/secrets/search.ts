/*
 * Looks for secrets in everything that was written, without knowing how the product looks for them: escapes, base64 and
 * hexadecimal are decoded, three layers deep, and every eight characters of a secret count.
 */

const WINDOW = 8;
const LAYERS = 3;

/** What was found: where, and of what; never the value. */
export interface Leak {
  artefact: string;
  secret: string;
  layer: number;
}

/** All leaks of the named secrets in the named artefacts; one each a pair. */
export function leaksIn(artefacts: Map<string, string>, secrets: Map<string, string>): Leak[] {
  const windows = windowsOf(secrets);
  const leaks: Leak[] = [];
  for (const [artefact, text] of artefacts) {
    const found = new Set<string>();
    let layer = [text];
    for (let depth = 0; depth <= LAYERS && layer.length > 0; depth++) {
      for (const secret of windows.in(layer.join("\n").replace(INVISIBLE, ""))) {
        if (found.has(secret)) continue;
        found.add(secret);
        leaks.push({ artefact, secret, layer: depth });
      }
      layer = [...new Set(layer.flatMap(decodings))];
    }
  }
  return leaks;
}

/** What parts the letters of a word without being seen. */
const INVISIBLE = /[\u00ad\u200b-\u200f\u2060-\u2064\ufeff]|<\/?[a-z]{1,8} ?\/?>/gi;

interface Windows {
  in(text: string): Set<string>;
}

function windowsOf(secrets: Map<string, string>): Windows {
  const names = new Map<string, string>();
  const starts = new Uint8Array(1 << 16);
  for (const [name, text] of secrets) {
    for (let at = 0; at + WINDOW <= text.length; at++) {
      names.set(text.slice(at, at + WINDOW), name);
      starts[startOf(text, at)] = 1;
    }
  }
  return {
    in(text) {
      const found = new Set<string>();
      let start = startOf(` ${text.slice(0, STARTING)}`, 0);
      for (let at = 0; at + WINDOW <= text.length; at++) {
        start = followed(start, text.charCodeAt(at + STARTING - 1));
        if (starts[start] === 0) continue;
        const name = names.get(text.slice(at, at + WINDOW));
        if (name !== undefined) found.add(name);
      }
      return found;
    },
  };
}

/** Characters by whose mixture a window is told from nearly everything else. */
const STARTING = 4;

/** A number made of the characters that a window begins with. */
function startOf(text: string, begins: number): number {
  let start = 0;
  for (let at = begins; at < begins + STARTING; at++) start = followed(start, text.charCodeAt(at));
  return start;
}

/** The same for the text that begins one character on: what went before is shifted out. */
function followed(start: number, code: number): number {
  return ((start << 4) ^ (code * 0x9d)) & 0xffff;
}

/** Everything that a text may be the encoding of. */
function decodings(text: string): string[] {
  const plain = unescaped(text);
  return [...(plain === text ? [] : [plain]), ...fromBase64(text), ...fromHexadecimal(text)];
}

function unescaped(text: string): string {
  if (!/[%\\&]/.test(text)) return text;
  return text
    .replace(/%([0-9a-f]{2})/gi, (_, digits: string) => String.fromCharCode(Number.parseInt(digits, 16)))
    .replace(/\\(?:u([0-9a-f]{4})|(["'/\\]))/gi, (_, digits?: string, mark?: string) =>
      digits === undefined ? (mark ?? "") : String.fromCharCode(Number.parseInt(digits, 16)),
    )
    .replace(/&#x([0-9a-f]+);|&#(\d+);/gi, (_, digits?: string, decimal?: string) =>
      String.fromCharCode(digits === undefined ? Number(decimal) : Number.parseInt(digits, 16)),
    )
    .replace(/&(amp|lt|gt|quot|apos);/g, (_, name: string) => ({ amp: "&", lt: "<", gt: ">", quot: '"' })[name] ?? "'")
    .replace(/&[a-z][a-z0-9]+;/gi, "");
}

function fromBase64(text: string): string[] {
  return [...text.matchAll(/[A-Za-z0-9+/_-]{11,}={0,2}/g)].flatMap(([run]) =>
    // Every alignment is tried, so that what comes before a run does not matter.
    [0, 1, 2, 3].flatMap((skip) => printable(Buffer.from(run.slice(skip), "base64"))),
  );
}

function fromHexadecimal(text: string): string[] {
  return [...text.matchAll(/(?:[0-9a-f]{2}){8,}/gi)].flatMap(([run]) =>
    [run, run.slice(1)].flatMap((digits) => printable(Buffer.from(digits.slice(0, digits.length & ~1), "hex"))),
  );
}

/** Stretches of at least a window that are text. */
function printable(bytes: Buffer): string[] {
  return bytes.toString("latin1").match(/[\x20-\x7e]{8,}/g) ?? [];
}
