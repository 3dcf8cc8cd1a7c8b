import type { Report } from "../model/report.ts";
import { Vault } from "../redaction/secret.ts";
import { redactText } from "../redaction/text.ts";

/*
 * A run redacts what it captures, and a report that it wrote holds no secret. But a report may be older, or edited, or
 * from another tool. So whatever a peer may have written is masked once more before it goes into a bundle. What remains
 * after that is in the operator's own words, and is not changed: the bundle is refused.
 */

export interface Masked {
  report: Report;
  /** JSON pointers to the values that were masked. */
  places: string[];
}

const LABEL = /REDACTED-[a-z]+-\d+/g;
/** Members whose value is a peer's own JSON. */
const PEERS_JSON = new Set(["json", "event"]);

/**
 * A report whose recordings hold nothing of the shape of a secret, and no secret of `ours`. Its verdicts have to be
 * concluded again.
 */
export function maskShapedSecrets(report: Report, ours: Vault): Masked {
  const places: string[] = [];
  const results = report.results.map((result, n) => {
    const mask = maskOf(ours, new Vault());
    return {
      ...result,
      recording: maskEach(result.recording, `/results/${n}/recording`, { mask, places }),
    };
  });
  return { report: { ...report, results }, places };
}

/** What is masked here gets no number: the numbers in a report say which secret of its run it was. */
function maskOf(ours: Vault, theirs: Vault): (text: string) => string {
  return (text) => {
    const masked = redactText(ours.redact(text), theirs);
    return masked === text ? text : masked.replace(LABEL, (label) => (text.includes(label) ? label : "REDACTED"));
  };
}

interface Walk {
  mask: (text: string) => string;
  places: string[];
}

function maskEach<T>(value: T, pointer: string, walk: Walk): T;
function maskEach(value: unknown, pointer: string, walk: Walk): unknown {
  if (typeof value === "string") return noted(value, walk.mask(value), pointer, walk);
  if (Array.isArray(value)) {
    const [name, text] = value;
    // A header: the name may be what says that the value is a secret.
    if (value.length === 2 && typeof name === "string" && typeof text === "string")
      return [walk.mask(name), noted(text, valueUnder(name, text, walk.mask), `${pointer}/1`, walk)];
    return value.map((element, n) => maskEach(element, `${pointer}/${n}`, walk));
  }
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, child]) => {
      const at = `${pointer}/${key.replaceAll("~", "~0").replaceAll("/", "~1")}`;
      return [key, PEERS_JSON.has(key) ? maskJson(child, at, walk) : maskEach(child, at, walk)];
    }),
  );
}

/** JSON is masked as the text that it was: what is a secret in it depends on the names around a value. */
function maskJson(json: unknown, pointer: string, walk: Walk): unknown {
  if (json === null) return null;
  const text = JSON.stringify(json);
  const masked = walk.mask(text);
  if (masked === text) return json;
  try {
    const value: unknown = JSON.parse(masked);
    walk.places.push(pointer);
    return value;
  } catch {
    return maskEach(json, pointer, walk);
  }
}

function valueUnder(name: string, value: string, mask: Walk["mask"]): string {
  const masked = mask(value);
  const pair = `${name}: ${masked}`;
  return mask(pair) === pair ? masked : "REDACTED";
}

function noted(before: string, after: string, pointer: string, { places }: Walk): string {
  if (after !== before) places.push(pointer);
  return after;
}

/**
 * JSON pointer to the first text in a value that has the shape of a secret: a minted secret, a token, an annotated key,
 * a value under the name of a credential. null if there is none. Keys are looked at too.
 */
export function shapedSecretIn(value: unknown): string | null {
  return search(value, "", new Vault());
}

/** A vault without secrets redacts by shape alone; the first that it learns ends the search. */
function search(value: unknown, pointer: string, vault: Vault): string | null {
  if (typeof value === "string") return redactText(value, vault) === value ? null : pointer || "/";
  if (typeof value !== "object" || value === null) return null;
  for (const [key, child] of Object.entries(value)) {
    if (redactText(key, vault) !== key) return `${pointer} (a key of it)`;
    const found = search(child, `${pointer}/${key.replaceAll("~", "~0").replaceAll("/", "~1")}`, vault);
    if (found !== null) return found;
  }
  return null;
}
