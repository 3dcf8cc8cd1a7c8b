import { credentialName } from "./credential-names.ts";
import { isStrong } from "./forms.ts";
import type { RuleName } from "./rules.ts";
import type { Declared } from "./shapes.ts";

/*
 * Finds credentials in JSON text by name. It reads token by token without recursion, because a peer may send text that
 * is cut off, broken or nested to any depth.
 */

/** A string (with its closing quote, unless it is cut off), a punctuation mark, or the text between them. */
const TOKEN = /"([^"\\]*(?:\\[\s\S][^"\\]*)*)("?)|[{}[\],:]|[^"{}[\],:]+/g;

/** An object or array that is open. */
interface Level {
  isArray: boolean;
  /** The name to which its members belong. For an array, this is the name before the array. */
  name: string;
  /** A `value` member, and the member that declares it a credential. */
  value: Declared | null;
  expires: boolean;
  namesCredential: boolean;
}

/**
 * Returns what the text of JSON declares to be secret. `names` are further names under which the probe expects a
 * secret.
 */
export function findInJson(text: string, names: readonly string[], rules: ReadonlySet<RuleName>): Declared[] {
  const declared: Declared[] = [];
  const levels: Level[] = [];
  let level = openLevel(false, "");
  let key = "";
  let last: { text: string; from: number; to: number; isString: boolean } | null = null;

  const close = (ended: Level): void => {
    const minted = rules.has("place: mint body") && (ended.expires || normalizeKey(ended.name) === "clientsecret");
    const paired = rules.has("place: JSON pair") && ended.namesCredential;
    if (ended.value !== null && (minted || paired)) declared.push(ended.value);
  };
  const endValue = (): void => {
    if (last === null) return;
    const name = level.isArray ? level.name : key;
    if (!level.isArray) {
      if (name === "expires_at") level.expires = true;
      if (last.isString && name === "value") level.value = { from: last.from, to: last.to };
      if (/^(?:name|key|header|id)$/i.test(name) && last.isString) {
        level.namesCredential ||= credentialName(last.text) === "certain";
      }
    }
    if (last.isString && last.text !== "" && isSecretBy(name, last.text, names, rules)) {
      declared.push({ from: last.from, to: last.to });
    }
    last = null;
  };

  for (const match of text.matchAll(TOKEN)) {
    const mark = match[0];
    if (match[1] !== undefined) {
      const from = match.index + 1;
      last = { text: unescapeJson(match[1]), from, to: from + match[1].length, isString: true };
    } else if (mark === ":") {
      key = last?.text ?? "";
      last = null;
    } else if (mark === "{" || mark === "[") {
      levels.push(level);
      level = openLevel(mark === "[", level.isArray ? level.name : key);
      key = "";
    } else if (mark === "}" || mark === "]") {
      endValue();
      close(level);
      level = levels.pop() ?? openLevel(false, "");
      key = "";
    } else if (mark === ",") {
      endValue();
      if (!level.isArray) key = "";
    } else if (mark.trim() !== "") last = { text: "", from: match.index, to: match.index, isString: false };
  }
  endValue();
  for (const open of [level, ...levels]) close(open);
  return declared;
}

/** Returns every string value of a JSON text. It is used for a text that declares more secrets than are searched. */
export function findAllStrings(text: string): Declared[] {
  return [...text.matchAll(TOKEN)].flatMap((match) => {
    const after = text.slice(match.index + match[0].length, match.index + match[0].length + 16);
    if (match[1] === undefined || match[1] === "" || /^\s{0,15}:/.test(after)) return [];
    return [{ from: match.index + 1, to: match.index + 1 + match[1].length }];
  });
}

function isSecretBy(name: string, value: string, names: readonly string[], rules: ReadonlySet<RuleName>): boolean {
  if (names.includes(name)) return rules.has("place: kept by the probe");
  if (!rules.has("place: JSON name") || name === "" || name.length > 128) return false;
  const sure = credentialName(name);
  return sure === "certain" || (sure === "perhaps" && isStrong(value));
}

function openLevel(isArray: boolean, name: string): Level {
  return { isArray, name, value: null, expires: false, namesCredential: false };
}

function normalizeKey(name: string): string {
  return name.toLowerCase().replace(/[^a-z]/g, "");
}

/** Decodes a JSON string. Returns it unchanged if it is broken. */
export function unescapeJson(text: string): string {
  if (!text.includes("\\")) return text;
  try {
    return String(JSON.parse(`"${text}"`));
  } catch {
    return text;
  }
}
