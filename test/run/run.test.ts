import { describe, expect, it } from "vitest";
import { Bucket } from "../../src/run/bucket.ts";
import { readRetryAfter } from "../../src/steps/retry-after.ts";
import { rawPeer, response, say, sayAndReset, sayAndStay, upgrade } from "../support/raw-peer.ts";
import { hop } from "../support/recorded.ts";
import { cellsOf, QUESTION, smallRun } from "../support/small-run.ts";

const OK = response("200 OK", ["content-type: application/json"], "{}");

describe("a run", () => {
  it("has at most as many connections to a target at once as it was told", async () => {
    let most = 0;
    const peer = await rawPeer((socket) => {
      most = Math.max(most, peer.open());
      setTimeout(() => socket.end(OK), 10);
    });
    const { complete, recordings } = await smallRun(peer.url("http").origin, cellsOf(QUESTION.id, 12), {
      concurrency: 3,
    });
    expect(complete).toBe(true);
    expect(recordings.length).toBe(12);
    // A connection that we have ended may still be seen as open by the peer for a moment.
    expect(most).toBeLessThanOrEqual(4);
    await peer.close();
  });

  it("that is interrupted ends at once, and leaves a journal of the cells that had finished", async () => {
    const abort = new AbortController();
    const peer = await rawPeer((socket, head) => {
      if (/\/ask\/d[01] /.test(head)) say(OK)(socket, head);
    });
    const finished: string[] = [];
    const started = performance.now();
    const { complete, records } = await smallRun(peer.url("http").origin, cellsOf(QUESTION.id, 6), {
      concurrency: 2,
      signal: abort.signal,
      onProgress: ({ cell }) => {
        if (finished.push(cell) === 2) setTimeout(() => abort.abort(), 20);
      },
    });
    expect(complete).toBe(false);
    expect(records.map((record) => record.cell)).toEqual(finished);
    expect(performance.now() - started).toBeLessThan(4_000);
    await peer.idle();
    await peer.close();
  });

  it("that is interrupted while a socket is silent ends at once", async () => {
    const abort = new AbortController();
    const peer = await rawPeer(upgrade(() => setTimeout(() => abort.abort(), 20)));
    const { complete, records, ms } = await smallRun(peer.url("http").origin, cellsOf("ga-realtime", 1), {
      signal: abort.signal,
    });
    expect(complete).toBe(false);
    // Something was sent: what was recorded until then is kept, and says why it ends.
    const closes = records[0]?.recording.attempts[0]?.steps.flatMap((step) => step.frames) ?? [];
    expect(closes.at(-1)).toMatchObject({ kind: "close", by: "us", failure: { cause: "run.interrupted" } });
    expect(ms).toBeLessThan(4_000);
    await peer.idle();
    await peer.close();
  });

  it("that cannot keep what it finds ends at once, asks nothing more, and says why", async () => {
    const peer = await rawPeer(say(OK));
    const asking = smallRun(peer.url("http").origin, cellsOf(QUESTION.id, 50), {
      onProgress: () => {
        throw new Error("the disk is full");
      },
    });
    await expect(asking).rejects.toThrow("the disk is full");
    await peer.idle();
    // The disk is not waited for: some cells are asked before it is known that none can be kept.
    expect(peer.received.length).toBeLessThan(45);
    await peer.close();
  });

  it("warns of nothing and leaves no fault behind, however many hops it makes", async () => {
    const warnings: string[] = [];
    const onWarning = (warning: Error) => warnings.push(warning.message);
    process.on("warning", onWarning);
    const peer = await rawPeer((socket, head) => {
      const behave = [say(OK), sayAndReset(), sayAndStay("garbage\r\n\r\n"), say()][
        Number(/d(\d+)/.exec(head)?.[1]) % 4
      ];
      behave?.(socket, head);
    });
    const { recordings } = await smallRun(peer.url("http").origin, cellsOf(QUESTION.id, 40));
    process.off("warning", onWarning);
    expect(recordings.length).toBe(40);
    expect(warnings).toEqual([]);
    await peer.idle();
    await peer.close();
  });
});

describe("a 429", () => {
  /** Refuses so many times, then answers. */
  const refusing = (times: number, ...headers: string[]) => {
    let asked = 0;
    return rawPeer((socket, head) => {
      asked += 1;
      say(asked <= times ? response("429 Too Many", headers, "{}") : OK)(socket, head);
    });
  };

  it("is waited for as its header says, outside the cell's time", async () => {
    const peer = await refusing(1, "retry-after-ms: 1200");
    const { recordings, ms } = await smallRun(peer.url("http").origin, cellsOf(QUESTION.id, 1), { timeoutMs: 1_000 });
    const attempts = recordings[0]?.attempts ?? [];
    expect(attempts.map((attempt) => attempt.waitedMs)).toEqual([0, 1_200]);
    expect(attempts[1]?.steps[0]?.hops[0]?.status).toBe(200);
    expect(recordings[0]?.durationMs).toBeLessThan(1_000);
    expect(ms).toBeGreaterThan(1_190);
    await peer.close();
  });

  const TOO_LONG = [
    "retry-after: 99999999999",
    "retry-after: 99999999999999999999",
    "retry-after-ms: 6000",
    "retry-after: Fri, 31 Dec 2999 23:59:59 GMT",
  ];

  it.each(TOO_LONG)("that asks for more than we wait is the answer, asked once: %s", async (header) => {
    const peer = await refusing(100, header);
    const { recordings, ms } = await smallRun(peer.url("http").origin, cellsOf(QUESTION.id, 1));
    expect(recordings[0]?.attempts.map((attempt) => attempt.steps[0]?.hops[0]?.status)).toEqual([429]);
    expect(ms).toBeLessThan(4_000);
    await peer.close();
  });

  it("that asks for no time is asked again a few times, never for ever", async () => {
    const peer = await refusing(100, "retry-after: 0");
    const { recordings } = await smallRun(peer.url("http").origin, cellsOf(QUESTION.id, 1), { maxWaitMs: 1_000 });
    // 250 ms, then 500: the next pause would be more than may be waited.
    expect(recordings[0]?.attempts.map(({ waitedMs }) => waitedMs)).toEqual([0, 250, 500]);
    expect(peer.received.length).toBe(3);
    await peer.close();
  });

  it("is not waited for at all if nothing may be waited", async () => {
    const peer = await refusing(100, "retry-after-ms: 10");
    const { recordings } = await smallRun(peer.url("http").origin, cellsOf(QUESTION.id, 1), { maxWaitMs: 0 });
    expect(recordings[0]?.attempts.length).toBe(1);
    await peer.close();
  });

  it("that is being waited for does not hold an interruption", async () => {
    const abort = new AbortController();
    // Once the answer is read the prober ends its connection, and waits.
    const peer = await rawPeer((socket, head) => {
      socket.once("close", () => abort.abort());
      say(response("429 Too Many", ["retry-after: 4"], "{}"))(socket, head);
    });
    const { complete, ms } = await smallRun(peer.url("http").origin, cellsOf(QUESTION.id, 1), { signal: abort.signal });
    expect({ complete, asked: peer.received.length }).toEqual({ complete: false, asked: 1 });
    expect(ms).toBeLessThan(3_000);
    await peer.close();
  });

  it("leaves the place of its cell to cells of other deployments while it is being waited for", async () => {
    const asked: string[] = [];
    const peer = await rawPeer((socket, head) => {
      const deployment = /\/ask\/(\S+)/.exec(head)?.[1] ?? "";
      const isFirst = !asked.includes(deployment);
      asked.push(deployment);
      const limited = deployment === "limited" && isFirst;
      say(limited ? response("429 Too Many", ["retry-after-ms: 1000"], "{}") : OK)(socket, head);
    });
    const cells = [...cellsOf(QUESTION.id, 1, "limited"), ...cellsOf(QUESTION.id, 6)];
    const { recordings } = await smallRun(peer.url("http").origin, cells, { concurrency: 1 });
    expect(asked).toEqual(["limited", "d0", "d1", "d2", "d3", "d4", "d5", "limited"]);
    expect(recordings.map(({ attempts }) => attempts.at(-1)?.steps[0]?.hops[0]?.status)).toEqual(cells.map(() => 200));
    await peer.close();
  });

  it("is waited for before further cells of its deployment, unless there are no others", async () => {
    const asked: string[] = [];
    const peer = await rawPeer((socket, head) => {
      const deployment = /\/ask\/(\S+)/.exec(head)?.[1] ?? "";
      asked.push(deployment);
      say(asked.length === 1 ? response("429 Too Many", ["retry-after-ms: 1000"], "{}") : OK)(socket, head);
    });
    const limited = cellsOf(QUESTION.id, 3).map((cell) => ({ ...cell, deployment: "limited" }));
    const others = cellsOf(QUESTION.id, 6).slice(3);
    await smallRun(peer.url("http").origin, [...limited, ...others], { concurrency: 1 });
    expect(asked).toEqual(["limited", "d3", "d4", "d5", "limited", "limited", "limited"]);
    await peer.close();
  });

  it("of every cell is waited for by few more cells than run at once", async () => {
    const asked: string[] = [];
    const peer = await rawPeer((socket, head) => {
      const deployment = /\/ask\/(\S+)/.exec(head)?.[1] ?? "";
      const isFirst = !asked.includes(deployment);
      asked.push(deployment);
      say(isFirst ? response("429 Too Many", ["retry-after-ms: 1200"], "{}") : OK)(socket, head);
    });
    const { recordings } = await smallRun(peer.url("http").origin, cellsOf(QUESTION.id, 10), { concurrency: 2 });
    expect(recordings.every(({ attempts }) => attempts.length === 2)).toBe(true);
    let waiting = 0;
    for (const [index, deployment] of asked.entries()) {
      waiting += asked.indexOf(deployment) === index ? 1 : -1;
      expect(waiting).toBeLessThanOrEqual(5);
    }
    await peer.close();
  });

  const NOW = Date.parse("2026-06-10T14:41:00Z");
  const HEADERS: [string, [string, string][], number | null][] = [
    [
      "ms before seconds",
      [
        ["Retry-After", "9"],
        ["retry-after-ms", "1500"],
      ],
      1500,
    ],
    ["seconds", [["Retry-After", "2"]], 2000],
    ["a date", [["retry-after", "Wed, 10 Jun 2026 14:41:05 GMT"]], 5000],
    ["a date gone by", [["retry-after", "Wed, 10 Jun 2026 14:40:00 GMT"]], 0],
    ["nothing", [], null],
    ["garbage", [["retry-after", "soon"]], null],
    ["a negative number", [["retry-after", "-5"]], null],
    ["an empty value", [["retry-after", ""]], null],
  ];

  it.each(HEADERS)("with %s asks for that many ms", (_, headers, expected) => {
    expect(readRetryAfter(hop({ status: 429, headers, service: false }), NOW).ms).toBe(expected);
  });
});

describe("a server fault", () => {
  it("runs for three times before it is believed", async () => {
    const peer = await rawPeer(say(response("500 E", [], "{}")));
    const { recordings } = await smallRun(peer.url("http").origin, cellsOf(QUESTION.id, 1));
    expect(recordings[0]?.attempts.length).toBe(3);
    await peer.close();
  });

  it("that passes leaves both attempts in the record", async () => {
    let asked = 0;
    const peer = await rawPeer((socket, head) => say(++asked === 1 ? response("503 E", [], "{}") : OK)(socket, head));
    const { recordings } = await smallRun(peer.url("http").origin, cellsOf(QUESTION.id, 1));
    expect(recordings[0]?.attempts.map((attempt) => attempt.steps[0]?.hops[0]?.status)).toEqual([503, 200]);
    await peer.close();
  });
});

describe("the bucket of speech-to-text", () => {
  it("gives three at once, and the fourth a minute after the first", () => {
    const bucket = new Bucket(3);
    for (const now of [0, 10, 20]) {
      expect(bucket.wait(now)).toBe(0);
      bucket.take(now);
    }
    expect(bucket.wait(30)).toBe(59_970);
    expect(bucket.wait(60_000)).toBe(0);
    bucket.take(60_000);
    expect(bucket.wait(60_000)).toBe(10);
  });

  it("holds back the cells of one deployment and no others", async () => {
    const abort = new AbortController();
    const probe = "audio-transcriptions-v1";
    const peer = await rawPeer((socket, head) => {
      say(response("400 B", ["apim-request-id: 1"], '{"error":{"code":"x"}}'))(socket, head);
    });
    const asked: string[] = [];
    const cells = [...cellsOf(probe, 5, "same"), ...cellsOf(probe, 2)];
    const { complete } = await smallRun(peer.url("http").origin, cells, {
      signal: abort.signal,
      onProgress: ({ cell }) => {
        if (asked.push(cell) === 5) setTimeout(() => abort.abort(), 50);
      },
    });
    expect(complete).toBe(false);
    expect(asked.filter((cell) => cell.includes("/same/")).length).toBe(3);
    expect(asked.filter((cell) => !cell.includes("/same/")).length).toBe(2);
    await peer.close();
  });
});
