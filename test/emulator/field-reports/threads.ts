import { expect } from "vitest";
import { MISSING_DEPLOYMENT } from "../../../src/model/cell.ts";
import { SPEECH_TRANSCRIPT } from "../../../src/model/sample.ts";
import { knock } from "../resource-client.ts";
import * as at from "./reporter.ts";
import {
  COMPLETED,
  type FieldReport,
  GA,
  gets,
  isOpened,
  isRefused,
  say,
  TRANSLATE,
  VERSION,
  WHISPER,
} from "./reporter.ts";

const FRANCE = ["france-central-2026-06-10"];
const THREAD = ["east-us-2-2026-06-05", "sweden-central-2026-06-05"];

/** FR-001 to FR-003 and FR-006 to FR-014: two threads of questions and answers. */
export const THREADS: readonly FieldReport[] = [
  {
    report: "FR-001",
    scenarios: FRANCE,
    saw: "the transcription model is refused on the GA socket with the odd spelling",
    ask: async (running) => {
      const wanted = { code: "OpperationNotSupported", message: at.REALTIME_MESSAGE };
      const headers = { "x-ms-region": "France Central", "apim-request-id": expect.stringMatching(/^[0-9a-f-]{36}$/) };
      await isRefused(running, "FR-001", [`${GA}?model=${WHISPER}`], { status: 400, json: { error: wanted }, headers });
    },
  },
  {
    report: "FR-002",
    scenarios: FRANCE,
    saw: "a transcription update on a conversation is an error event, and the socket stays open",
    ask: async (running) => {
      const socket = await isOpened(running, "FR-002", [`${GA}?model=gpt-realtime-1.5`]);
      socket.send({ type: "session.update", session: { type: "transcription", audio: { input: {} } } });
      const message = "Passing a transcription session update event to a realtime session is not allowed.";
      expect(await socket.next("error")).toMatchObject({
        event_id: expect.stringMatching(/^event_/),
        error: { type: "invalid_request_error", code: "invalid_parameter", message },
      });
      socket.send({ type: "session.update", session: { type: "realtime" } });
      await socket.next("session.updated");
    },
  },
  {
    report: "FR-003",
    scenarios: FRANCE,
    saw: "a mint succeeds, the handshake is redirected with the key to a path without /openai, which is not found",
    ask: async (running) => {
      const json = { input_audio_transcription: { model: WHISPER } };
      const session = { object: "realtime.transcription_session", id: expect.stringMatching(/^sess_/) };
      await gets(running, "FR-003", [at.MINT_TRANSCRIPTION, { json }], {
        status: 200,
        json: { ...session, client_secret: { value: expect.any(String) } },
      });
      const query = `${VERSION}&intent=transcription&deployment=${WHISPER}`;
      const location = `${running.endpoint.replace("http", "ws")}/v1/realtime?${query}&api-key=${running.key}`;
      await isRefused(running, "FR-003", [`/openai/realtime?${query}`], { status: 302, headers: { location } });
      const dead = [`/v1/realtime?${query}&api-key=${running.key}`, {}] as [string, Record<string, string>];
      const missing = { error: { message: "Resource not found" } };
      await isRefused(running, "FR-003", dead, {
        status: 404,
        json: missing,
        headers: { "apim-request-id": expect.any(String) },
      });
    },
  },
  {
    report: "FR-006",
    scenarios: THREAD,
    saw: "the transcription model transcribes on the preview path without a deployment",
    ask: async (running) => {
      const json = { input_audio_transcription: { model: WHISPER } };
      const minted = await gets(running, "FR-006", [at.MINT_TRANSCRIPTION, { json }], { status: 200 });
      const { value } = minted.json.client_secret as { value: string };
      const socket = await isOpened(running, "FR-006", [`${at.PREVIEW}&intent=transcription`, { "api-key": value }]);
      say(socket);
      expect(await socket.next(COMPLETED)).toMatchObject({
        transcript: SPEECH_TRANSCRIPT,
        aoai_probe_source: "FR-006",
      });
    },
  },
  {
    report: "FR-007",
    scenarios: THREAD,
    saw: "the preview mint of a conversation refuses the translation model, rightly spelt",
    ask: async (running) => {
      const error = { code: "OperationNotSupported", message: at.REALTIME_MESSAGE };
      await gets(running, "FR-007", [at.MINT, { json: { model: TRANSLATE } }], { status: 400, json: { error } });
    },
  },
  {
    report: "FR-008",
    scenarios: THREAD,
    saw: "the GA mint of a conversation refuses the translation model",
    ask: async (running) => {
      const json = { session: { type: "realtime", model: TRANSLATE } };
      const error = { message: expect.stringContaining("does not work with the specified model") };
      await gets(running, "FR-008", [at.SECRETS, { json }], { status: 400, json: { error } });
    },
  },
  {
    report: "FR-009",
    scenarios: THREAD,
    saw: "the GA mint of a transcription by the translation model fails inside",
    ask: async (running) => {
      const json = { session: { type: "transcription", model: TRANSLATE } };
      const error = { message: "Internal server error" };
      await gets(running, "FR-009", [at.SECRETS, { json }], { status: 500, json: { error } });
    },
  },
  {
    report: "FR-010",
    scenarios: THREAD,
    saw: "the GA mint knows no session of type translation",
    ask: async (running) => {
      const json = { session: { type: "translation", model: TRANSLATE } };
      const error = { code: "InvalidSessionType", message: "Session Type is invalid or not found" };
      await gets(running, "FR-010", [at.SECRETS, { json }], { status: 400, json: { error } });
    },
  },
  {
    report: "FR-011",
    scenarios: THREAD,
    saw: "the preview mint takes the translation model, and the transcription fails only with the audio",
    ask: async (running) => {
      const json = { input_audio_transcription: { model: TRANSLATE } };
      const minted = await gets(running, "FR-011", [at.MINT_TRANSCRIPTION, { json }], { status: 200 });
      const { value } = minted.json.client_secret as { value: string };
      const socket = await isOpened(running, "FR-006", [`${at.PREVIEW}&intent=transcription`, { "api-key": value }]);
      say(socket);
      const failed = await socket.next(at.FAILED);
      const message = `Input transcription failed for item '${String(failed.item_id)}'.`;
      expect(failed).toMatchObject({
        aoai_probe_source: "FR-011",
        error: { type: "server_error", code: "OperationNotSupported", message },
      });
    },
  },
  {
    report: "FR-012",
    scenarios: THREAD,
    saw: "both handshakes of the translation model are refused, which a client sees as 1006",
    ask: async (running) => {
      for (const path of [`${GA}?model=${TRANSLATE}`, `${at.PREVIEW}&deployment=${TRANSLATE}`]) {
        expect(await knock(running, path)).not.toBeInstanceOf(at.Socket);
      }
    },
  },
  {
    report: "FR-013",
    scenarios: THREAD,
    saw: "the translation model is no chat model, which is a 404",
    ask: async (running) => {
      const path = `/openai/deployments/${TRANSLATE}/chat/completions?api-version=2024-02-01`;
      const message = "This is not a chat model and thus not supported in the v1/chat/completions endpoint.";
      await gets(running, "FR-013", [path, { json: { messages: [] } }], { status: 404, json: { error: { message } } });
    },
  },
  {
    report: "FR-014",
    scenarios: THREAD,
    saw: "a deployment that is not there is not found",
    ask: async (running) => {
      const error = { code: "DeploymentNotFound" };
      await gets(running, "FR-014", [at.MINT, { json: { model: MISSING_DEPLOYMENT } }], {
        status: 404,
        json: { error },
      });
    },
  },
];
