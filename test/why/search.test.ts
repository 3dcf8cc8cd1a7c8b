import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { findSmallestPassing, maxCellsFor, type Outcome } from "../../src/why/search.ts";

/** A cause that needs all of some factors; counts what was asked. */
function needs(cause: number[]) {
  const asked: number[][] = [];
  return {
    asked,
    ask: async (subset: readonly number[]): Promise<Outcome> => {
      asked.push([...subset]);
      return cause.every((factor) => subset.includes(factor)) ? "passes" : "fails";
    },
  };
}

const numbers = (count: number) => Array.from({ length: count }, (_, index) => index);

describe("the search for the smallest set that passes", () => {
  it("finds any set of factors that are needed together, and asks nothing twice", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc
          .integer({ min: 1, max: 12 })
          .chain((count) => fc.tuple(fc.constant(count), fc.subarray(numbers(count), { minLength: 1 }))),
        async ([count, cause]) => {
          const { ask, asked } = needs(cause);
          const found = await findSmallestPassing(numbers(count), ask);
          expect(found).toEqual({ smallest: cause, minimal: true });
          expect(new Set(asked.map(String)).size).toBe(asked.length);
          expect(asked.length).toBeLessThanOrEqual(maxCellsFor(count));
        },
      ),
      { numRuns: 200 },
    );
  });

  it("asks nothing if there is one factor", async () => {
    const { ask, asked } = needs([0]);
    expect(await findSmallestPassing([0], ask)).toEqual({ smallest: [0], minimal: true });
    expect(asked).toEqual([]);
  });

  it("does not call a set smallest if a cell in between gave no evidence", async () => {
    const found = await findSmallestPassing([0, 1], async () => "unknown");
    expect(found).toEqual({ smallest: [0, 1], minimal: false });
  });

  it("keeps what it has if the budget is spent", async () => {
    const { ask } = needs([5]);
    let left = 2;
    const found = await findSmallestPassing(numbers(8), async (subset) => (left-- > 0 ? await ask(subset) : null));
    expect(found.minimal).toBe(false);
    expect(found.smallest).toContain(5);
  });
});
