import { beforeAll, describe, expect, it } from "vitest";
import { buildCli } from "../support/built-cli.ts";
import { besideFloods, FLOODS, show } from "./stopped-run.ts";

/** Another build to try: the figures of an older version. */
const DIST = process.env.AOAI_PROBE_DIST;
const dist = DIST === undefined ? {} : { dist: DIST };
/** Healthy cells beside the floods. */
const HEALTHY = Number(process.env.AOAI_PROBE_HEALTHY ?? 24);

beforeAll(buildCli);

describe("cells beside one that is flooded", () => {
  it("get their results in time, and the flood is told as one", async () => {
    const run = await besideFloods(FLOODS, HEALTHY, { tls: false, timeoutMs: 1_500, ...dist });
    const healthy = run.results.filter(({ probe }) => probe.startsWith("held-"));
    const flooded = run.results.filter(({ probe }) => probe.startsWith("flooded-"));
    const lost = healthy.filter(({ verdict }) => verdict !== "supported");
    show("beside floods", run);
    expect(lost).toEqual([]);
    expect(healthy.length).toBe(HEALTHY);
    for (const { cause, probe } of flooded) {
      expect(["ws.flood", "ws.too-large", "http.body.too-large", "cell.deadline", "app.bad-event"], probe).toContain(
        cause,
      );
    }
    expect(Math.max(...flooded.map(({ kilobytes }) => kilobytes))).toBeLessThan(1_500);
  }, 120_000);
});
