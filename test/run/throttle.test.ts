import { describe, expect, it } from "vitest";
import type { Cell } from "../../src/model/cell.ts";
import type { Recording } from "../../src/model/recording.ts";
import { Throttle } from "../../src/run/throttle.ts";
import { readRetryAfter } from "../../src/steps/retry-after.ts";
import { rawPeer, response, say } from "../support/raw-peer.ts";
import { cellsOf, QUESTION, smallRun } from "../support/small-run.ts";

const OK = response("200 OK", ["content-type: application/json"], "{}");
const throttled = (...headers: string[]) => response("429 Too Many", headers, "{}");

/** An eighth of this wait, 100 ms, is enough to see that a stated wait is in vain. */
const MAX_WAIT_MS = 800;
const CONCURRENCY = 4;
/** Cells of a transport that may wait when it is learnt that this is in vain: few more than run at once. */
const MOST_THAT_WAIT = CONCURRENCY + 3;

/** The same cells, all of one deployment. */
const sameDeployment = (cells: Cell[]) =>
  cells.map((cell): Cell => ({ ...cell, deployment: "busy", id: cell.id.replace(/\/d\d+\//, "/busy/") }));

const statusesOf = ({ attempts }: Recording) => attempts.map(({ steps }) => steps[0]?.hops[0]?.status);

describe("a throttle", () => {
  it("is learnt after three refusals in vain in a row, and forgotten once a request is accepted", () => {
    const throttle = new Throttle();
    const states = [];
    for (const refused of [true, true, false, true, true, true, true, false, true]) {
      if (refused) throttle.refusedInVain("d");
      else throttle.accepted();
      states.push(throttle.isLearnt);
    }
    expect(states).toEqual([false, false, false, false, false, true, true, false, false]);
  });

  it("of a transport needs three deployments", () => {
    const throttle = new Throttle(true);
    for (const name of ["a", "a", "a", "b", "b", null]) {
      expect(throttle.isLearnt).toBe(false);
      throttle.refusedInVain(name);
    }
    expect(throttle.isLearnt).toBe(true);
  });
});

describe("a service that throttles every request", () => {
  const run = async (cells: ReturnType<typeof cellsOf>, ...headers: string[]) => {
    const peer = await rawPeer(say(throttled(...headers)));
    const { recordings, complete } = await smallRun(peer.url("http").origin, cells, {
      maxWaitMs: MAX_WAIT_MS,
      concurrency: CONCURRENCY,
    });
    await peer.close();
    expect(complete).toBe(true);
    const attempts = recordings.map((recording) => statusesOf(recording).length);
    return { attempts, requests: peer.received.length, waits: attempts.filter((count) => count > 1).length };
  };

  it.each([
    ["one deployment", sameDeployment(cellsOf(QUESTION.id, 30))],
    ["thirty deployments", cellsOf(QUESTION.id, 30)],
  ])("of %s is waited for by few cells, and the others are tried once", async (_what, cells) => {
    const { attempts, requests, waits } = await run(cells, "retry-after-ms: 100");
    expect(attempts.length).toBe(30);
    expect(Math.min(...attempts)).toBe(1);
    expect(waits).toBeGreaterThanOrEqual(1);
    expect(waits).toBeLessThanOrEqual(MOST_THAT_WAIT);
    // Each waiting cell repeats its request a few times before it is learnt that this is in vain.
    expect(requests).toBeLessThanOrEqual(30 + 3 * MOST_THAT_WAIT);
  });

  it("for longer than a run may wait is not waited for at all", async () => {
    const { attempts } = await run(cellsOf(QUESTION.id, 8), "retry-after: 3600");
    expect(attempts).toEqual([1, 1, 1, 1, 1, 1, 1, 1]);
  });
});

describe("a service that throttles one deployment", () => {
  it("has that learnt of this deployment, and no cell of the others is lost", async () => {
    const asked = new Map<string, number>();
    const peer = await rawPeer((socket, head) => {
      const path = /\/ask\/(\S+)/.exec(head)?.[1] ?? "";
      const times = (asked.get(path) ?? 0) + 1;
      asked.set(path, times);
      // The healthy deployments are busy once, as deployments are.
      const isBusy = path.startsWith("busy") || (times === 1 && path === "d3");
      say(isBusy ? throttled("retry-after-ms: 100") : OK)(socket, head);
    });
    const busy = sameDeployment(cellsOf(QUESTION.id, 20));
    const cells = cellsOf(QUESTION.id, 20).flatMap((cell, n) => [busy[n] ?? cell, cell]);
    const { records } = await smallRun(peer.url("http").origin, cells, { maxWaitMs: MAX_WAIT_MS });
    const ends = records.map(({ cell, recording }) => [cell.includes("/busy/"), statusesOf(recording).at(-1)] as const);
    expect(ends.filter(([isBusy]) => isBusy).map(([, status]) => status)).toEqual(busy.map(() => 429));
    expect(ends.filter(([isBusy]) => !isBusy).map(([, status]) => status)).toEqual(busy.map(() => 200));
    expect(asked.get("busy")).toBeLessThanOrEqual(20 + 3 * MOST_THAT_WAIT);
    await peer.close();
  });

  it("that recovers has its later cells waited for again", async () => {
    let asked = 0;
    // Refused until it is learnt, then accepted once, then refused once.
    const peer = await rawPeer((socket, head) => {
      asked += 1;
      say(asked <= 12 || asked === 14 ? throttled("retry-after-ms: 100") : OK)(socket, head);
    });
    const cells = sameDeployment(cellsOf(QUESTION.id, 20));
    const { recordings } = await smallRun(peer.url("http").origin, cells, { maxWaitMs: MAX_WAIT_MS, concurrency: 1 });
    expect(recordings.filter((recording) => statusesOf(recording).join() === "429,200").length).toBe(1);
    expect(recordings.slice(-5).every((recording) => statusesOf(recording).at(-1) === 200)).toBe(true);
    await peer.close();
  });
});

describe("a header that says when to retry", () => {
  const NOW = Date.parse("2026-06-10T14:41:00Z");
  const CASES: [headers: Record<string, string>, ms: number | null, isTooLong?: boolean][] = [
    [{ "x-ms-retry-after-ms": "250" }, 250],
    [{ "retry-after-ms": "100", "x-ms-retry-after-ms": "250", "retry-after": "9" }, 100],
    [{ "retry-after-ms": "-1", "retry-after": "9" }, 9_000],
    [{ "retry-after": "1.5" }, 1_500],
    [{ "retry-after": "86400" }, 86_400_000],
    [{ "retry-after": "86401" }, null, true],
    [{ "retry-after-ms": "1e999" }, null],
    [{ "retry-after": "Infinity" }, null],
    [{ "retry-after": "0x10" }, null],
    [{ "retry-after": "Fri, 31 Dec 2999 23:59:59 GMT" }, null, true],
    [{ date: "Wed, 10 Jun 2026 15:00:00 GMT", "retry-after": "Wed, 10 Jun 2026 15:00:05 GMT" }, 5_000],
    [{ "x-ratelimit-reset-requests": "1m30s", "x-ratelimit-remaining-requests": "0" }, 90_000],
    [{ "x-ratelimit-reset-tokens": "20ms" }, 20],
    [{ "x-ratelimit-reset-requests": "2", "x-ratelimit-reset-tokens": "6m0s" }, 360_000],
    [{ "x-ratelimit-reset-requests": "60", "x-ratelimit-remaining-requests": "7" }, null],
    [{ "x-ratelimit-reset-requests": "1781102460" }, null, true],
    [{ "x-ratelimit-reset-requests": "9", "x-ratelimit-remaining-requests": "0", "retry-after": "1" }, 1_000],
  ];

  it.each(CASES)("%j is read as %j ms", (headers, ms, isTooLong = false) => {
    const read = readRetryAfter({ status: 429, responseHeaders: Object.entries(headers) }, NOW);
    expect([read.ms, read.isTooLong]).toEqual([ms, isTooLong]);
    expect(read.isAbsurd).toBe(ms === null && read.header !== null);
  });
});
