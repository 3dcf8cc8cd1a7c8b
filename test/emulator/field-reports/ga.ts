import { expect } from "vitest";
import { knock, Socket } from "../resource-client.ts";
import {
  bearer,
  COMPLETED,
  FAILED,
  type FieldReport,
  GA,
  gets,
  isOpened,
  isRefused,
  SECRETS,
  say,
  speak,
  WHISPER,
} from "./reporter.ts";

const CONVERSATION = `${GA}?model=gpt-realtime`;
const INTENT = `${GA}?intent=transcription`;
const transcribing = (model: string) => ({ audio: { input: { transcription: { model }, turn_detection: null } } });

/** Reports of GA sockets and mints. */
export const GA_REPORTS: readonly FieldReport[] = [
  {
    report: "FR-005",
    scenarios: ["fr-005-2025-11-18"],
    saw: "one transcription model fails in these words, the space before the full stop included, and another does not",
    ask: async (running) => {
      const socket = await isOpened(running, "FR-005", [CONVERSATION]);
      socket.send({ type: "session.update", session: { type: "realtime", ...transcribing("gpt-4o-transcribe") } });
      say(socket);
      const failed = await socket.next(FAILED);
      const message = `Input transcription failed for item '${String(failed.item_id)}' .`;
      const error = { code: null, type: "server_error", param: null, message };
      expect(failed).toMatchObject({ aoai_probe_source: "FR-005", content_index: 0, error });
      expect(socket.types()).not.toContain(COMPLETED);
      socket.send({ type: "session.update", session: { type: "realtime", ...transcribing("whisper") } });
      say(socket);
      expect(await socket.next(COMPLETED)).toMatchObject({ aoai_probe_source: "FR-005" });
    },
  },
  {
    report: "FR-026",
    scenarios: ["fr-026-2026-05-26"],
    saw: "neither selector is refused, code and message unwrapped",
    ask: async (running) => {
      const message =
        "This operation requires either deployment=<deployment-id> or intent=transcription present on the querystring.";
      const answer = await isRefused(running, "FR-026", [GA], { status: 400 });
      expect(answer.json).toEqual({ code: "OperationNotSupported", message });
    },
  },
  {
    report: "FR-027",
    scenarios: ["fr-027-2026-08-03"],
    saw: "the intent is served on one host and not found on another, and the model is refused, rightly spelt",
    ask: async (running) => {
      const other = { "api-key": running.key, host: "r.services.ai.azure.com" };
      await isRefused(running, "FR-027", [INTENT, other], { status: 404 });
      await isOpened(running, "FR-027", [INTENT]);
      const wanted = { status: 400, json: { error: { code: "OperationNotSupported" } } };
      await isRefused(running, "FR-027", [`${GA}?model=gpt-live-transcribe`], wanted);
    },
  },
  {
    report: "FR-040",
    scenarios: ["fr-040-2026-06-02"],
    saw: "a mint that configures a transcription fails inside, and the same without it does not",
    ask: async (running) => {
      const credential = bearer(running.token);
      const session = { type: "realtime", model: "gpt-realtime" };
      const input_audio_transcription = { model: "gpt-4o-mini-transcribe-sweden-dev-v2" };
      const headers = { "apim-request-id": expect.any(String), "x-ms-region": "Sweden Central" };
      for (const more of [{ input_audio_transcription }, transcribing("gpt-4o-mini-transcribe-sweden-dev-v2")]) {
        const asked = { json: { session: { ...session, ...more } }, credential };
        await gets(running, "FR-040", [SECRETS, asked], { status: 500, headers });
      }
      await gets(running, "FR-040", [SECRETS, { json: { session }, credential }], { status: 200, headers });
    },
  },
  {
    report: "FR-045",
    scenarios: ["fr-045-2026-03-23"],
    saw: "after an update in the preview's shape the session ends when the user speaks",
    ask: async (running) => {
      const socket = await isOpened(running, "FR-045", [CONVERSATION]);
      socket.send({ type: "session.update", session: { modalities: ["audio", "text"] } });
      speak(socket);
      await socket.closed;
      expect(socket.types()).not.toContain("response.done");
    },
  },
  {
    report: "FR-048",
    scenarios: ["fr-048-2026-04-04"],
    saw: "formats that are plain strings and semantic voice detection are taken",
    ask: async (running) => {
      const socket = await isOpened(running, "FR-048", [CONVERSATION]);
      const audio = {
        input: { format: "pcm16", turn_detection: { type: "semantic_vad" } },
        output: { format: "pcm16" },
      };
      socket.send({ type: "session.update", session: { type: "realtime", audio } });
      expect(await socket.next("session.updated")).toMatchObject({ aoai_probe_source: "FR-048", session: { audio } });
    },
  },
  {
    report: "FR-049",
    scenarios: ["load-test-2026"],
    saw: "of many handshakes at once some are put off, by the limit of the tier",
    ask: async (running) => {
      const outcomes = await Promise.all(
        Array.from({ length: 130 }, () => knock(running, `${GA}?model=gpt-realtime-1.5`)),
      );
      const refused = outcomes.find((outcome) => !(outcome instanceof Socket));
      if (refused === undefined || refused instanceof Socket) throw new Error("no handshake was put off");
      expect(refused.status).toBe(429);
      expect(refused.json).toMatchObject({
        error: {
          message: expect.stringMatching(
            /^Requests to the onHandshake Operation .*exceeded call rate limit of your current OpenAI S0 pricing tier/,
          ),
        },
      });
      expect(refused.headers).toMatchObject({ "x-aoai-probe-source": "FR-049", "retry-after": "1" });
      expect(outcomes.filter((outcome) => outcome instanceof Socket).length).toBeGreaterThanOrEqual(100);
    },
  },
  {
    report: "FR-050",
    scenarios: ["load-test-2026"],
    saw: "the transcription model transcribes the input of a conversation, and empty modalities are rejected",
    ask: async (running) => {
      const socket = await isOpened(running, "FR-050", [`${GA}?model=gpt-realtime-1.5`]);
      socket.send({ type: "session.update", session: { type: "realtime", output_modalities: [] } });
      await socket.next("error");
      const session = { type: "realtime", output_modalities: ["text"], ...transcribing(WHISPER) };
      socket.send({ type: "session.update", session });
      expect(await socket.next("session.updated")).toMatchObject({ aoai_probe_source: "FR-050" });
      say(socket);
      expect(await socket.next(COMPLETED)).toMatchObject({ aoai_probe_source: "FR-050" });
    },
  },
  {
    report: "FR-053",
    scenarios: ["fr-053-2026-09-17"],
    saw: "an update that names a missing deployment is taken, and only the audio finds it missing",
    ask: async (running) => {
      const socket = await isOpened(running, "FR-027;elsewhere", [INTENT]);
      socket.send({
        type: "session.update",
        session: { type: "transcription", ...transcribing("gpt-live-transcribe") },
      });
      expect(await socket.next("session.updated")).toMatchObject({ aoai_probe_source: "FR-053" });
      say(socket);
      const error = { code: "DeploymentNotFound" };
      expect(await socket.next(FAILED)).toMatchObject({ aoai_probe_source: "FR-053", error });
    },
  },
  {
    report: "FR-095",
    scenarios: ["fr-095"],
    saw: "a session that is open past the limit is told so, and closed",
    options: { sessionMs: 30 },
    ask: async (running) => {
      const socket = await isOpened(running, "inferred", [CONVERSATION]);
      const message = "Your session hit the maximum duration of 60 minutes.";
      const error = { type: "invalid_request_error", code: "session_expired", message };
      expect(await socket.next("error")).toMatchObject({ aoai_probe_source: "FR-095", error });
      expect(await socket.closed).toEqual({ code: 1001, reason: message.slice(0, -1) });
    },
  },
];
