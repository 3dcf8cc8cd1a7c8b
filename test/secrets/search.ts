import { constants, unzipSync } from "node:zlib";

/*
 * Looks for secrets in everything that was written, knowing nothing of how the product looks for them: whatever can be
 * decoded is decoded, three layers deep, and every eight characters of a secret count.
 */

const WINDOW = 8;
/** In text of one case a window must be longer to be no accident. */
const FOLDED_WINDOW = 10;
/** In base64 whose case is lost, too. */
const BASE64_WINDOW = 12;
const LAYERS = 3;

/** What was found: where, and of what; never the value. */
export interface Leak {
  artefact: string;
  secret: string;
  layer: number;
}

/** All leaks of the named secrets in the named artefacts; one each a pair. */
export function leaksIn(artefacts: Map<string, string>, secrets: Map<string, string>): Leak[] {
  const exact = windowsOf(secrets, WINDOW, (text) => text);
  const folded = windowsOf(secrets, FOLDED_WINDOW, (text) => text.toLowerCase());
  const letters = windowsOf(secrets, WINDOW, lettersOf);
  const base64 = windowsOf(inBase64(secrets), BASE64_WINDOW, (text) => text);
  const leaks: Leak[] = [];
  for (const [artefact, text] of artefacts) {
    const found = new Set<string>();
    let layer = [text];
    for (let depth = 0; depth <= LAYERS && layer.length > 0; depth++) {
      const whole = layer.join("\n");
      const dense = whole.replace(/[\s\u00ad\u200b-\u200d\u2060\ufeff\0]+/g, "");
      const lower = dense.toLowerCase();
      for (const [windows, view] of [
        [exact, dense],
        [folded, lower],
        [base64, lower],
        [letters, lettersOf(dense)],
      ] as const) {
        for (const secret of windows.in(view)) {
          if (found.has(secret)) continue;
          found.add(secret);
          leaks.push({ artefact, secret, layer: depth });
        }
      }
      layer = [...new Set(layer.flatMap(decodings))];
    }
  }
  return leaks;
}

/** What is left of a text in which a secret may stand in pieces. */
function lettersOf(text: string): string {
  return text.replace(/[^A-Za-z0-9]+/g, "");
}

interface Windows {
  in(text: string): Set<string>;
}

/** At each alignment, in one case, without what a neighbour may change. */
function inBase64(secrets: Map<string, string>): [string, string][] {
  return [...secrets].flatMap(([name, value]) =>
    ["", "x", "xx"].map((before): [string, string] => {
      const text = Buffer.from(`${before}${value}`).toString("base64").toLowerCase();
      return [name, text.slice(before.length === 0 ? 0 : 4, text.length - 4)];
    }),
  );
}

function windowsOf(secrets: Iterable<[string, string]>, size: number, fold: (text: string) => string): Windows {
  const names = new Map<string, string>();
  const starts = new Uint8Array(1 << 16);
  for (const [name, value] of secrets) {
    for (const text of [fold(value), [...fold(value)].reverse().join("")]) {
      for (let at = 0; at + size <= text.length; at++) {
        names.set(text.slice(at, at + size), name);
        starts[startOf(text, at)] = 1;
      }
    }
  }
  return {
    in(text) {
      const found = new Set<string>();
      let start = startOf(` ${text.slice(0, STARTING)}`, 0);
      for (let at = 0; at + size <= text.length; at++) {
        start = followed(start, text.charCodeAt(at + STARTING - 1));
        if (starts[start] === 0) continue;
        const name = names.get(text.slice(at, at + size));
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
  const out: string[] = [];
  const plain = unescaped(text);
  if (plain !== text) out.push(plain);
  // Every alignment is tried, so that what stands before a run does not matter.
  const dense = text.replace(/\s+/g, "");
  out.push(...fromBase64(dense), ...hexadecimal(dense), ...decimal(dense), ...inflated(text));
  return out;
}

function unescaped(text: string): string {
  if (!/[%\\&=+]/.test(text)) return text;
  return text
    .replace(/%([0-9a-f]{2})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
    .replace(
      /\\(?:u\{?([0-9a-f]{4})\}?|x([0-9a-f]{2})|\r?\n|([/"'\\]))/gi,
      (_, a?: string, b?: string, mark?: string) =>
        a === undefined && b === undefined ? (mark ?? "") : String.fromCharCode(Number.parseInt(a ?? b ?? "", 16)),
    )
    .replace(/=\r?\n/g, "")
    .replace(/&#x([0-9a-f]+);|&#(\d+);/gi, (_, a?: string, b?: string) =>
      String.fromCharCode(a === undefined ? Number(b) : Number.parseInt(a, 16)),
    )
    .replace(/&(amp|lt|gt|quot|apos);/g, (_, name: string) => ({ amp: "&", lt: "<", gt: ">", quot: '"' })[name] ?? "'")
    .replace(/=([0-9A-F]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
}

function fromBase64(text: string): string[] {
  return [...text.matchAll(/[A-Za-z0-9+/_-]{12,}={0,2}/g)].flatMap(([run]) =>
    [0, 1, 2, 3].flatMap((skip) => {
      const bytes = Buffer.from(run.slice(skip), "base64");
      return printable(bytes);
    }),
  );
}

function hexadecimal(text: string): string[] {
  return [...text.matchAll(/(?:[0-9a-f]{2}[ ,:]?){8,}/gi)].flatMap(([run]) => {
    const digits = run.replace(/[^0-9a-f]/gi, "");
    return [digits, digits.slice(1)].flatMap((hex) => printable(Buffer.from(hex.slice(0, hex.length & ~1), "hex")));
  });
}

function decimal(text: string): string[] {
  return [...text.matchAll(/(?:\d{2,3},\s*){7,}\d{2,3}/g)].flatMap(([run]) =>
    printable(Buffer.from(run.split(",").map(Number))),
  );
}

/** What was compressed before it was put into base64, as a body in a HAR is: as much of it as is not cut off. */
function inflated(text: string): string[] {
  return [...text.matchAll(/(?<![A-Za-z0-9+/_-])(?:H4sI|eJ|eN|eA)[A-Za-z0-9+/_-]{12,}/g)].flatMap(([run]) => {
    try {
      return [
        unzipSync(Buffer.from(run, "base64"), {
          maxOutputLength: 1 << 20,
          finishFlush: constants.Z_SYNC_FLUSH,
        }).toString("latin1"),
      ];
    } catch {
      return [];
    }
  });
}

/** Stretches of at least a window that are text, or text of two bytes a letter. */
function printable(bytes: Buffer): string[] {
  return bytes.toString("latin1").match(/[\0\x20-\x7e]{8,}/g) ?? [];
}
