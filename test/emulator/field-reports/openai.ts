import { readFileSync } from "node:fs";
import { expect } from "vitest";
import { bearer, type FieldReport, gets, isOpened, isRefused } from "./reporter.ts";

const scenarios = ["openai-platform"];
const OFFER = {
  type: "application/sdp",
  content: readFileSync(new URL("../../../probes/samples/offer.sdp", import.meta.url)),
};
const REALTIME = "/v1/realtime?model=gpt-realtime";
const INTENT = "/v1/realtime?intent=transcription";

/** Reports of the OpenAI platform, which others are compared with. */
export const OPENAI_REPORTS: readonly FieldReport[] = [
  {
    report: "FR-078",
    scenarios,
    saw: "a translation is minted, and its call refuses what is no offer",
    ask: async (running) => {
      const json = { session: { model: "gpt-realtime-translate" } };
      const asked = { json, credential: bearer(running.key) };
      const wanted = { status: 200, json: { value: expect.stringMatching(/^ek_/) } };
      const minted = await gets(running, "FR-078", ["/v1/realtime/translations/client_secrets", asked], wanted);
      const fake = {
        body: { type: "application/sdp", content: "no offer" },
        credential: bearer(String(minted.json.value)),
      };
      const refused = { status: 400, json: { error: { message: "Invalid SDP offer" } } };
      await gets(running, "FR-078", ["/v1/realtime/translations/calls", fake], refused);
    },
  },
  {
    report: "FR-079",
    scenarios,
    saw: "the offer of a call is refused at the beta address and taken at the GA one",
    ask: async (running) => {
      const session = { type: "realtime", model: "gpt-realtime" };
      const asked = { json: { session }, credential: bearer(running.key) };
      const minted = await gets(running, "inferred", ["/v1/realtime/client_secrets", asked], { status: 200 });
      const call = { body: OFFER, credential: bearer(String(minted.json.value)) };
      await gets(running, "FR-079", [REALTIME, call], { status: 400 });
      await gets(running, "FR-079", ["/v1/realtime/calls", call], { status: 201 });
    },
  },
  {
    report: "FR-082",
    scenarios,
    saw: "a token of the wrong kind is answered by a fault",
    ask: async (running) => {
      await isRefused(running, "FR-082", [INTENT, bearer(running.token)], { status: 500 });
    },
  },
  {
    report: "FR-083",
    scenarios,
    saw: "the beta's transcription update is an invalid value",
    ask: async (running) => {
      const socket = await isOpened(running, "FR-083", [INTENT, bearer(running.key)]);
      socket.send({ type: "transcription_session.update", session: {} });
      const message = expect.stringMatching(/^Invalid value: 'transcription_session\.update'/);
      expect(await socket.next("error")).toMatchObject({ aoai_probe_source: "FR-083", error: { message } });
    },
  },
  {
    report: "FR-102",
    scenarios,
    saw: "an update of a conversation is not allowed on a transcription",
    ask: async (running) => {
      const socket = await isOpened(running, "FR-083", [INTENT, bearer(running.key)]);
      socket.send({ type: "session.update", session: { type: "realtime" } });
      const message = "Passing a realtime session update event to a transcription session is not allowed.";
      expect(await socket.next("error")).toMatchObject({ aoai_probe_source: "FR-102", error: { message } });
    },
  },
  {
    report: "FR-105",
    scenarios,
    saw: "an update without a type misses it",
    ask: async (running) => {
      const socket = await isOpened(running, "FR-083", [REALTIME, bearer(running.key)]);
      socket.send({ type: "session.update", session: {} });
      const message = "Missing required parameter: 'session.type'.";
      expect(await socket.next("error")).toMatchObject({ aoai_probe_source: "FR-105", error: { message } });
    },
  },
  {
    report: "FR-106",
    scenarios,
    saw: "less than 100 ms of audio cannot be committed",
    ask: async (running) => {
      const socket = await isOpened(running, "FR-083", [REALTIME, bearer(running.key)]);
      socket.send({ type: "input_audio_buffer.commit" });
      const message = expect.stringMatching(
        /^Error committing input audio buffer: buffer too small\. Expected at least 100ms/,
      );
      expect(await socket.next("error")).toMatchObject({ aoai_probe_source: "FR-106", error: { message } });
    },
  },
];
