import { afterEach, describe, expect, it, vi } from "vitest";
import { FIELD_PAIRS, LASTING_MS } from "../../src/model/effort.ts";
import { brokenIn, DONE, extraIn, play, refusal, type Service } from "./service.ts";

/*
 * When the settle pass repeats a request. The clock is simulated, so nothing waits.
 */

afterEach(() => {
  vi.useRealTimers();
});

async function playSlowly(service: Service, confirmAfterMs: number) {
  vi.useFakeTimers({ now: Date.parse("2026-06-10T14:41:07Z") });
  const from = Date.now();
  const playing = play(service, { confirmAfterMs });
  await vi.advanceTimersByTimeAsync(600_000);
  const { report, sent } = await playing;
  const own = sent.filter(({ body }) => body.model === "broken");
  return { report, times: own.map(({ at }) => at - from), bodies: own.map(({ body }) => body) };
}

const PASSING: [string, Service][] = [
  ["500", () => refusal("no", 500)],
  ["503", () => refusal("no", 503)],
  ["409", () => refusal("no", 409)],
  ["a missing deployment that another path finds", () => refusal("DeploymentNotFound", 404)],
];

describe("a failure that may pass", () => {
  it.each(PASSING)("is repeated no sooner than --confirm-after: %s", async (_name, service) => {
    const { report, times } = await playSlowly(service, 20_000);
    expect(extraIn(report).some(({ cell }) => cell.settles?.trial.kind === "again")).toBe(true);
    expect(Math.max(...times)).toBeGreaterThanOrEqual(20_000);
  });

  it.each([0, 1, 5_000, 60_000])("covers at least %i ms with its attempts", async (confirmAfterMs) => {
    const { times } = await playSlowly(() => refusal("no", 500), confirmAfterMs);
    expect(times.length).toBeGreaterThan(1);
    expect(Math.max(...times) - Math.min(...times)).toBeGreaterThanOrEqual(confirmAfterMs);
  });
});

describe("a minimal pair", () => {
  it("is sent by turns, with the field and without it, over more than --confirm-after", async () => {
    const { report, bodies, times } = await playSlowly((body) => ("seed" in body ? refusal("no") : DONE), LASTING_MS);
    const pairs = bodies.slice(-(2 * FIELD_PAIRS - 1)).map((body) => "seed" in body);
    expect(pairs.filter((has) => has)).toHaveLength(FIELD_PAIRS);
    expect(brokenIn(report).settledBy).toHaveLength(2 * FIELD_PAIRS);
    const repeated = times.slice(-(2 * FIELD_PAIRS - 1));
    expect(Math.max(...repeated) - Math.min(...repeated)).toBeGreaterThanOrEqual(LASTING_MS / 2);
    // Servers that answer by turns would else be a pattern: the order changes with each pair.
    expect(pairs.slice(0, -2).every((has, n) => has !== pairs[n + 1] || has !== pairs[n + 2])).toBe(true);
  });
});
