/*
 * Sentences of the findings. A template is a text with named slots, `{name}`, and holds no condition. The compiler
 * compares the slots that a template has with those that it is filled with.
 */

/** Templates by the case that each of them is for. */
export type Templates = Readonly<Record<string, string>>;

/** All texts of one finding, and what its documentation page adds. */
export interface FindingText {
  /** What the finding means for the reader. */
  meaning: string;
  /** Which responses and controls prove it. */
  evidence: string;
  causes: readonly string[];
  title: Templates;
  explanation: Templates;
  remedy: Templates;
  /** Requests to support; absent if the service works as built. */
  ask?: Templates;
}

/** Names of the slots of a template. */
type SlotName<T extends string> = T extends `${string}{${infer Name}}${infer Rest}` ? Name | SlotName<Rest> : never;
type Slots<T extends string> = Record<SlotName<T>, string | number>;

/** Report tables and issue titles are cut after this many characters. */
export const MAX_TITLE = 70;
const MIN_SLOT = 8;

/** Fills the slots of a template. */
export function fill<const T extends string>(template: T, slots: Slots<T>): string {
  return fillSlots(template, slots);
}

/** Fills the first template whose result fits in a title; if none does, the values in the last one are cut. */
export function fillTitle<const T extends readonly [string, ...string[]]>(
  templates: T,
  slots: Slots<T[number]>,
): string {
  const fitting = templates.map((template) => fillSlots(template, slots)).find(({ length }) => length <= MAX_TITLE);
  return fitting ?? fillSlots(templates.at(-1) ?? "", cutSlots(templates.at(-1) ?? "", slots));
}

/** Joins the sentences that apply. */
export function joinSentences(...sentences: (string | null)[]): string {
  return sentences.filter((sentence) => sentence !== null).join(" ");
}

/** Names of the slots of a template, each once. */
export function listSlots(template: string): string[] {
  return [...new Set([...template.matchAll(SLOT)].map(([, name = ""]) => name))];
}

const SLOT = /\{(\w+)\}/g;

function fillSlots(template: string, slots: Readonly<Record<string, string | number>>): string {
  return template.replace(SLOT, (slot, name: string) => String(slots[name] ?? slot));
}

/** Cuts the longest value until the filled template fits. */
function cutSlots(template: string, slots: Readonly<Record<string, string | number>>): Record<string, string> {
  const values = Object.fromEntries(listSlots(template).map((name) => [name, String(slots[name] ?? "")]));
  const over = fillSlots(template, values).length - MAX_TITLE;
  const [longest] = Object.entries(values).sort(([, a], [, b]) => b.length - a.length);
  if (over <= 0 || longest === undefined) return values;
  const [name, value] = longest;
  return { ...values, [name]: `${value.slice(0, Math.max(MIN_SLOT, value.length - over - 1))}…` };
}
