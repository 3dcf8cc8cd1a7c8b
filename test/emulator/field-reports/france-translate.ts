import { expect } from "vitest";
import {
  bearer,
  type FieldReport,
  GA,
  gets,
  isOpened,
  isRefused,
  SECRETS,
  speak,
  TRANSLATE,
  TRANSLATIONS,
  WHISPER,
} from "./reporter.ts";

const scenarios = ["france-central-2026-06-10-translate"];
const SOCKET = `${TRANSLATIONS}?model=${TRANSLATE}`;

/** FR-015 to FR-023: one translation model, asked on every path. */
export const FRANCE_TRANSLATE: readonly FieldReport[] = [
  {
    report: "FR-015",
    scenarios,
    saw: "the documented mint of a translation says that the deployment is not found, with and without an api-version",
    ask: async (running) => {
      const json = { session: { model: TRANSLATE, audio: { output: { language: "ja" } } } };
      for (const query of ["", "?api-version=preview"]) {
        const wanted = { status: 404, json: { error: { code: "DeploymentNotFound" } } };
        await gets(running, "FR-015", [`${TRANSLATIONS}/client_secrets${query}`, { json }], wanted);
      }
    },
  },
  {
    report: "FR-016",
    scenarios,
    saw: "the GA mint refuses no type, the type translation, and the type realtime in the odd spelling",
    ask: async (running) => {
      const wanted: [object, string][] = [
        [{ model: TRANSLATE }, "InvalidSessionType"],
        [{ type: "translation", model: TRANSLATE }, "InvalidSessionType"],
        [{ type: "realtime", model: TRANSLATE }, "OpperationNotSupported"],
      ];
      for (const [session, code] of wanted) {
        await gets(running, "FR-016", [SECRETS, { json: { session } }], { status: 400, json: { error: { code } } });
      }
    },
  },
  {
    report: "FR-017",
    scenarios,
    saw: "the translation socket opens with the key in a header",
    ask: async (running) => void (await isOpened(running, "FR-017", [SOCKET])),
  },
  {
    report: "FR-018",
    scenarios,
    saw: "the credential of OpenAI's browsers is refused",
    ask: async (running) => {
      const protocols = [`openai-insecure-api-key.${running.key}`];
      await isRefused(running, "FR-018", [SOCKET, {}, protocols], { status: 401 });
    },
  },
  {
    report: "FR-019",
    scenarios,
    saw: "the key is taken from the query of a handshake",
    ask: async (running) => void (await isOpened(running, "FR-019", [`${SOCKET}&api-key=${running.key}`, {}])),
  },
  {
    report: "FR-020",
    scenarios,
    saw: "an Entra token without the role is refused",
    ask: async (running) => {
      const wanted = { status: 401, json: { error: { code: "PermissionDenied" } } };
      await isRefused(running, "FR-020", [SOCKET, bearer(running.token)], wanted);
    },
  },
  {
    report: "FR-021",
    scenarios,
    saw: "the translation model is refused on the GA socket with the odd spelling",
    ask: async (running) => {
      const wanted = { status: 400, json: { error: { code: "OpperationNotSupported" } } };
      await isRefused(running, "FR-021", [`${GA}?model=${TRANSLATE}`], wanted);
    },
  },
  {
    report: "FR-022",
    scenarios,
    saw: "calls want an ephemeral token, translations have none, and a browser may ask",
    ask: async (running) => {
      const required = { error: { message: "Realtime session ephemeral token is required." } };
      await gets(running, "FR-022", [`${GA}/calls`], { status: 401, json: required });
      const missing = { status: 404, json: { error: { message: "Resource not found" } } };
      await gets(running, "FR-022", [`${TRANSLATIONS}/calls`], missing);
      await gets(running, "FR-022", [`${TRANSLATIONS}/calls?api-version=preview`], missing);
      const headers = {
        "access-control-allow-origin": "*",
        "access-control-allow-headers": "authorization,content-type",
      };
      await gets(running, "FR-022", [`${GA}/calls`, { method: "OPTIONS", credential: {} }], { status: 200, headers });
    },
  },
  {
    report: "FR-023",
    scenarios,
    saw: "a translation session gives both transcripts and frames of 200 ms while it listens",
    ask: async (running) => {
      const socket = await isOpened(running, "FR-017", [SOCKET]);
      const session = { type: "translation", model: `${TRANSLATE}-2026-05-06` };
      expect(await socket.next("session.created")).toMatchObject({ session });
      const input = { transcription: { model: WHISPER }, noise_reduction: null };
      socket.send({ type: "session.update", session: { audio: { input, output: { language: "ja" } } } });
      expect(await socket.next("session.updated")).toMatchObject({ aoai_probe_source: "FR-023" });
      speak(socket, "session.input_audio_buffer.append");
      await socket.next("session.input_transcript.delta");
      expect(await socket.next("session.output_transcript.delta")).toMatchObject({ aoai_probe_source: "FR-023" });
      const frame = await socket.next("session.output_audio.delta");
      expect(Buffer.from(String(frame.delta), "base64").length).toBe(9600);
    },
  },
];
