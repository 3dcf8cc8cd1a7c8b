import fc from "fast-check";
import { expect } from "vitest";
import { AUTH_KINDS } from "../../src/model/target.ts";
import { SEED } from "./canaries.ts";
import { DISGUISES } from "./disguises.ts";
import { type Course, PLACES } from "./hostile-answers.ts";
import { type HostilePeer, randomRun } from "./random-run.ts";

/** Runs of one half of the property: by default together 200, and 2,000 in CI. */
export const RUNS = Number(process.env.AOAI_PROBE_SECRET_RUNS ?? 200) / 2;

/** Milliseconds that one half may take: a run takes about 30 of them, and 300 on a machine that does other things. */
export const LONGEST = Math.max(600_000, RUNS * 300);

/** Makes so many random runs of the given courses: none leaks, and none needs the last net. Prints the figures. */
export async function noneLeaks(peer: HostilePeer, courses: readonly Course[], runs: number): Promise<void> {
  const started = performance.now();
  const plantings = fc.record({
    place: fc.constantFrom(...Object.keys(PLACES)),
    kind: fc.nat(99),
    disguise: fc.nat(Object.keys(DISGUISES).length - 1),
  });
  const trial = fc.record({
    course: fc.constantFrom(...courses),
    auth: fc.constantFrom(...AUTH_KINDS),
    plantings: fc.array(plantings, { minLength: 1, maxLength: 6 }),
  });
  let planted = 0;
  const kinds = new Set<string>();
  await fc.assert(
    fc.asyncProperty(trial, async (one) => {
      const outcome = await randomRun(peer, one);
      planted += outcome.planted.length;
      for (const what of outcome.planted) kinds.add(what.split(" ")[0] ?? "");
      expect({ leaks: outcome.leaks, refused: outcome.refused, planted: [] }).toEqual({
        leaks: [],
        refused: 0,
        planted: [],
      });
    }),
    { numRuns: runs, seed: SEED, endOnFailure: runs > 200 },
  );
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  console.log(
    `secrets: ${runs} random runs, ${planted} secrets of ${kinds.size} kinds planted, 0 leaks, in ${seconds} s (seed ${SEED})`,
  );
}
