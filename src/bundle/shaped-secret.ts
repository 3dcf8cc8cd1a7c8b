import type { Report } from "../model/report.ts";
import { Vault } from "../redaction/secret.ts";
import { redactText } from "../redaction/text.ts";

/*
 * A report of this version holds no secret, because a run redacts at capture. But a report may be older, edited, or
 * from another tool. So everything that a peer may have written is masked once more before bundling. If a secret then
 * remains in the operator's own words, the bundle is refused.
 */

interface Masked {
  report: Report;
  /** JSON pointers to the values that were masked. */
  places: string[];
}

const LABEL = /REDACTED-[a-z]+-\d+/g;
/** Members whose value is a peer's own JSON. */
const PEERS_JSON = new Set(["json", "event"]);

/**
 * Masks everything in the recordings that has the shape of a secret, and every secret in `ours`. The report must be
 * judged again.
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

/** Values masked here get no number, because the numbers in a report identify the secrets of its run. */
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
  if (typeof value === "string") return noteMask(value, walk.mask(value), pointer, walk);
  if (Array.isArray(value)) {
    const [name, text] = value;
    // A header: its name may declare the value a secret.
    if (value.length === 2 && typeof name === "string" && typeof text === "string")
      return [walk.mask(name), noteMask(text, valueUnder(name, text, walk.mask), `${pointer}/1`, walk)];
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

/** Masks JSON as text, because whether a value is secret depends on the names around it. */
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

function noteMask(before: string, after: string, pointer: string, { places }: Walk): string {
  if (after !== before) places.push(pointer);
  return after;
}

/**
 * Returns the JSON pointer to the first text with the shape of a secret: a client secret, a token or a named
 * credential. Null if there is none. Keys count too.
 */
export function findShapedSecret(value: unknown): string | null {
  return search(value, "", new Vault());
}

/** A vault without secrets redacts by shape alone. The search ends at the first secret. */
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
