import { describe, expect, it } from "vitest";
import { observe } from "../../src/judge/index.ts";
import type { JsonObject } from "../../src/model/json.ts";
import { type Probe, probeSchema } from "../../src/model/probe.ts";
import type { Frame, StepRecord } from "../../src/model/recording.ts";
import { captureMessage } from "../../src/redaction/capture.ts";
import { Vault } from "../../src/redaction/secret.ts";
import { FrameLog } from "../../src/run/frame-log.ts";
import { matchFrame, matchHop } from "../../src/steps/expectation.ts";
import { ReceivedAudio } from "../../src/steps/received-audio.ts";
import { cell, hop, received } from "../support/recorded.ts";

const DELTA = "session.output_audio.delta";
const vault = new Vault();

/** The event of a peer as a run records it: `ms` of audio in which every sample has the value of `fill`. */
function delta(ms: number, fill: number, type = DELTA): Frame {
  const audio = Buffer.alloc(ms * 48, fill).toString("base64");
  const { event } = captureMessage(JSON.stringify({ type, delta: audio }), vault, 64 * 1024);
  return received(event as JsonObject);
}

function probeWith(expectation: Record<string, unknown>, request: Record<string, unknown> = {}): Probe {
  return probeSchema.parse({
    id: "spoken",
    title: "Spoken",
    surface: "ga",
    role: "conversation",
    reference: "https://example.com",
    steps: [{ stage: "result", ...request, expect: expectation }],
  });
}

const SPOKEN = probeWith({ event: DELTA, "audio-at-least": "200ms" });

/** Whether a run meets the step with these frames, and whether the judge says the same of its record. */
function outcomes(frames: Frame[], probe = SPOKEN): { run: boolean; judge: boolean } {
  const record: StepRecord = { index: 0, stage: "result", hops: [], frames: [], failure: null };
  const log = new FrameLog(record);
  const [step] = probe.steps;
  if (step === undefined) throw new Error("no step");
  const audio = new ReceivedAudio(step.expect);
  let isMet = false;
  for (const frame of frames) {
    log.add(frame);
    isMet = matchFrame(step, frame, new Set()).kind === "met" && audio.isEnoughWith(frame);
    if (isMet) break;
  }
  log.end();
  if (!isMet) record.failure = { cause: "ws.silent", code: null, phase: "event", text: "no event" };
  const attempts = [{ startedAt: null, durationMs: 1, waitedMs: 0, steps: [record] }];
  const recording = { startedAt: null, durationMs: 1, attempts, notAttempted: null };
  const { last } = observe(cell("spoken", "dep", "conversation"), probe, recording, null);
  return { run: isMet, judge: last?.completed === true };
}

const times = (count: number, frame: () => Frame) => Array.from({ length: count }, frame);

describe("the audio that a step needs", () => {
  it.each([
    ["one event with all of it", [delta(200, 1)], true],
    ["several events together", times(10, () => delta(20, 1)), true],
    ["too little", times(9, () => delta(20, 1)), false],
    ["only silence", times(50, () => delta(20, 0)), false],
    ["silence before and between", [delta(500, 0), delta(100, 1), delta(500, 0), delta(100, 1)], true],
    ["events of another type", times(50, () => delta(20, 1, "other.audio.delta")), false],
    ["nothing", [], false],
    [
      "audio among more events than the record keeps",
      [...times(400, () => delta(20, 0)), ...times(10, () => delta(20, 1))],
      true,
    ],
    [
      "audio in the events that the record does not keep",
      [
        ...times(150, () => delta(20, 0)),
        ...times(9, () => delta(20, 1)),
        ...times(300, () => delta(20, 0)),
        delta(20, 1),
      ],
      true,
    ],
  ])("from %s is counted alike by the run and the judge", (_, frames, expected) => {
    expect(outcomes(frames)).toEqual({ run: expected, judge: expected });
  });

  it("is the body of an HTTP response, unless the body is text", () => {
    const [step] = probeWith({ "audio-at-least": "200ms" }, { post: "/openai/v1/audio/speech" }).steps;
    if (step === undefined) throw new Error("no step");
    const withBody = (bytes: number, text: string | null) => ({
      ...hop({ transport: "http" }),
      body: { text, json: null, bytes, cut: false },
    });
    expect(matchHop(step, withBody(9_600, null)).kind).toBe("met");
    expect(matchHop(step, withBody(9_599, null)).kind).toBe("refused");
    expect(matchHop(step, withBody(20_000, "text")).kind).toBe("refused");
    expect(matchHop(step, { ...hop({ transport: "http" }), body: null }).kind).toBe("refused");
  });

  it.each(["200", "0ms", "200 ms", "1s"])("is refused in the form %j", (least) => {
    expect(() => probeWith({ event: DELTA, "audio-at-least": least })).toThrow("milliseconds such as 200ms");
  });

  it("needs the event that carries it", () => {
    expect(() => probeWith({ present: "x", "audio-at-least": "200ms" })).toThrow("needs the event");
  });
});
