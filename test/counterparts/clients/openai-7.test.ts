import { spawn } from "node:child_process";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";
import { finished } from "../../support/built-cli.ts";
import { certificate } from "../support/daemon.ts";
import { SAMPLE, SPEECH_TRANSCRIPT } from "../support/dialogue.ts";
import { startEmulatedService } from "../support/emulator.ts";
import { note } from "../support/table.ts";

/* openai 7 needs Node 22. Both are in a folder of their own, whose `node` is called by its path. */
const FOLDER = join(import.meta.dirname, "../node-22");
const NODE_22 = join(FOLDER, "node_modules/node/bin/node");

it("openai 7 on Node 22 finishes a conversation on every socket and stream that it has", async () => {
  const resource = await startEmulatedService("openai 7", "current-models");
  const child = spawn(NODE_22, [join(FOLDER, "conversations.mts")], {
    env: {
      ENDPOINT: resource.endpoint,
      KEY: resource.key,
      WAV: fileURLToPath(SAMPLE),
      NODE_EXTRA_CA_CERTS: certificate().certFile,
    },
  });
  const { code, stdout, stderr } = await finished(child);
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  const results: [string, string][] = stdout
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line));
  for (const [name, result] of results) note("openai 7", name, result);
  expect(Object.fromEntries(results)).toEqual({
    "realtime turn": "ready",
    "realtime transcription": SPEECH_TRANSCRIPT,
    "realtime translation": expect.stringMatching(/\S/),
    "responses socket": "ready",
    "live session": "audio",
    "chat stream": "ready",
    "response stream": "ready",
  });
}, 90_000);
