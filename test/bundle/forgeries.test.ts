import { afterAll, describe, expect, it } from "vitest";
import { type Verification, verifyBundle } from "../../src/bundle/index.ts";
import { VERIFIER } from "./bundled.ts";
import { FORGED_DEFINITIONS } from "./forgeries/definitions.ts";
import { FORGED_EVIDENCE } from "./forgeries/evidence.ts";
import { type Forgery, hopsOf, rebuilt } from "./forgeries/forger.ts";

/*
 * Bundles that somebody forged with our own code: every hash and the seal fit. What follows from the recordings must
 * differ, and what cannot be compared must be named.
 */

const FORGERIES = [...FORGED_DEFINITIONS, ...FORGED_EVIDENCE];

function resultOf({ differences, incomparable }: Verification): Forgery["result"] {
  return differences.length > 0 ? "differs" : incomparable.length > 0 ? "not comparable" : "agrees";
}

describe(`${FORGERIES.length} forged bundles, every hash and seal made again`, () => {
  const results: Record<string, number> = {};
  afterAll(() => console.log(`verify: ${FORGERIES.length} forgeries: ${JSON.stringify(results)}`));

  it.each(FORGERIES)("$what: $result", async ({ make, result, names }) => {
    const verification = await verifyBundle(await make(), VERIFIER);
    results[result] = (results[result] ?? 0) + 1;
    expect([...verification.differences, ...verification.incomparable].join("\n")).toMatch(
      new RegExp(names.source, "m"),
    );
    expect(resultOf(verification)).toBe(result);
  });
});

describe("an honest bundle", () => {
  it("of a run through a proxy on this machine agrees", async () => {
    const archive = await rebuilt((report) => {
      for (const hop of hopsOf(report)) {
        hop.proxy = "http://127.0.0.1:3128";
        hop.remote = "127.0.0.1:3128";
      }
    });
    expect(resultOf(await verifyBundle(archive, VERIFIER))).toBe("agrees");
  });

  it("of a private endpoint agrees, and so does one of which no address was recorded", async () => {
    for (const remote of ["10.1.2.3:443", "[fd00::7]:443", null]) {
      const archive = await rebuilt((report) => {
        for (const hop of hopsOf(report)) hop.remote = remote;
      });
      expect(resultOf(await verifyBundle(archive, VERIFIER)), `${remote}`).toBe("agrees");
    }
  });
});
