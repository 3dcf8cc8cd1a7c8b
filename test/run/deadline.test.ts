import { describe, expect, it } from "vitest";
import { formatWait } from "../../src/cli/output/wait-line.ts";
import { type WaitEvent, Waits } from "../../src/run/waits.ts";
import { rawPeer, response, say } from "../support/raw-peer.ts";
import { cellsOf, QUESTION, smallRun } from "../support/small-run.ts";

const OK = response("200 OK", ["content-type: application/json"], "{}");

describe("the deadline of a run", () => {
  it("begins no further cell, lets the running ones finish, and leaves the run incomplete", async () => {
    const deadline = new AbortController();
    let asked = 0;
    const peer = await rawPeer((socket) => {
      asked += 1;
      if (asked === 3) deadline.abort();
      setTimeout(() => socket.end(OK), 20);
    });
    const options = { concurrency: 2, deadline: deadline.signal };
    const { complete, recordings } = await smallRun(peer.url("http").origin, cellsOf(QUESTION.id, 12), options);
    expect(complete).toBe(false);
    expect(recordings.length).toBe(asked);
    expect(recordings.length).toBeLessThanOrEqual(4);
    expect(recordings.every(({ attempts }) => attempts[0]?.steps[0]?.hops[0]?.status === 200)).toBe(true);
    await peer.close();
  });

  it("ends a wait that the service requested, and keeps what the cell got", async () => {
    const deadline = new AbortController();
    const peer = await rawPeer((socket, head) => {
      socket.once("close", () => deadline.abort());
      say(response("429 Too Many", ["retry-after: 4"], "{}"))(socket, head);
    });
    const { complete, recordings, ms } = await smallRun(peer.url("http").origin, cellsOf(QUESTION.id, 3), {
      concurrency: 1,
      deadline: deadline.signal,
    });
    // Another cell may begin before the deadline passes. Each is tried once.
    expect([complete, recordings.length]).toEqual([false, peer.received.length]);
    expect(recordings.every(({ attempts }) => attempts.length === 1)).toBe(true);
    expect(ms).toBeLessThan(3_000);
    await peer.close();
  });

  it("that passes after the last cell changes nothing", async () => {
    const peer = await rawPeer(say(OK));
    const deadline = AbortSignal.timeout(60_000);
    const { complete } = await smallRun(peer.url("http").origin, cellsOf(QUESTION.id, 2), { deadline });
    expect(complete).toBe(true);
    await peer.close();
  });
});

describe("the cells of a target", () => {
  it("are run with those that cost nothing first", async () => {
    const asked: string[] = [];
    const peer = await rawPeer((socket, head) => {
      asked.push(/ (\S+) HTTP/.exec(head)?.[1] ?? "");
      say(response("404 Not Found", [], "{}"))(socket, head);
    });
    const cells = [...cellsOf("responses-v1", 2), ...cellsOf(QUESTION.id, 2)];
    await smallRun(peer.url("http").origin, cells, { concurrency: 1 });
    expect(asked.map((path) => path.startsWith("/ask/"))).toEqual([true, true, false, false]);
    await peer.close();
  });
});

describe("the waits of a run", () => {
  const limit = (target: string, header: string | null = "retry-after: 20") => {
    return { target, why: "limit" as const, deployments: ["d"], header };
  };

  function watch() {
    const clock = { now: 0 };
    const lines: string[] = [];
    const waits = new Waits(
      (event) => lines.push(formatWait(event)),
      () => clock.now,
    );
    /** Looks once each second, as the timer does. */
    const pass = (seconds: number) => {
      for (let n = 0; n < seconds; n++) {
        clock.now += 1_000;
        waits.look();
      }
    };
    return { waits, lines, pass };
  }

  it("are announced from 10 s on, once for each target while they last", () => {
    const { waits, lines, pass } = watch();
    waits.begin(limit("a"), 20_000);
    waits.begin(limit("a"), 20_000);
    waits.begin(limit("b"), 9_000);
    waits.begin({ target: "c", why: "pace", deployments: ["x", "y"], header: null }, 59_000);
    expect(lines).toEqual([
      "a waits 20 s: the service rate-limits d (retry-after: 20).",
      "c waits 59 s: the documented rate of x, y.",
    ]);
    pass(20);
    waits.begin(limit("a", null), 25_000);
    expect(lines.at(-1)).toBe("a waits 25 s: the service rate-limits d.");
  });

  it("are named after 30 s without a finished cell, and every 30 s from then on", () => {
    const { waits, lines, pass } = watch();
    waits.began("a/d/ga-realtime");
    pass(29);
    waits.finished("a/d/ga-realtime");
    pass(29);
    expect(lines).toEqual([]);
    waits.began("a/d/models-v1");
    const end = waits.begin(limit("b"), 5_000);
    pass(1);
    expect(lines).toEqual([
      "No cell finished for 30 s. Waiting: b (4 s, the service rate-limits d (retry-after: 20)). Running: a/d/models-v1.",
    ]);
    end();
    pass(59);
    expect(lines.slice(1)).toEqual(["No cell finished for 60 s. Running: a/d/models-v1."]);
  });

  it("are said in one line, whatever a header holds", () => {
    const event: WaitEvent = { kind: "waits", wait: limit("a", "retry-after: 2\n\u001b[31m0"), ms: 20_000 };
    expect(formatWait(event)).not.toMatch(/[\n\u001b]/);
  });
});
