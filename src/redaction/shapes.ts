import { isStrong } from "./forms.ts";
import type { RuleName } from "./rules.ts";

/** Characters that a peer declares to be a secret by name, place or shape. */
export interface Declared {
  from: number;
  to: number;
}

/**
 * The beginning of a word. In JSON text, an escaped line break also counts, because its letter belongs to no word.
 * Searching only at word starts keeps the time linear if a shape repeats without end.
 */
const BEGIN = String.raw`(?:(?<![A-Za-z0-9_-])|(?<=\\[nrtbf]))`;

/** Shapes of credentials. The group `secret` is masked, and every repetition is bounded. */
const SHAPES: { rule: RuleName; shape: RegExp; needsStrength?: true }[] = [
  { rule: "shape: ephemeral", shape: /(?<secret>ek_[A-Za-z0-9_-]{8,512})/ },
  {
    rule: "shape: token",
    shape: /(?<secret>eyJ[A-Za-z0-9_-]{8,4096}\.[A-Za-z0-9_-]{8,8192}(?:\.[A-Za-z0-9_-]{0,2048})?)/,
  },
  { rule: "shape: annotated key", shape: /(?<secret>[A-Za-z0-9]{52}JQQJ99[A-Za-z0-9]{20,30}={0,2})/ },
  { rule: "shape: platform key", shape: /(?<secret>sk-[A-Za-z0-9_-]{16,512})/ },
  { rule: "shape: subprotocol", shape: /openai-insecure-api-key\.(?<secret>[^\s,;"'\\]{6,4096})/ },
  {
    // A challenge names what it wants (`Bearer authorization_uri="https://…"`), and that name is not a credential.
    rule: "shape: bearer",
    shape: /(?:bearer|basic)\s{1,4}(?<secret>[A-Za-z0-9._~+/-]{16,4096}={0,2})(?![A-Za-z0-9="])/i,
    needsStrength: true,
  },
  {
    rule: "shape: userinfo",
    shape: /[a-z][a-z0-9+.-]{0,20}:[\\/]{2,6}(?<secret>[^\s/?#"'<>\\]{1,512})@/i,
  },
  {
    rule: "shape: SDP",
    shape: /a=(?:ice-(?:pwd|ufrag):|crypto:\d{1,9} [\w-]{1,64} )(?<secret>[^\s\\"]{1,512})/,
  },
];

/** Every text that contains one of the shapes matches this expression. Most texts do not match it. */
const HINT = /ek_|eyJ|JQQJ99|sk-|insecure-api-key|bearer|basic|:[\\/]{2}|a=(?:ice-|crypto:)/i;

const PATTERNS = SHAPES.map(({ shape, ...rest }) => ({
  ...rest,
  shape: new RegExp(`${BEGIN}${shape.source}`, `g${shape.flags}`),
}));

/** A text with more shapes is masked whole, because no service sends it, and each shape costs memory. */
const MOST_SHAPES = 1024;

/** Returns everything in a text that has the shape of a credential. */
export function findShapes(text: string, rules: ReadonlySet<RuleName>): Declared[] {
  if (!HINT.test(text)) return [];
  const found: Declared[] = [];
  for (const { rule, shape, needsStrength } of PATTERNS) {
    if (!rules.has(rule)) continue;
    for (const match of text.matchAll(shape)) {
      const secret = match.groups?.secret ?? "";
      if (secret.startsWith("REDACTED") || (needsStrength && !isStrong(secret))) continue;
      const from = match.index + match[0].lastIndexOf(secret);
      found.push({ from, to: from + secret.length });
      if (found.length > MOST_SHAPES) return [{ from: 0, to: text.length }];
    }
  }
  return found;
}
