import { credentialName, isCredentialName } from "./credential-names.ts";
import { isStrong } from "./forms.ts";
import { findAllStrings, findInJson, unescapeJson } from "./json-strings.ts";
import { type Hit, Needles } from "./needles.ts";
import type { RuleName } from "./rules.ts";
import { MASK, maskHits, mergeHits, type Vault } from "./secret.ts";
import { type Declared, findShapes } from "./shapes.ts";

/*
 * Redaction of one captured text. Labels replace the run's own secrets everywhere. REDACTED replaces what the text
 * itself declares to be a secret, at that place and wherever the text repeats it.
 */

/** Maximum declared values that are searched elsewhere in a text. A text with more loses all its values. */
const MOST_DECLARED = 32;

/** Only this beginning of a longer value is searched. */
const LONGEST_REPEATED = 1024;
/**
 * Minimum length of a matching piece of a declared value. Without it, long repetitive values would make the search
 * slow.
 */
const SHORTEST_REPEATED = 32;

/** A name and the separator before its value. All parts are bounded, and the match begins only at a word start. */
const NAME =
  /(?<![\w.-])([A-Za-z][\w.-]{1,63})\\{0,4}["']?[ \t]{0,4}(=|:|%3D)[ \t]{0,4}(?:(?:Bearer|Basic)[ \t]{1,4})?/gi;
/** The value: quoted, or one word. */
const VALUE = /\\{0,4}"([^"\\<>]{1,1024})|'([^'\\<>]{1,1024})|([^\s"'&<>,;\\]{1,4096})/y;
const ELEMENT = /<(?:[\w.-]{1,32}:)?([A-Za-z][\w.-]{1,63})(?:\s[^<>]{0,256})?>(?:<!\[CDATA\[)?([^<>]{1,4096})/g;
/** `name="api_key" … value="…"`, as in a form or a configuration file. */
const FIELD =
  /\b(?:name|key|id)\s{0,4}=\s{0,4}["']([^"'<>]{1,64})["'][^<>]{0,256}?\bvalue\s{0,4}=\s{0,4}["']([^"'<>]{1,4096})/gi;
/** Every text with a credential under a name matches this expression. Most texts do not match it. */
const HINT =
  /(?:token|secret|key|credentials?|passw(?:or)?d|passphrase|pwd|sas|sig|signature|authorization|cookie|code)\d{0,4}(?![A-Za-z])|ufrag|\\u00/i;

/** What the place of a text adds to its own declarations. */
interface Context {
  /** Further JSON names under which the probe expects a secret. */
  names?: readonly string[];
  /** Values that other parts of the same capture declare. */
  values?: readonly string[];
}

/** Replaces every secret in a text. */
export function redactText(text: string, vault: Vault, context: Context = {}): string {
  const declared = findDeclared(text, context.names ?? [], vault);
  const ours = vault.find(text);
  const values = [...declared.map(({ from, to }) => plainOf(text.slice(from, to))), ...(context.values ?? [])];
  if (values.length === 0) return maskHits(text, ours);
  const masks = declared.map(({ from, to }): Hit => ({ from, to, label: MASK }));
  return maskHits(text, mergeHits([...ours, ...masks, ...findRepeated(text, values, vault)]));
}

function findDeclared(text: string, names: readonly string[], vault: Vault): Declared[] {
  const { rules } = vault;
  const shapes = findShapes(text, rules);
  const mayBeMinted = text.includes("expires_at") && text.includes("value");
  if (names.length === 0 && !mayBeMinted && !HINT.test(text)) return shapes;
  const json = isJson(text) ? findInJson(text, names, rules) : [];
  return [...shapes, ...json, ...findNamed(text, vault)].filter(({ from, to }) => !isLabel(text.slice(from, to)));
}

/** Finds credentials under a name in text of any kind: forms, YAML, connection strings, URLs, headers, XML, HTML. */
function findNamed(text: string, { rules }: Vault): Declared[] {
  const found = rules.has("place: name in text") ? findAfterNames(text, rules.has("place: quoted name in text")) : [];
  const fields: [RuleName, RegExp][] = [
    ["place: XML element", ELEMENT],
    ["place: HTML value", FIELD],
  ];
  for (const [rule, shape] of text.includes("<") ? fields : []) {
    if (!rules.has(rule)) continue;
    for (const match of text.matchAll(shape)) {
      const [whole, name = "", value = ""] = match;
      if (credentialName(name) !== "certain" || value.trim() === "") continue;
      const from = match.index + whole.lastIndexOf(value);
      found.push({ from, to: from + value.length });
    }
  }
  return found;
}

function findAfterNames(text: string, quotedToo: boolean): Declared[] {
  const found: Declared[] = [];
  NAME.lastIndex = 0;
  for (let name = NAME.exec(text); name !== null; name = NAME.exec(text)) {
    if (!isCredentialName(name[1] ?? "")) continue;
    VALUE.lastIndex = NAME.lastIndex;
    const match = VALUE.exec(text);
    if (match === null) continue;
    const quoted = match[1] ?? match[2];
    const value = quoted ?? match[3] ?? "";
    const to = match.index + match[0].length;
    if ((quoted !== undefined && !quotedToo) || !isNamedSecret(name[1] ?? "", name[2] ?? "", value, text, to)) continue;
    found.push({ from: to - value.length, to });
    NAME.lastIndex = to;
  }
  return found;
}

/** Prose has colons too (`the api-key: in a header`), so after a colon the value must look like a credential. */
function isNamedSecret(name: string, sign: string, value: string, text: string, end: number): boolean {
  if (!isCredentialName(name)) return false;
  if (sign !== ":")
    return value.length >= 4 && (credentialName(name) === "certain" || isStrong(value) || value.length >= 16);
  if (isStrong(value)) return name.toLowerCase() !== "code";
  // In YAML and in header blocks, the line contains nothing else.
  const alone = /^[ \t]{0,64}(?:\r?\n|$)/.test(text.slice(end, end + 70)) || /^["']/.test(text.slice(end, end + 1));
  return alone && credentialName(name) === "certain" && value.length >= 4 && /\d|[^A-Za-z\s]/.test(value);
}

/** Returns the positions at which a strong declared value is repeated, in any escaped form. */
function findRepeated(text: string, values: string[], vault: Vault): Hit[] {
  if (!vault.rules.has("place: repeated")) return [];
  const strong = new Set(values.filter(isStrong));
  if (strong.size > MOST_DECLARED) return maskAll(text);
  const hits: Hit[] = [];
  if (strong.size === 0) return hits;
  const needles = new Needles(true);
  for (const value of strong) {
    const form = { text: value.slice(0, LONGEST_REPEATED), shortest: value.length, isBase64: false };
    needles.add({ label: MASK, forms: [form], counts: (piece) => piece.length >= SHORTEST_REPEATED });
  }
  vault.searchLayers(text, needles, (hit) => hits.push(hit));
  return hits;
}

function maskAll(text: string): Hit[] {
  const strings = isJson(text) ? findAllStrings(text) : [];
  if (strings.length === 0) return [{ from: 0, to: text.length, label: MASK }];
  return strings.map(({ from, to }) => ({ from, to, label: MASK }));
}

function isJson(text: string): boolean {
  return /^[\s\ufeff]{0,64}[[{]/.test(text);
}

/** Decodes the JSON and URL escapes of a declared value. */
function plainOf(value: string): string {
  const text = unescapeJson(value);
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function isLabel(value: string): boolean {
  return /^[^A-Za-z0-9]{0,3}(?:(?:Bearer|Basic) )?REDACTED(?:-[a-z]+-\d+)?(?![A-Za-z0-9])/.test(value);
}
