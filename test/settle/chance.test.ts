import { describe, expect, it } from "vitest";
import type { Verdict } from "../../src/model/cause.ts";
import { LONG } from "../support/long-counts.ts";
import { brokenIn, DONE, extraIn, ownChat, play, refusal, type Service } from "./service.ts";

/*
 * Services that refuse by chance, or for a while. No experiment may turn that into a claim. The random numbers have
 * seeds, so each run is the same every time.
 */

const SEEDS = LONG ? 250 : 8;
const SHARES = [0.3, 0.45, 0.6];
const CLAIMS: Verdict["cause"][] = ["request.field", "request.api-version", "refused.by-experiment"];

/** Numbers from 0 to 1, the same for the same seed (mulberry32). */
function randomFrom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** The same probe, of which a request may leave out only some fields. */
const withOptional = (...optional: string[]) => ({
  ...ownChat,
  steps: ownChat.steps.map((step) => ({ ...step, optional })),
});
const PROBES = [ownChat, withOptional("seed", "top_p"), withOptional("user")];

describe("a service that refuses at random", () => {
  const cases = SHARES.flatMap((share) =>
    ["one deployment only", "every deployment"].map((whom) => [share, whom] as const),
  );
  it.each(cases)(
    "refuses %f of the requests of %s, and no field decides",
    { timeout: 300_000 },
    async (share, whom) => {
      const claimed: string[] = [];
      let sent = 0;
      for (let seed = 1; seed <= SEEDS; seed++) {
        const random = randomFrom(seed * 7919 + share * 1000);
        const answer: Service = () => (random() < share ? refusal("no") : DONE);
        const probe = PROBES[seed % PROBES.length] ?? ownChat;
        const { report } = await play(answer, {}, whom === "every deployment" ? answer : undefined, probe);
        sent += extraIn(report).length;
        const { cause, facts } = brokenIn(report);
        if (CLAIMS.includes(cause)) claimed.push(`seed ${seed}: ${cause} ${facts?.field ?? ""}`);
      }
      expect(claimed).toEqual([]);
      expect(sent).toBeGreaterThan(0);
    },
  );

  it.each([2, 3, 4])(
    "that answers by turns of %i servers, one of which refuses, makes no field guilty",
    async (servers) => {
      for (const probe of PROBES) {
        const { report } = await play(
          (_, count) => (count % servers === 1 ? refusal("no") : DONE),
          {},
          undefined,
          probe,
        );
        expect(CLAIMS).not.toContain(brokenIn(report).cause);
        const most = await play((_, count) => (count % servers === 0 ? DONE : refusal("no")), {}, undefined, probe);
        expect(CLAIMS).not.toContain(brokenIn(most.report).cause);
      }
    },
  );

  it("does not hide a field that the service does refuse, at the same time", async () => {
    const { report } = await play((body) => ("seed" in body ? refusal("no") : DONE));
    expect(brokenIn(report).facts).toEqual({ field: "body seed" });
  });

  it("gives no other cell a claim from the refusal that came and went", async () => {
    // The other deployment is refused once in the same words, and then works.
    let asked = 0;
    const peers: Service = () => {
      asked += 1;
      return asked === 1 ? refusal("no") : DONE;
    };
    const { report } = await play((body) => ("seed" in body ? refusal("no") : DONE), {}, peers);
    expect(report.results.filter(({ cause }) => cause === "inconclusive.unstable")).toHaveLength(1);
    expect(brokenIn(report).facts).toBeUndefined();
  });
});

describe("a service that recovers", () => {
  it.each([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12])("after %i refusals makes no field guilty", async (refusals) => {
    const { report } = await play((_, count) => (count <= refusals ? refusal("no") : DONE));
    expect(CLAIMS).not.toContain(brokenIn(report).cause);
  });
});
