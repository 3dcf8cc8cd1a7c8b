import { beforeAll, describe, expect, it } from "vitest";
import { buildCli } from "../support/built-cli.ts";
import { show, starve, stopAtEveryPhase } from "./stopped-run.ts";

/** Seconds for which a run is stopped: `npm run test:pauses` tries long ones too, with the default deadlines. */
const LONG = (process.env.AOAI_PROBE_PAUSES ?? "")
  .split(",")
  .filter((text) => text !== "")
  .map(Number);
/** Another build to try: the figures of an older version. */
const DIST = process.env.AOAI_PROBE_DIST;
const dist = DIST === undefined ? {} : { dist: DIST };

beforeAll(buildCli);

describe("a stopped process", () => {
  const STOPS =
    LONG.length === 0
      ? [{ s: 2.5, timeoutMs: 2_000 }]
      : [...LONG.map((s) => ({ s, timeoutMs: 30_000 })), { s: 20, timeoutMs: 10_000 }];
  it.each(STOPS.flatMap((stop) => [false, true].map((tls) => ({ ...stop, tls }))))(
    "for $s s at every phase, TLS $tls, a cell of $timeoutMs ms: no answer is lost",
    async ({ s, timeoutMs, tls }) => {
      const run = await stopAtEveryPhase(s * 1_000, { tls, timeoutMs, ...dist });
      show(`stopped ${s} s, TLS ${tls}, cell ${timeoutMs} ms`, run);
      expect(run.results.filter(({ verdict }) => verdict !== "supported")).toEqual([]);
    },
    60_000,
  );
});

describe("a process that was stopped for so long that its peer gave up", () => {
  it.each([false, true])(
    "asks again, and blames nobody, TLS %s",
    async (tls) => {
      const run = await stopAtEveryPhase(1_500, { tls, timeoutMs: 30_000, ...dist }, "up");
      show(`stopped until the peer gave up, TLS ${tls}`, run);
      expect(run.results.filter(({ verdict }) => verdict !== "supported")).toEqual([]);
      expect(run.results.filter(({ attempts }) => attempts === 2).length).toBeGreaterThanOrEqual(8);
      expect(run.findings).toEqual([]);
    },
    60_000,
  );
});

describe("a starved process", () => {
  it("with a tenth of the CPU blames nobody", async () => {
    const run = await starve(LONG.length === 0 ? 8 : 100, 10, 90, { tls: true, timeoutMs: 10_000, ...dist });
    show("starved", run);
    expect(run.results.filter(({ verdict }) => verdict !== "supported")).toEqual([]);
  }, 300_000);
});
