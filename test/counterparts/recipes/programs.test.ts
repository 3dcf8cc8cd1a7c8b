import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type RunningEmulator, startEmulator } from "../../../src/emulator/resource.ts";
import type { Report } from "../../../src/model/report.ts";
import { recipeOf } from "../../../src/recipe/index.ts";
import { runLine, targetOf } from "../../support/embedded.ts";
import { listeningRelay } from "../support/listening-relay.ts";
import { JAVA, type RunLanguage, runProgram } from "./run-program.ts";

/* Recipes in languages that are not ours, compiled and run by their own programs against the emulator. */

const SPEECH = resolve(import.meta.dirname, "../../../probes/samples/speech.wav");
const SPOKEN_FRAME = /"audio":"[A-Za-z0-9+/=]+"/;
const SPOKEN = "The quick brown fox jumps over the lazy dog.";

let emulator: RunningEmulator;
let report: Report;
/** The same of newer models, with streams, audio in a body, and a subprotocol. */
let newer: RunningEmulator;
let newerReport: Report;
let folder: string;

beforeAll(async () => {
  emulator = await startEmulator({ scenario: "all-supported" });
  ({ report } = await runLine([targetOf(emulator, "here")], new Map([["here", emulator.key]]), {
    scope: "documented",
  }));
  newer = await startEmulator({ scenario: "current-models" });
  const probe = ["chat-completions-stream", "responses-stream", "speech-v1", "voice-live-own-deployment"];
  ({ report: newerReport } = await runLine([targetOf(newer, "here")], new Map([["here", newer.key]]), { probe }));
  folder = mkdtempSync(join(tmpdir(), "aoai-probe-recipe-"));
}, 90_000);

afterAll(async () => {
  await emulator.close();
  await newer.close();
  rmSync(folder, { recursive: true, force: true });
});

/** What the recipe prints: of the simplest cell that works, or of one probe's. */
async function outputOf(
  language: RunLanguage,
  deployment: string,
  probe: string | null,
  endpoint = emulator.endpoint,
): Promise<string> {
  const results = report.results.filter(({ cell }) => probe === null || cell.probe === probe);
  const text = recipeOf({ ...report, results }, { deployment, target: null, purpose: null, language }).program;
  const variables = { AZURE_OPENAI_ENDPOINT: endpoint, AZURE_OPENAI_API_KEY: emulator.key };
  const { out, ...end } = await runProgram(language, text, [SPEECH], folder, variables);
  expect(end).toEqual({ code: 0, problems: "" });
  return out;
}

describe("a recipe in another language prints what the cell that proved it was given", () => {
  it.each([
    ["python", "gpt-realtime-whisper", SPOKEN],
    ["python", "gpt-realtime-1.5", "ready"],
    ["python", "gpt-realtime-translate", "El"],
    ["python", "gpt-4.1-mini", "ready"],
    ["curl", "gpt-realtime-whisper", SPOKEN],
    ["curl", "gpt-4.1-mini", "ready"],
    ["wscat", "gpt-realtime-1.5", "ready"],
    ["go", "gpt-realtime-whisper", SPOKEN],
    ["go", "gpt-realtime-1.5", "ready"],
    ["go", "gpt-realtime-translate", "El"],
    ["go", "gpt-4.1-mini", "ready"],
    ["csharp", "gpt-realtime-whisper", SPOKEN],
    ["csharp", "gpt-realtime-1.5", "ready"],
    ["csharp", "gpt-realtime-translate", "El"],
    ["csharp", "gpt-4.1-mini", "ready"],
    ...JAVA.flatMap((java) => [
      [java, "gpt-realtime-whisper", SPOKEN] as const,
      [java, "gpt-realtime-translate", "El"] as const,
      [java, "gpt-4.1-mini", "ready"] as const,
    ]),
  ] as const)(
    "%s for %s",
    async (language, deployment, printed) => {
      expect(await outputOf(language, deployment, null)).toContain(printed);
    },
    90_000,
  );

  it.each(
    (["csharp", "go", "python"] as const).flatMap((language) => [
      [language, "gpt-realtime-whisper", "ga-client-secret-transcription", SPOKEN] as const,
      [language, "gpt-realtime-1.5", "ga-client-secret-realtime", "ready"] as const,
      [language, "gpt-4o-transcribe", "audio-transcriptions-v1", SPOKEN] as const,
    ]),
  )(
    "%s for %s by %s",
    async (language, deployment, probe, printed) => {
      expect(await outputOf(language, deployment, probe)).toContain(printed);
    },
    90_000,
  );

  it.each([
    ...(["csharp", "go", "python"] as const).flatMap((language) => [
      [language, "gpt-5.2", "chat-completions-stream", /^ready$/m] as const,
      [language, "gpt-5.2", "responses-stream", /^ready$/m] as const,
      [language, "gpt-4o-mini-tts", "speech-v1", /^24000 bytes of audio$/m] as const,
      [language, "gpt-realtime-2.1", "voice-live-own-deployment", /^ready$/m] as const,
    ]),
    ...JAVA.flatMap((java) => [
      [java, "gpt-5.2", "responses-stream", /^data: .*"text":"ready"/m] as const,
      [java, "gpt-4o-mini-tts", "speech-v1", /^24000 bytes of audio$/m] as const,
      [java, "gpt-realtime-2.1", "voice-live-own-deployment", /"text":"ready"/] as const,
    ]),
    ["curl", "gpt-5.2", "responses-stream", /^data: .*"text":"ready"/m],
    ["curl", "gpt-4o-mini-tts", "speech-v1", /^24000 bytes of audio$/m],
    ["wscat", "gpt-realtime-2.1", "voice-live-own-deployment", /"text":"ready"/],
  ] as const)(
    "%s for %s by %s, from the newer models",
    async (language, deployment, probe, printed) => {
      const text = recipeOf(newerReport, { deployment, target: null, purpose: null, probe, language }).program;
      const file = join(folder, "answer.pcm");
      const variables = { AZURE_OPENAI_ENDPOINT: newer.endpoint, AZURE_OPENAI_API_KEY: newer.key };
      const { out, ...end } = await runProgram(language, text, [file], folder, variables);
      expect(end).toEqual({ code: 0, problems: "" });
      expect(out).toMatch(printed);
      if (probe === "speech-v1") expect(readFileSync(file).length).toBe(24_000);
    },
    90_000,
  );

  it.each(["csharp", "go"] as const)(
    "%s sends the bytes of every event that the cell sent, in their order",
    async (language) => {
      const relay = await listeningRelay(emulator.endpoint);
      expect(await outputOf(language, "gpt-realtime-whisper", "ga-transcription", relay.endpoint)).toContain(SPOKEN);
      const proven = report.results.find(({ cell }) => cell.id === "here/gpt-realtime-whisper/ga-transcription");
      const steps = proven?.recording?.attempts[0]?.steps ?? [];
      const sent = steps
        .flatMap(({ frames }) => frames)
        .flatMap((frame) =>
          frame.kind === "message" && frame.direction === "sent" && frame.event ? [frame.event] : [],
        );
      expect(sent.length).toBeGreaterThan(3);
      // What was spoken stands in a recording by its length and hash alone.
      expect(relay.said.map((text) => text.replace(SPOKEN_FRAME, '"audio":"…"'))).toEqual(
        sent.map((event) => JSON.stringify("audio" in event ? { ...event, audio: "…" } : event)),
      );
      const url = new URL(steps.flatMap(({ hops }) => hops)[0]?.url ?? "");
      expect(relay.opened).toEqual([url.pathname + url.search]);
    },
    90_000,
  );
});
