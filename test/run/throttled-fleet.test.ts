import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setImmediate as realTurn } from "node:timers/promises";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { Target } from "../../src/model/target.ts";
import { Vault } from "../../src/redaction/secret.ts";
import type { AttemptContext, AttemptResult } from "../../src/run/attempt.ts";
import { readJournal, run } from "../../src/run/index.ts";
import { matchHop } from "../../src/steps/expectation.ts";
import { catalog, hop } from "../support/recorded.ts";
import { cellsOf, QUESTION, target } from "../support/small-run.ts";

/*
 * A fleet of 12 targets of which one throttles every request, on a clock that the test moves. No socket is opened: an
 * attempt takes the time that its target takes. What is checked are attempts and waits, so the result is the same on
 * every machine.
 */

const { attempt } = vi.hoisted(() => ({ attempt: vi.fn() }));
vi.mock("../../src/run/attempt.ts", () => ({ runAttempt: attempt }));

const HEALTHY = Array.from({ length: 11 }, (_, n) => `healthy-${n}`);
const THROTTLING = "throttling";
const CELLS = 40;
const RETRY_AFTER_MS = 20_000;

/** Milliseconds of an attempt, as a request to the public service takes them. */
const PACE_MS = 2_500;

/** Returns the milliseconds that each attempt of the throttling target waited, by cell. */
async function runFleet(names: string[], refuses: (nth: number) => boolean, deployments: number): Promise<number[][]> {
  const [first] = QUESTION.steps;
  if (first === undefined) throw new Error("the probe has no step");
  let tried = 0;
  let nextId = 0;
  attempt.mockImplementation(async (context: AttemptContext, waitedMs: number): Promise<AttemptResult> => {
    const isThrottled = context.target.name === THROTTLING && refuses(tried++);
    await new Promise((resolve) => setTimeout(resolve, isThrottled ? 50 : PACE_MS));
    const headers: [string, string][] = isThrottled ? [["retry-after", String(RETRY_AFTER_MS / 1000)]] : [];
    const status = isThrottled ? 429 : 200;
    const answered = hop({ transport: "http", status, headers });
    const step = { index: 0, stage: "result" as const, hops: [answered], frames: [], failure: null };
    const match = matchHop(first, answered);
    nextId += 1;
    return {
      attempt: { startedAt: new Date(nextId).toISOString(), durationMs: 50, waitedMs, steps: [step] },
      end: { answer: match.kind === "refused" ? match.answer : null, failure: null },
    };
  });
  const targets = names.map((name): Target => ({ ...target("http://127.0.0.1:1"), name }));
  const cells = targets.flatMap(({ name }) =>
    cellsOf(QUESTION.id, CELLS).map((cell, n) => ({
      ...cell,
      target: name,
      deployment: `d${n % deployments}`,
      id: `${name}/${cell.id}`,
    })),
  );
  const journal = join(mkdtempSync(join(tmpdir(), "aoai-probe-throttled-")), "journal.ndjson");
  const running = run({
    catalog: { ...catalog, probes: [QUESTION] },
    plan: { cells: cells.map((cell) => ({ cell, skip: null, required: false })), targets: [] },
    targets,
    credentials: new Map(),
    vault: new Vault(),
    runId: "fleet",
    userAgent: "aoai-probe/test",
    concurrency: 4,
    timeoutMs: 30_000,
    maxWaitMs: 120_000,
    signal: new AbortController().signal,
    journal,
    onProgress: () => undefined,
  });
  const finished = running.then(() => true);
  while (!(await Promise.race([finished, realTurn(false)]))) {
    await vi.advanceTimersByTimeAsync(50);
  }
  const attempts = new Map<string, number[]>();
  for await (const { cell, recording } of readJournal(journal)) {
    if (cell.startsWith(THROTTLING))
      attempts.set(
        cell,
        recording.attempts.map(({ waitedMs }) => waitedMs),
      );
  }
  return [...attempts.values()];
}

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "setInterval", "clearInterval", "performance"] });
});
afterEach(() => {
  vi.useRealTimers();
  attempt.mockReset();
});

describe("a fleet of which one target throttles every request", () => {
  it.each([
    ["one deployment", 1],
    ["four deployments", 4],
    ["as many deployments as cells", CELLS],
  ])("with %s honours one Retry-After, then tries the other cells once each", async (_what, deployments) => {
    const attempts = await runFleet([...HEALTHY, THROTTLING], () => true, deployments);
    expect(attempts.length).toBe(CELLS);
    const waits = attempts.flat().filter((ms) => ms > 0);
    expect(waits.length).toBeGreaterThanOrEqual(3);
    // Few cells wait, and none of them waits a second time.
    expect(waits.length).toBeLessThanOrEqual(7);
    expect(new Set(waits)).toEqual(new Set([RETRY_AFTER_MS]));
    expect(attempts.every((waited) => waited.length <= 2)).toBe(true);
  });

  it("loses no cell if the limit passes as the service said", async () => {
    const attempts = await runFleet([...HEALTHY.slice(0, 1), THROTTLING], (nth) => nth < 4, 4);
    expect(attempts.filter((waited) => waited.length === 2).length).toBe(4);
    expect(attempts.every((waited) => waited.length <= 2)).toBe(true);
  });
});
