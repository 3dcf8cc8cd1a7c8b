import { readFileSync } from "node:fs";
import { expect } from "vitest";
import * as at from "./reporter.ts";
import {
  bearer,
  COMPLETED,
  type FieldReport,
  gets,
  isOpened,
  isRefused,
  PREVIEW,
  say,
  VERSION,
  WHISPER,
} from "./reporter.ts";

const OFFER = readFileSync(new URL("../../../probes/samples/offer.sdp", import.meta.url));
const INTENT = `${PREVIEW}&intent=transcription`;

/** Reports of preview paths. */
export const PREVIEW_REPORTS: readonly FieldReport[] = [
  {
    report: "FR-025",
    scenarios: ["fr-025-2026-06-12"],
    saw: "the session is created without being asked for, and transcribes with the model of an update",
    ask: async (running) => {
      const socket = await isOpened(running, "FR-025", [INTENT]);
      expect(socket.headers["x-ms-region"]).toBe("East US 2");
      await socket.next("transcription_session.created");
      socket.send({ type: "session.update", session: { input_audio_transcription: { model: WHISPER } } });
      say(socket);
      expect(await socket.next(COMPLETED)).toMatchObject({ aoai_probe_source: "FR-025" });
      const old = "/openai/realtime?api-version=2024-10-01-preview&intent=transcription";
      await isRefused(running, "FR-025", [old], { status: 404 });
    },
  },
  {
    report: "FR-030",
    scenarios: ["fr-030-2026-07-01"],
    saw: "a new model is redirected with the key to a path without /openai",
    ask: async (running) => {
      const query = `${VERSION}&deployment=gpt-realtime-2`;
      const location = `${running.endpoint.replace("http", "ws")}/v1/realtime?${query}&api-key=${running.key}`;
      await isRefused(running, "FR-030", [`/openai/realtime?${query}`], { status: 302, headers: { location } });
    },
  },
  {
    report: "FR-032",
    scenarios: ["fr-032-2025-09-23"],
    saw: "an update in the GA shape is an error on the preview path",
    ask: async (running) => {
      const socket = await isOpened(running, "FR-032", [`${PREVIEW}&deployment=gpt-realtime`]);
      socket.send({ type: "session.update", session: { type: "realtime", audio: { input: {} } } });
      expect(await socket.next("error")).toMatchObject({ aoai_probe_source: "FR-032" });
    },
  },
  {
    report: "FR-033",
    scenarios: ["fr-033-2025-04-18"],
    saw: "semantic voice detection is rejected, and that of the server is not",
    ask: async (running) => {
      const socket = await isOpened(running, "inferred", [`${PREVIEW}&deployment=gpt-4o-realtime-preview`]);
      socket.send({ type: "session.update", session: { turn_detection: { type: "semantic_vad" } } });
      expect(await socket.next("error")).toMatchObject({ aoai_probe_source: "FR-033" });
      socket.send({ type: "session.update", session: { turn_detection: { type: "server_vad" } } });
      await socket.next("session.updated");
    },
  },
  {
    report: "FR-034",
    scenarios: ["fr-034-2025-10-06"],
    saw: "session.type is an unknown parameter",
    ask: async (running) => {
      const socket = await isOpened(running, "FR-034", [`${PREVIEW}&deployment=gpt-4o-realtime-preview`]);
      socket.send({ type: "session.update", session: { type: "realtime", output_modalities: ["text"] } });
      const message = "Unknown parameter: 'session.type'.";
      const error = { type: "invalid_request_error", code: "unknown_parameter", message, param: "session.type" };
      expect(await socket.next("error")).toMatchObject({ aoai_probe_source: "FR-034", error });
    },
  },
  {
    report: "FR-036",
    scenarios: ["fr-036-2026-03-23"],
    saw: "output_modalities of a response are rejected",
    ask: async (running) => {
      const socket = await isOpened(running, "inferred", [`${PREVIEW}&deployment=gpt-realtime`]);
      socket.send({ type: "response.create", response: { output_modalities: ["audio"] } });
      expect(await socket.next("error")).toMatchObject({ aoai_probe_source: "FR-036" });
    },
  },
  {
    report: "FR-038",
    scenarios: ["fr-038-2025-09-19"],
    saw: "the created session has a model with its version, a voice, modalities, and no type",
    ask: async (running) => {
      const socket = await isOpened(running, "FR-038", [`${PREVIEW}&deployment=gpt-realtime`]);
      const created = await socket.next("session.created");
      const session = {
        object: "realtime.session",
        model: "gpt-realtime-2025-08-28",
        modalities: expect.any(Array),
        voice: expect.any(String),
      };
      expect(created).toMatchObject({ session });
      expect(created).not.toHaveProperty("session.type");
    },
  },
  {
    report: "FR-043",
    scenarios: ["fr-043-2025-09-02"],
    saw: "the session is created, and an error comes right behind",
    ask: async (running) => {
      const socket = await isOpened(running, "FR-043", [`${PREVIEW}&deployment=gpt-4o-mini-realtime-preview`]);
      await socket.next("error");
      expect(socket.types()).toEqual(["session.created", "error"]);
    },
  },
  {
    report: "FR-046",
    scenarios: ["fr-046-2025-06-04"],
    saw: "a transcription session is minted, and WebRTC does not take it",
    ask: async (running) => {
      const json = { input_audio_transcription: { model: "gpt-4o-transcribe" } };
      const minted = await gets(running, "FR-046", [at.MINT_TRANSCRIPTION, { json }], { status: 200 });
      const { value } = minted.json.client_secret as { value: string };
      const body = { type: "application/sdp", content: OFFER };
      const call = { body, credential: bearer(value) };
      await gets(running, "FR-046", ["/v1/realtimertc?model=gpt-4o-transcribe", call], { status: 401 });
    },
  },
  {
    report: "FR-056",
    scenarios: ["fr-056"],
    saw: "a plain POST of the socket's path is not found",
    ask: async (running) => {
      const path = "/openai/realtime?api-version=2024-10-01-preview&deployment=gpt-4o-realtime-preview";
      const error = { code: "404", message: "Resource not found" };
      await gets(running, "FR-056", [path], { status: 404, json: { error } });
    },
  },
  {
    report: "FR-062",
    scenarios: ["fr-062-2026-02-24"],
    saw: "both selectors are refused, the intent alone is served",
    ask: async (running) => {
      await isRefused(running, "FR-062", [`${INTENT}&deployment=gpt-4o-transcribe`], { status: 400 });
      const socket = await isOpened(running, "FR-062", [INTENT]);
      const session = { input_audio_transcription: { model: "gpt-4o-transcribe" }, turn_detection: null };
      socket.send({ type: "transcription_session.update", session });
      expect(await socket.next("transcription_session.updated")).toMatchObject({ aoai_probe_source: "FR-062" });
      say(socket);
      expect(await socket.next(COMPLETED)).toMatchObject({ aoai_probe_source: "FR-062" });
    },
  },
  {
    report: "FR-073",
    scenarios: ["fr-073-2024-11-02"],
    saw: "a handshake with wrong parameters is a 400",
    ask: async (running) => {
      await isRefused(running, "FR-073", ["/openai/realtime"], { status: 400 });
      await isRefused(running, "FR-073", ["/openai/realtime?api-version=2024-10-01-preview"], { status: 400 });
    },
  },
];
