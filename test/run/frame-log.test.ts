import { describe, expect, it } from "vitest";
import { observe } from "../../src/judge/index.ts";
import type { Frame, StepRecord } from "../../src/model/recording.ts";
import { FrameLog } from "../../src/run/frame-log.ts";
import { cell, closed, hop, probeOf, received, sent } from "../support/recorded.ts";

function logged(frames: Frame[]): StepRecord {
  const record: StepRecord = { index: 0, stage: "result", hops: [], frames: [], failure: null };
  const log = new FrameLog(record);
  for (const frame of frames) log.add(frame);
  log.end();
  return record;
}

const numbered = (count: number, type = "response.output_text.delta") =>
  Array.from({ length: count }, (_, n) => ({ ...received({ type, n }), at: n, bytes: 10 }));

describe("the frames of a step", () => {
  it.each([0, 1, 100, 101, 200])("are all kept if %i were received", (count) => {
    const frames = numbered(count);
    expect(logged(frames)).toMatchObject({ frames });
    expect(logged(frames).elided).toBeUndefined();
  });

  it("are the first and the last hundred of ten thousand, with the counts of the others", () => {
    const frames = numbered(10_000);
    const { frames: kept, elided } = logged(frames);
    expect(kept).toEqual([...frames.slice(0, 100), ...frames.slice(-100)]);
    expect(elided).toEqual({
      before: 100,
      count: 9_800,
      bytes: 98_000,
      from: 100,
      to: 9_899,
      types: { "response.output_text.delta": 9_800 },
    });
  });

  it("are all kept of what we sent, and so is the end", () => {
    const frames = [
      sent({ type: "a", event_id: "1" }),
      ...numbered(150),
      sent({ type: "b", event_id: "2" }),
      ...numbered(150),
      sent({ type: "c", event_id: "3" }),
      closed(1011),
    ];
    const { frames: kept, elided } = logged(frames);
    expect(kept.filter((frame) => frame.kind === "message" && frame.direction === "sent").length).toBe(3);
    expect(kept.at(-1)).toEqual(closed(1011));
    expect(kept.length + (elided?.count ?? 0)).toBe(frames.length);
    // They stand where they stood: what is kept is in the order of the wire.
    expect(kept).toEqual(frames.filter((frame) => kept.includes(frame)));
  });

  it("count the types of what is not kept, however many there are", () => {
    const frames = Array.from({ length: 1_000 }, (_, n) => received({ type: `type-${n}` }));
    const odd = [...frames.slice(0, 150), { ...received({}), event: null, text: "x" }, ...frames.slice(150)];
    const { elided } = logged(odd);
    expect(Object.keys(elided?.types ?? {}).length).toBeLessThanOrEqual(22);
    expect(elided?.types[""]).toBe(1);
    expect(Object.values(elided?.types ?? {}).reduce((a, b) => a + b, 0)).toBe(elided?.count);
  });
});

describe("a verdict on a step whose frames are not all kept", () => {
  const probe = probeOf("ga-realtime");
  const index = probe.steps.findIndex(({ stage }) => stage === "result");
  const ends: Record<string, Frame[]> = {
    "the result": [received({ type: "response.done", response: { id: "r", status: "completed", output: [] } })],
    "an error of ours": [received({ type: "error", error: { code: "x", event_id: "aoai_probe_5" } })],
    "an error of somebody else's, and a close": [
      received({ type: "error", error: { code: "x", event_id: "theirs" } }),
      closed(1011),
    ],
    "a close": [closed(1008, { reason: "rate limit" })],
  };

  it.each(Object.keys(ends))("is that of all of them: %s", (end) => {
    const all = [
      sent({ type: "response.create", event_id: "aoai_probe_5" }),
      ...numbered(5_000),
      received({ type: "rate_limits.updated" }),
      ...numbered(5_000),
      ...(ends[end] ?? []),
    ];
    const judged = (frames: Frame[], elided: StepRecord["elided"]) => {
      const steps = probe.steps.slice(0, index).map((step, n) => met(step, n));
      const record = { index, stage: "result" as const, hops: [], frames, failure: null };
      const attempt = {
        startedAt: "2026-06-10T14:41:07.512Z",
        durationMs: 1,
        waitedMs: 0,
        steps: [...steps, { ...record, ...(elided === undefined ? {} : { elided }) }],
      };
      const recording = { startedAt: attempt.startedAt, durationMs: 1, attempts: [attempt], notAttempted: null };
      const { attempts, last, events, ...rest } = observe(
        cell(probe.id, "dep", "conversation"),
        probe,
        recording,
        null,
      );
      return {
        ...rest,
        answer: last?.answer,
        completed: last?.completed,
        failure: last?.failure,
        counts: new Map(events),
      };
    };
    const { frames, elided } = logged(all);
    expect(elided?.count).toBeGreaterThan(9_000);
    expect(judged(frames, elided)).toEqual(judged(all, undefined));
  });

  /** A step that was met: the handshake, or the event that was waited for. */
  function met(step: (typeof probe.steps)[number], n: number): StepRecord {
    const type = [step.expect?.event ?? []].flat()[0] ?? "x";
    const isHandshake = step.websocket !== undefined;
    const hops = isHandshake ? [hop({ status: 101 })] : [];
    return { index: n, stage: step.stage, hops, frames: isHandshake ? [] : [received({ type })], failure: null };
  }
});
