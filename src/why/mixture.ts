import { type Cell, cellId } from "../model/cell.ts";
import type { JsonObject } from "../model/json.ts";
import { type Expectation, type Probe, probeSchema } from "../model/probe.ts";
import type { Target } from "../model/target.ts";
import { type Difference, frameOf } from "./difference.ts";
import type { Coordinate, Factor } from "./factor.ts";
import { type Frame, putTogether } from "./step-parts.ts";

/** A cell with factors of both cells, and the probe that sends it. */
export interface Mixture {
  cell: Cell;
  probe: Probe;
  target: Target;
  /** Names of the factors from the passing cell. All others are those of the failing one. */
  fromPassing: string[];
}

/**
 * Makes a cell that equals the failing one except for some factors of the passing one.
 * @param number number of the cell, for its id
 * @returns null if the parts do not make a valid probe
 */
export function mixtureOf(difference: Difference, fromPassing: readonly Factor[], number: number): Mixture | null {
  const { passing, failing } = difference;
  const taken = new Set(fromPassing.flatMap(({ coordinates }) => coordinates));
  const side = (coordinate: Coordinate) => (taken.has(coordinate) ? passing : failing);
  const probe = probeOf(difference, fromPassing, number);
  if (probe === null) return null;
  const { target, cell } = side("target");
  const elsewhere = passing.target.name !== failing.target.name;
  const coordinates: Omit<Cell, "id"> = {
    target: target.name,
    deployment: elsewhere ? cell.deployment : side("deployment").cell.deployment,
    role: elsewhere ? cell.role : side("deployment").cell.role,
    probe: probe.id,
    control: null,
    variant: {
      apiVersion: side("apiVersion").cell.variant.apiVersion,
      ...credentialOf(side("auth").cell),
      redirectCredential: side("redirectCredential").cell.variant.redirectCredential,
    },
    companion: elsewhere ? cell.companion : side("companion").cell.companion,
  };
  return {
    cell: { id: cellId(coordinates), ...coordinates },
    probe,
    target,
    fromPassing: fromPassing.map(({ name }) => name),
  };
}

function credentialOf({ variant: { auth, scope } }: Cell): Pick<Cell["variant"], "auth" | "scope"> {
  return { auth, ...(scope === undefined ? {} : { scope }) };
}

function probeOf(difference: Difference, fromPassing: readonly Factor[], number: number): Probe | null {
  const { passing, failing } = difference;
  const steps = new Set(fromPassing.flatMap((factor) => factor.steps));
  const leaves = new Set(fromPassing.flatMap((factor) => factor.leaves));
  const made = difference.order.flatMap((key): JsonObject[] => {
    const [p, f] = [frameOf(passing.parts, key), frameOf(failing.parts, key)];
    const isWhole = difference.factors.some((factor) => factor.steps.includes(key));
    const frame = isWhole ? (steps.has(key) ? p : f) : mixFrames(p, f);
    if (frame === null) return [];
    const own = [...new Set([...passing.parts.leaves.keys(), ...failing.parts.leaves.keys()])].flatMap((name) => {
      const leaf = (leaves.has(name) ? passing : failing).parts.leaves.get(name);
      const other = passing.parts.leaves.get(name) ?? failing.parts.leaves.get(name);
      if (other?.step !== key) return [];
      // A leaf that no factor exchanges is equal in both cells, or belongs to a clean-up step.
      return leaf === undefined ? (isExchanged(difference, name) ? [] : [other]) : [leaf];
    });
    return [putTogether(frame, own)];
  });
  const { id: _, title: __, steps: ___, vary: ____, companion: _____, ...kept } = failing.probe;
  const { limit, unprovable } = passing.probe;
  const parsed = probeSchema.safeParse({
    ...(limit === undefined ? {} : { limit }),
    ...(unprovable === undefined ? {} : { unprovable }),
    ...kept,
    id: `why-${number}`,
    title: titleOf(difference, fromPassing),
    steps: made,
  });
  return parsed.success ? parsed.data : null;
}

function isExchanged({ factors }: Difference, leaf: string): boolean {
  return factors.some((factor) => factor.leaves.includes(leaf));
}

function titleOf({ passing, failing }: Difference, fromPassing: readonly Factor[]): string {
  const names = fromPassing.map(({ name }) => name).join(", ");
  return `${failing.probe.id}${names === "" ? "" : ` with ${names} of ${passing.probe.id}`}`;
}

/** A step with fields of both cells accepts the answers that either accepts. */
function mixFrames(a: Frame | null, b: Frame | null): Frame | null {
  if (a === null || b === null) return a ?? b;
  const expect = mixExpectations(a.expect, b.expect);
  return { ...b, paid: a.paid || b.paid, expect };
}

function mixExpectations(a: Expectation | undefined, b: Expectation | undefined): Expectation | undefined {
  if (a === undefined || b === undefined) return a ?? b;
  if (JSON.stringify(a) === JSON.stringify(b)) return b;
  const { echoes: _, ...kept } = b;
  const status = mergeLists(a.status, b.status);
  const event = mergeLists(list(a.event), list(b.event));
  const refusedBy = mergeLists(a["refused-by"], b["refused-by"]);
  return {
    ...kept,
    ...(status === undefined ? {} : { status }),
    ...(event === undefined ? {} : { event }),
    ...(refusedBy === undefined ? {} : { "refused-by": refusedBy }),
  };
}

function mergeLists<T>(a: T[] | undefined, b: T[] | undefined): T[] | undefined {
  return a === undefined && b === undefined ? undefined : [...new Set([...(a ?? []), ...(b ?? [])])];
}

function list(value: string | string[] | undefined): string[] | undefined {
  return typeof value === "string" ? [value] : value;
}
