import type { Answer } from "../model/answer.ts";
import { oncePer } from "../model/once.ts";
import type { SentField, SentRequest } from "./sent.ts";

/*
 * What an answer is about, by comparison with what the probe sent. No word of the service's language is known here:
 * every pattern is made from a name or a value of the request itself.
 */

/** The parts of a request that an answer names. */
export interface Subject {
  /** Fields other than the deployment's that the details of the answer point at. */
  pointed: SentField[];
  /** The same, and those that its words name. The first is the most specific. */
  fields: SentField[];
  /**
   * Fields whose name or value is a word of the message, but may be there by chance. They prove nothing, but the answer
   * may be about them.
   */
  mentioned: SentField[];
  /** A pointer of the answer (`param`, `loc`, `target`) to something that was not sent. Null if there is none. */
  notSent: string | null;
  /** Whether the answer names the deployment, the field that holds it, or the operation. */
  model: boolean;
}

/** Names by which requests select a deployment, whichever of them this request uses. */
const SELECTORS = ["model", "deployment", "deployment_id", "deployment_name"];
/** The api-version belongs to every address, even to one that does not send it. */
const OF_EVERY_ADDRESS: SentField = { place: "query", path: "api-version", value: null, selects: null };

/** Returns the parts of the request that the answer names. */
export function subjectOf(answer: Pick<Answer, "code" | "message" | "param" | "pointers">, sent: SentRequest): Subject {
  const pointers = [answer.param, ...answer.pointers].filter((pointer) => pointer !== null);
  const pointed = pointers.map((pointer) => pointedAt(pointer, sent.fields));
  const texts = [answer.code, answer.message].filter((text) => text !== null);
  const others = [...sent.fields.filter((one) => !isSelector(one)), OF_EVERY_ADDRESS];
  const inMessage = others.filter((one) => texts.some((text) => isNamed(one, text)));
  const found = pointed.flatMap(({ fields }) => fields);
  const unnamed = texts.map((text) => withoutNames(text, inMessage));
  const words = new Set(texts.flatMap((text) => wordsOf(text)));
  const notSent = pointers.find((_, n) => pointed[n]?.fields.length === 0 && pointed[n]?.isModel !== true) ?? null;
  return {
    pointed: found,
    fields: [...new Set([...found, ...inMessage.sort(bySpecificity)])],
    mentioned: sent.fields.filter((one) => !isSelector(one) && isMentioned(one, words, sent.operation)),
    notSent,
    model: pointed.some(({ isModel }) => isModel) || unnamed.some((text) => namesModel(text, sent)),
  };
}

/** `body session.turn_detection`, as differences between two requests name it. */
export function fieldInWords({ place, path }: SentField): string {
  return `${place} ${path}`;
}

/** A probe may select its deployment by a fixed name. */
function isSelector({ selects, place, path }: SentField): boolean {
  return selects === "deployment" || (place === "path" && selects !== null) || SELECTORS.includes(path);
}

function bySpecificity(a: SentField, b: SentField): number {
  return b.path.split(".").length - a.path.split(".").length;
}

/** Parts of a pointer that name the place of the field and not the field. */
const LOCATIONS = new Set(["$", "#", "body", "query", "header", "request", "path"]);

function pointedAt(pointer: string, fields: SentField[]): { fields: SentField[]; isModel: boolean } {
  const parts = pointer.split(/[.[\]/'"`\s]+/).filter((part) => part !== "");
  const names = LOCATIONS.has(parts[0]?.toLowerCase() ?? "") && parts.length > 1 ? parts.slice(1) : parts;
  if (names.length === 0) return { fields: [], isModel: false };
  const fitting = nearest(names, fields);
  const last = names.at(-1)?.toLowerCase() ?? "";
  const selected = fitting.filter(isSelector);
  // A pointer to an object that holds the deployment, among other fields, points at the object.
  const isModel = selected.some(({ path }) => names.length >= path.split(".").length || fitting.length === 1);
  if (isModel || (fitting.length === 0 && SELECTORS.includes(last))) return { fields: [], isModel: true };
  return { fields: fitting.filter((one) => !isSelector(one)), isModel };
}

/** The fields at a path. If it was not sent as such, the field that it is in, or else the fields below it. */
function nearest(names: string[], fields: SentField[]): SentField[] {
  const fitting = fields.filter(({ path }) => overlaps(names, path.split(".")));
  const depth = (one: SentField) => one.path.split(".").length;
  const exact = fitting.filter((one) => depth(one) === names.length);
  if (exact.length > 0) return exact;
  const above = fitting.filter((one) => depth(one) < names.length).sort((a, b) => depth(b) - depth(a));
  return above.length > 0 ? above.slice(0, 1) : fitting.sort((a, b) => depth(a) - depth(b)).slice(0, 1);
}

/** Whether one of two paths ends with the other, begins with it, or ends with its beginning. */
function overlaps(named: string[], sent: string[]): boolean {
  const a = named.map(plainName);
  const b = sent.map(plainName);
  const [short, long] = a.length <= b.length ? [a, b] : [b, a];
  const at = (from: number) => short.every((name, n) => long[from + n] === name);
  return at(0) || at(long.length - short.length);
}

/** Hyphens, underscores and capitals are spelt in more than one way. */
function plainName(name: string): string {
  return name.toLowerCase().replace(/[-_]/g, "");
}

const patternsOf = oncePer((field: SentField) => ({ name: namePattern(field), value: valuePattern(field) }));

function isNamed(field: SentField, text: string): boolean {
  const { name, value } = patternsOf(field);
  return (name?.test(text) ?? false) || (value?.test(text) ?? false);
}

/** Whether the name or the value of a field is a word of a text. A value that the path has too names the operation. */
function isMentioned({ path, value }: SentField, words: ReadonlySet<string>, operation: string[]): boolean {
  const names = path
    .split(".")
    .filter((part) => !/^\d+$/.test(part))
    .slice(-1)
    .map(plainWord);
  const values = value === null || operation.includes(value) ? [] : [plainWord(value)];
  return [...names, ...values].some((name) => name.length > 1 && (words.has(name) || words.has(`${name}s`)));
}

function plainWord(text: string): string {
  return text.toLowerCase().replace(/(?<=..)s$/, "");
}

/** A text without the names and values of fields, whose words may be those of the operation: `max_completion_tokens`. */
function withoutNames(text: string, fields: SentField[]): string {
  const patterns = fields.flatMap((field) => Object.values(patternsOf(field)).filter((pattern) => pattern !== null));
  return patterns.reduce((rest, pattern) => rest.replaceAll(new RegExp(pattern, `${pattern.flags}g`), " "), text);
}

/** Marks that set a name apart from the sentence around it, in any language. */
const OPEN = "[\"'`´‘’“”„«»「『〈《(\\[]";
const CLOSE = "[\"'`´‘’“”„«»」』〉》)\\]]";
const START = "(?<![\\p{L}\\p{N}_])";
const END = "(?![\\p{L}\\p{N}_])";

/**
 * A name of several words is recognised anywhere. A name of one word may be a word of the sentence. It must therefore be
 * quoted, be part of a path, or be followed by `:` or `=` at the beginning of a line.
 */
function namePattern({ path, place }: SentField): RegExp | null {
  const parts = path.split(".").filter((part) => !/^\d+$/.test(part));
  const last = parts.at(-1);
  if (last === undefined || last === "") return null;
  const words = wordsOf(last);
  const whole = parts.map((part) => wordsOf(part).map(escaped).join("[-_ ]?")).join("(?:\\[\\d*\\]|\\.\\d+)*[./]+");
  const one = words.map(escaped).join("[-_ ]?");
  const ways = [
    ...(parts.length > 1 ? [`${START}${whole}${END}`, `${START}${escaped(parts.join("_"))}${END}`] : []),
    ...(words.length > 1 ? [`${START}${one}${END}`] : []),
    ...(words.length === 1
      ? [
          `${OPEN}\\s?${one}\\s?${CLOSE}`,
          `${START}${one}(?:\\[|\\.[\\p{L}\\d]|\\s?=)`,
          `[\\p{L}\\p{N}\\]][./]${one}${END}`,
          `(?:^|\\n)\\s*${one}\\s*(?::|\\n|$)`,
        ]
      : []),
    ...(place === "header" ? [`${START}${escaped(path)}${END}`] : []),
  ];
  return new RegExp(ways.join("|"), "iu");
}

/** A value counts if nobody would write it in a sentence by chance, or if it is quoted. */
function valuePattern({ value }: SentField): RegExp | null {
  if (value === null || value.length < 2 || /^(true|false|null)$/.test(value)) return null;
  const own = escaped(value);
  const quoted = `${OPEN}${own}${CLOSE}`;
  const isDistinct = /^\d{4,}$/.test(value) || (value.length > 4 && /[\p{L}\p{N}][-_./: ][\p{L}\p{N}]/u.test(value));
  return new RegExp(isDistinct ? `${quoted}|(?<![\\p{L}\\p{N}_./-])${own}(?![\\p{L}\\p{N}_/-])` : quoted, "iu");
}

function namesModel(text: string, sent: SentRequest): boolean {
  const words = wordsOf(text.replace(/[^\p{L}\p{N}_-]+/gu, "_"));
  const selectors = sent.fields.filter(isSelector).map(({ path }) => path.split(".").at(-1) ?? "");
  const names = [...SELECTORS, ...selectors].flatMap((name) => [name, name.replace(/s$/, "")]);
  if (names.some((name) => words.includes(name.toLowerCase()))) return true;
  const value = sent.fields.find(isSelector)?.value ?? null;
  if (value !== null && hasWord(text, value)) return true;
  return namesOperation(words, sent.operation);
}

/** `chat/completions` is also written `ChatCompletions_Create`, `chatCompletion` and `chat completions`. */
function namesOperation(words: string[], operation: string[]): boolean {
  const joined = words.join("");
  const names = operation.filter((segment) => !/^v?\d|^openai$|^deployments$|^\{/.test(segment));
  const own = names.slice(-2).map((name) => wordsOf(name).join("").replace(/s$/, ""));
  const [last] = own.slice(-1);
  return (
    own.length > 0 &&
    last !== undefined &&
    (joined.includes(own.join("")) || words.some((w) => w.replace(/s$/, "") === last))
  );
}

function hasWord(text: string, word: string): boolean {
  return new RegExp(`(?<![\\p{L}\\p{N}_-])${escaped(word)}(?![\\p{L}\\p{N}_-])`, "iu").test(text);
}

/** Words of a name, in lower case: `turn_detection`, `turn-detection` and `turnDetection` are the same two. */
function wordsOf(name: string): string[] {
  return name
    .replace(/(\p{Ll}|\p{N})(\p{Lu})/gu, "$1_$2")
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== "");
}

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
}
