import type { Json } from "../model/json.ts";
import { stageIndex } from "../model/stage.ts";
import { valuesOf } from "../plan/index.ts";
import { placeholdersIn } from "../steps/placeholder.ts";
import { coordinateFactors, isUsed, type Side } from "./coordinate.ts";
import type { Factor } from "./factor.ts";
import { type Frame, keptBy, type StepParts, takeApart } from "./step-parts.ts";

/** Two cells split into parts in the same way, and the factors in which they differ. */
export interface Difference {
  passing: Side & { parts: StepParts };
  failing: Side & { parts: StepParts };
  /** Keys of the steps of both cells, in the order of execution. */
  order: string[];
  factors: Factor[];
}

/** Returns the factors in which a failing cell differs from a passing one. Throws IncomparableError. */
export function differenceOf(passing: Side, failing: Side): Difference {
  const [a, b] = [valuesOf(passing.cell), valuesOf(failing.cell)];
  // A placeholder with different values stays unfilled. It is exchanged together with the cell's coordinate.
  const open = new Set(Object.keys(a).filter((name) => name in b && a[name] !== b[name]));
  const p = { ...passing, parts: takeApart(passing.probe, omitNames(a, open)) };
  const f = { ...failing, parts: takeApart(failing.probe, omitNames(b, open)) };
  const parts = [p.parts, f.parts];
  const steps = stepFactors(p.parts, f.parts);
  const leaves = leafFactors(p.parts, f.parts, new Set(steps.flatMap((factor) => factor.steps)));
  const coordinates = coordinateFactors(passing, failing).filter((factor) => isUsed(factor, parts));
  const named = [...steps, ...leaves].map((factor) => ({
    ...factor,
    passing: withValues(factor.passing, a),
    failing: withValues(factor.failing, b),
  }));
  const factors = [...coordinates, ...bindToSteps(named, parts)];
  return { passing: p, failing: f, order: orderOf(p.parts, f.parts), factors };
}

/** Fills in a factor's value as its own cell sends it. */
function withValues(text: string | null, values: Readonly<Record<string, string>>): string | null {
  return text === null ? null : text.replace(/\{([a-z-]+)\}/g, (whole, name: string) => values[name] ?? whole);
}

/**
 * Returns the steps that only one cell has, and those that wait for or keep something else. They are exchanged as a
 * whole.
 */
function stepFactors(passing: StepParts, failing: StepParts): Factor[] {
  const keys = [...new Set([...passing.steps, ...failing.steps].map(({ key }) => key))];
  return keys.flatMap((key) => {
    const [a, b] = [frameOf(passing, key), frameOf(failing, key)];
    // A clean-up step runs after the outcome, so it did not cause the outcome.
    if ((a ?? b)?.finally === true || (a !== null && b !== null && isAlike(a, b))) return [];
    const leaves = [...new Set([...keysOf(passing, key), ...keysOf(failing, key)])];
    return [
      {
        name: `${key}: step`,
        passing: a === null ? null : describeStep(passing, key),
        failing: b === null ? null : describeStep(failing, key),
        leaves,
        steps: [key],
        coordinates: [],
      },
    ];
  });
}

/** Whether the fields of two steps can be mixed, because they have the same expectation and keep the same values. */
function isAlike(a: Frame, b: Frame): boolean {
  const content = ({ expect, keep }: Frame) =>
    JSON.stringify([expect?.where, expect?.nonempty, expect?.matches, expect?.present, expect?.header, keep]);
  return content(a) === content(b);
}

function leafFactors(passing: StepParts, failing: StepParts, whole: ReadonlySet<string>): Factor[] {
  const keys = [...new Set([...passing.leaves.keys(), ...failing.leaves.keys()])];
  return keys.flatMap((key) => {
    const [a, b] = [passing.leaves.get(key), failing.leaves.get(key)];
    const step = a?.step ?? b?.step ?? "";
    if (whole.has(step) || (frameOf(passing, step) ?? frameOf(failing, step))?.finally === true) return [];
    const [was, is] = [formatValue(a?.value), formatValue(b?.value)];
    return was === is ? [] : [{ name: key, passing: was, failing: is, leaves: [key], steps: [], coordinates: [] }];
  });
}

/**
 * A factor that uses a kept value is exchanged together with the step that keeps it. Otherwise it could not be sent.
 */
function bindToSteps(factors: Factor[], parts: StepParts[]): Factor[] {
  const joined: Factor[] = [];
  for (const factor of factors) {
    const used = namesUsed(factor, parts);
    const keeper = joined.find((other) => namesKept(other, parts).some((name) => used.includes(name)));
    if (keeper === undefined) {
      joined.push(factor);
      continue;
    }
    keeper.leaves.push(...factor.leaves);
    keeper.steps.push(...factor.steps);
  }
  return joined;
}

function namesKept({ steps }: Factor, parts: StepParts[]): string[] {
  return parts.flatMap((parts) => parts.steps.filter(({ key }) => steps.includes(key)).flatMap(keptBy));
}

function namesUsed({ leaves }: Factor, parts: StepParts[]): string[] {
  return parts.flatMap((parts) => leaves.flatMap((key) => placeholdersIn(parts.leaves.get(key)?.value ?? null)));
}

/** Merges the keys of both cells' steps. Each stage has the order of the cell with more steps of it. */
function orderOf(a: StepParts, b: StepParts): string[] {
  const keys = [...new Set([...a.steps, ...b.steps].map(({ key }) => key))];
  const height = (key: string) => {
    const frame = frameOf(a, key) ?? frameOf(b, key);
    return (frame?.finally === true ? 100 : 0) + stageIndex(frame?.stage ?? null);
  };
  return keys.sort((x, y) => height(x) - height(y) || x.localeCompare(y, "en", { numeric: true }));
}

/** Returns the step of that key, or null. */
export function frameOf(parts: StepParts, key: string): Frame | null {
  return parts.steps.find((step) => step.key === key) ?? null;
}

function keysOf(parts: StepParts, step: string): string[] {
  return [...parts.leaves].filter(([, leaf]) => leaf.step === step).map(([key]) => key);
}

function describeStep(parts: StepParts, step: string): string {
  return keysOf(parts, step)
    .map((key) => `${key.slice(step.length + 2)} ${formatValue(parts.leaves.get(key)?.value)}`)
    .join(", ");
}

function formatValue(value: Json | undefined): string | null {
  if (value === undefined) return null;
  return typeof value === "string" ? value : JSON.stringify(value);
}

function omitNames(values: Record<string, string>, names: ReadonlySet<string>): Record<string, string> {
  return Object.fromEntries(Object.entries(values).filter(([name]) => !names.has(name)));
}
