import { spawn } from "node:child_process";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";
import { finished } from "../../support/built-cli.ts";
import { certificate, program } from "../support/daemon.ts";
import { SAMPLE, SPEECH_TRANSCRIPT } from "../support/dialogue.ts";
import { CONVERSATION, startEmulatedService, TRANSCRIPTION } from "../support/emulator.ts";
import { note } from "../support/table.ts";

it("Python's websockets finishes a turn and a transcription on the GA path", async () => {
  const resource = await startEmulatedService("python-websockets");
  const child = spawn(program("python3"), [join(import.meta.dirname, "conversation.py")], {
    env: {
      URL: `${resource.socket}/openai/v1/realtime?model=${CONVERSATION}`,
      KEY: resource.key,
      CA: certificate().certFile,
      MODEL: TRANSCRIPTION,
      WAV: fileURLToPath(SAMPLE),
    },
  });
  const { code, stdout, stderr } = await finished(child);
  const missing = "run `sudo apt-get install -y python3-websockets`, or .ci/counterparts";
  expect(stderr, missing).not.toContain("No module named 'websockets'");
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  const outcome = JSON.parse(stdout);
  expect(outcome).toEqual({ answer: expect.stringMatching(/ready/i), transcript: SPEECH_TRANSCRIPT });
  note("python-websockets", "GA with a key", `turn: ${outcome.answer}; transcription: ${outcome.transcript}`);
});
