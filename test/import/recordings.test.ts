import { describe, expect, it } from "vitest";
import type { Frame } from "../../src/model/recording.ts";
import { findIgnoredSettings, matchFrame, waitsForEvent } from "../../src/steps/expectation.ts";
import { catalog } from "../support/recorded.ts";
import { importText, RECORDINGS, readRecording, reportOf } from "./imported.ts";

const FAILURE = "azure_ws__audio_in_server_vad_transcription_requires_deployment.yaml";
const SOCKETS = RECORDINGS.filter((name) => name.includes("_ws__") || name.includes("sideband__")).filter(
  (name) => name !== FAILURE && !/ws__webrtc/.test(name),
);
const HTTP = RECORDINGS.filter((name) => name !== FAILURE && !SOCKETS.includes(name));

describe("a recording of the real service", () => {
  it.each(SOCKETS)("%s with a result is supported", async (name) => {
    const { results } = await reportOf(readRecording(name), name);
    expect(results.map(({ verdict, cause }) => [verdict, cause])).toEqual([["supported", "result.received"]]);
  });

  it("of a transcriber that is not deployed is not-deployed", async () => {
    const { results } = await reportOf(readRecording(FAILURE), FAILURE);
    expect(results.map(({ verdict, cell, stage }) => [verdict, cell.deployment, stage.failedAt])).toEqual([
      ["not-deployed", "gpt-realtime-whisper", "result"],
    ]);
  });

  it.each(HTTP)("%s that only prepares a session is partial, because a mint is no result", async (name) => {
    const { results } = await reportOf(readRecording(name), name);
    expect(new Set(results.map(({ cause }) => cause))).toEqual(new Set(["result.unprovable"]));
  });

  it("names its region by the cluster if x-ms-region is absent", async () => {
    const name = "webrtc__azure_answer_webrtc_offer_records.yaml";
    const { targets } = await reportOf(readRecording(name), name);
    expect(targets[0]?.answeredRegions).toEqual(["eastus2"]);
  });
});

describe("the expectations of built-in probes", () => {
  it.each([
    ["ga-realtime", "azure_ws__text_in_audio_out_turn.yaml"],
    ["ga-realtime", "azure_ws__tool_call_round.yaml"],
    ["ga-realtime", "openai_ws__text_in_audio_out_turn.yaml"],
    ["ga-client-secret-realtime", "azure_ws__text_in_audio_out_turn.yaml"],
    ["ga-calls", "azure_ws_sideband__webrtc_sideband_text_turn.yaml"],
    ["ga-calls", "openai_ws_sideband__webrtc_sideband_text_turn.yaml"],
    ["ga-realtime-voice-with-transcription", "azure_ws__audio_in_server_vad_transcribes.yaml"],
    ["ga-realtime-input-transcription", "azure_ws__audio_in_server_vad_transcribes.yaml"],
    ["ga-realtime-voice-with-transcription", "openai_ws__audio_in_server_vad_turn.yaml"],
    ["ga-realtime-input-transcription", "openai_ws__audio_in_server_vad_turn.yaml"],
    ["voice-live-realtime", "azure_voice_live_ws__text_in_audio_out_turn.yaml"],
    ["voice-live-realtime", "azure_voice_live_ws__text_output_modality_returns_text.yaml"],
  ])("of %s are met in the order of %s", (id, name) => {
    expect(walk(id, name)).toEqual({ waiting: null, refused: null });
  });

  it.each(["ga-realtime-voice-with-transcription", "ga-realtime-input-transcription"])(
    "of %s find the recorded failure of the transcription",
    (id) => {
      expect(walk(id, FAILURE)).toEqual({ waiting: "result", refused: "DeploymentNotFound" });
    },
  );

  it.each(SOCKETS)("find every setting of %s repeated", (name) => {
    const ignored = framesOf(name).flatMap((frame, index, frames) => {
      if (frame.kind !== "message" || frame.event?.type !== "session.update") return [];
      const answer = frames
        .slice(index)
        .find((one) => one.kind === "message" && one.direction === "received" && one.event?.type === "session.updated");
      const echoes = ["session.output_modalities", "session.audio.input.transcription.model"];
      return findIgnoredSettings({ echoes }, frame.event, answer?.kind === "message" ? answer.event : null);
    });
    expect(ignored).toEqual([]);
  });
});

/** The frames of the first imported cell. */
function framesOf(name: string): Frame[] {
  const [cell] = importText(readRecording(name), name).cells;
  return (cell?.recording.attempts[0]?.steps ?? []).flatMap(({ frames }) => frames);
}

/** Feeds the recorded events to the waiting steps of a built-in probe. */
function walk(id: string, name: string): { waiting: string | null; refused: string | null } {
  const probe = catalog.probes.find((one) => one.id === id);
  const waiting = (probe?.steps ?? []).filter((step) => !step.finally && waitsForEvent(step));
  for (const frame of framesOf(name)) {
    const [step] = waiting;
    if (step === undefined) break;
    const match = matchFrame(step, frame, new Set());
    if (match.kind === "met") waiting.shift();
    if (match.kind === "refused") return { waiting: step.stage, refused: match.answer.code };
  }
  return { waiting: waiting[0]?.stage ?? null, refused: null };
}
