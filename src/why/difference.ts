import { placeholdersIn } from "../ladder/placeholder.ts";
import type { Json } from "../model/json.ts";
import { rungHeight } from "../model/rung.ts";
import { valuesOf } from "../plan/index.ts";
import { coordinateFactors, isUsed, type Side } from "./coordinate.ts";
import type { Factor } from "./factor.ts";
import { type Frame, keptBy, type Ladder, takeApart } from "./ladder.ts";

/** Two cells taken apart alike, and the factors in which they differ. */
export interface Difference {
  passing: Side & { ladder: Ladder };
  failing: Side & { ladder: Ladder };
  /** Keys of the steps of both, in the order in which they are taken. */
  order: string[];
  factors: Factor[];
}

/** The factors in which a failing cell differs from a passing one. Throws IncomparableError. */
export function differenceOf(passing: Side, failing: Side): Difference {
  const [a, b] = [valuesOf(passing.cell), valuesOf(failing.cell)];
  // What has a value in both, and another, stays open: it is exchanged with the cell's coordinate.
  const open = new Set(Object.keys(a).filter((name) => name in b && a[name] !== b[name]));
  const p = { ...passing, ladder: takeApart(passing.probe, without(a, open)) };
  const f = { ...failing, ladder: takeApart(failing.probe, without(b, open)) };
  const ladders = [p.ladder, f.ladder];
  const steps = stepFactors(p.ladder, f.ladder);
  const leaves = leafFactors(p.ladder, f.ladder, new Set(steps.flatMap((factor) => factor.steps)));
  const coordinates = coordinateFactors(passing, failing).filter((factor) => isUsed(factor, ladders));
  const told = [...steps, ...leaves].map((factor) => ({
    ...factor,
    passing: withValues(factor.passing, a),
    failing: withValues(factor.failing, b),
  }));
  const factors = [...coordinates, ...bound(told, ladders)];
  return { passing: p, failing: f, order: orderOf(p.ladder, f.ladder), factors };
}

/** A factor's value as its own cell sends it. */
function withValues(text: string | null, values: Readonly<Record<string, string>>): string | null {
  return text === null ? null : text.replace(/\{([a-z-]+)\}/g, (whole, name: string) => values[name] ?? whole);
}

/** Steps that only one has, and steps that wait for or keep something else: exchanged whole. */
function stepFactors(passing: Ladder, failing: Ladder): Factor[] {
  const keys = [...new Set([...passing.steps, ...failing.steps].map(({ key }) => key))];
  return keys.flatMap((key) => {
    const [a, b] = [frameOf(passing, key), frameOf(failing, key)];
    // A step at the end comes after the outcome: it did not cause it.
    if ((a ?? b)?.finally === true || (a !== null && b !== null && isAlike(a, b))) return [];
    const leaves = [...new Set([...keysOf(passing, key), ...keysOf(failing, key)])];
    return [
      {
        name: `${key}: step`,
        passing: a === null ? null : inWords(passing, key),
        failing: b === null ? null : inWords(failing, key),
        leaves,
        steps: [key],
        coordinates: [],
      },
    ];
  });
}

/** Frames whose steps can be mixed: what is required of the answer and kept of it is the same. */
function isAlike(a: Frame, b: Frame): boolean {
  const content = ({ expect, keep }: Frame) =>
    JSON.stringify([expect?.where, expect?.nonempty, expect?.matches, expect?.present, expect?.header, keep]);
  return content(a) === content(b);
}

function leafFactors(passing: Ladder, failing: Ladder, whole: ReadonlySet<string>): Factor[] {
  const keys = [...new Set([...passing.leaves.keys(), ...failing.leaves.keys()])];
  return keys.flatMap((key) => {
    const [a, b] = [passing.leaves.get(key), failing.leaves.get(key)];
    const step = a?.step ?? b?.step ?? "";
    if (whole.has(step) || (frameOf(passing, step) ?? frameOf(failing, step))?.finally === true) return [];
    const [was, is] = [shown(a?.value), shown(b?.value)];
    return was === is ? [] : [{ name: key, passing: was, failing: is, leaves: [key], steps: [], coordinates: [] }];
  });
}

/** What uses a value that a step keeps goes with that step: without it, it could not be sent. */
function bound(factors: Factor[], ladders: Ladder[]): Factor[] {
  const joined: Factor[] = [];
  for (const factor of factors) {
    const used = namesUsed(factor, ladders);
    const keeper = joined.find((other) => namesKept(other, ladders).some((name) => used.includes(name)));
    if (keeper === undefined) {
      joined.push(factor);
      continue;
    }
    keeper.leaves.push(...factor.leaves);
    keeper.steps.push(...factor.steps);
  }
  return joined;
}

function namesKept({ steps }: Factor, ladders: Ladder[]): string[] {
  return ladders.flatMap((ladder) => ladder.steps.filter(({ key }) => steps.includes(key)).flatMap(keptBy));
}

function namesUsed({ leaves }: Factor, ladders: Ladder[]): string[] {
  return ladders.flatMap((ladder) => leaves.flatMap((key) => placeholdersIn(ladder.leaves.get(key)?.value ?? null)));
}

/** Keys of both ladders' steps, each rung's in the order of the ladder that has more of them. */
function orderOf(a: Ladder, b: Ladder): string[] {
  const keys = [...new Set([...a.steps, ...b.steps].map(({ key }) => key))];
  const height = (key: string) => {
    const frame = frameOf(a, key) ?? frameOf(b, key);
    return (frame?.finally === true ? 100 : 0) + rungHeight(frame?.rung ?? null);
  };
  return keys.sort((x, y) => height(x) - height(y) || x.localeCompare(y, "en", { numeric: true }));
}

/** The step of that key, or null. */
export function frameOf(ladder: Ladder, key: string): Frame | null {
  return ladder.steps.find((step) => step.key === key) ?? null;
}

function keysOf(ladder: Ladder, step: string): string[] {
  return [...ladder.leaves].filter(([, leaf]) => leaf.step === step).map(([key]) => key);
}

function inWords(ladder: Ladder, step: string): string {
  return keysOf(ladder, step)
    .map((key) => `${key.slice(step.length + 2)} ${shown(ladder.leaves.get(key)?.value)}`)
    .join(", ");
}

function shown(value: Json | undefined): string | null {
  if (value === undefined) return null;
  return typeof value === "string" ? value : JSON.stringify(value);
}

function without(values: Record<string, string>, names: ReadonlySet<string>): Record<string, string> {
  return Object.fromEntries(Object.entries(values).filter(([name]) => !names.has(name)));
}
