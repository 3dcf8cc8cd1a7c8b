import { spawn, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type RunningEmulator, startEmulator } from "../../../src/emulator/resource.ts";
import type { Report } from "../../../src/model/report.ts";
import { recipeOf } from "../../../src/recipe/index.ts";
import { finished } from "../../support/built-cli.ts";
import { runLine, targetOf } from "../../support/embedded.ts";
import { certificate } from "../support/daemon.ts";
import { SAMPLE, SPEECH_TRANSCRIPT } from "../support/dialogue.ts";

/* Recipes with the vendor's SDK, in both of its majors, compiled strictly and run against the emulator over TLS. */

const ROOT = resolve(import.meta.dirname, "../../..");
const COUNTERPARTS = join(ROOT, "test/counterparts");

/** Each major with the runtime that it is installed for. */
const MAJORS = {
  "openai 6": { modules: join(COUNTERPARTS, "node_modules"), node: process.execPath },
  "openai 7": {
    modules: join(COUNTERPARTS, "node-22/node_modules"),
    node: join(COUNTERPARTS, "node-22/node_modules/node/bin/node"),
  },
} as const;
type Major = keyof typeof MAJORS;
const NAMES: Major[] = ["openai 6", "openai 7"];

const PROVEN: [deployment: string, probe: string, printed: RegExp][] = [
  ["gpt-4.1-mini", "chat-completions-v1", /^ready$/],
  ["gpt-4.1-mini", "chat-completions-deployment", /^ready$/],
  ["gpt-4.1-mini", "chat-completions-stream", /^ready$/],
  ["gpt-4.1-mini", "responses-v1", /^ready$/],
  ["gpt-4.1-mini", "responses-stream", /^ready$/],
  ["gpt-4o-transcribe", "audio-transcriptions-v1", new RegExp(`^${SPEECH_TRANSCRIPT}$`)],
  ["gpt-4o-transcribe", "audio-transcriptions-deployment", new RegExp(`^${SPEECH_TRANSCRIPT}$`)],
  ["gpt-realtime-1.5", "ga-realtime", /"text": "ready"/],
  ["gpt-realtime-whisper", "ga-transcription", new RegExp(`^${SPEECH_TRANSCRIPT}$`)],
];
/** `intent` in the place of `model`. openai 6 has no such argument. */
const ONLY_SEVEN = ["ga-transcription"];
const CASES = NAMES.flatMap((major) =>
  PROVEN.filter(([, probe]) => major === "openai 7" || !ONLY_SEVEN.includes(probe)).map(
    ([deployment, probe, printed]) => [major, deployment, probe, printed] as const,
  ),
);

let emulator: RunningEmulator;
let report: Report;
let root: string;
const complaints = new Map<Major, string>();

const folderOf = (major: Major) => join(root, major.replace(" ", "-"));

beforeAll(async () => {
  emulator = await startEmulator({ scenario: "all-supported", tls: certificate() });
  ({ report } = await runLine([targetOf(emulator, "here")], new Map([["here", emulator.key]]), {
    probe: PROVEN.map(([, probe]) => probe),
  }));
  root = mkdtempSync(join(tmpdir(), "aoai-probe-sdk-"));
  for (const major of NAMES) {
    const folder = folderOf(major);
    mkdirSync(folder);
    symlinkSync(MAJORS[major].modules, join(folder, "node_modules"));
    writeFileSync(join(folder, "package.json"), '{ "type": "module" }');
    const files = CASES.filter(([name]) => name === major).map(([, deployment, probe]) => {
      const wanted = { deployment, target: null, purpose: null, probe, language: "openai" } as const;
      writeFileSync(join(folder, `${probe}.mts`), recipeOf(report, wanted).program);
      return `${probe}.mts`;
    });
    const flags = ["--strict", "--target", "es2022", "--module", "nodenext", "--skipLibCheck", "--types", "node"];
    const types = ["--typeRoots", join(ROOT, "node_modules/@types")];
    const compiler = join(ROOT, "node_modules/typescript/bin/tsc");
    const compiled = spawnSync(process.execPath, [compiler, "--ignoreConfig", ...flags, ...types, ...files], {
      cwd: folder,
      encoding: "utf8",
    });
    complaints.set(major, compiled.stdout);
  }
}, 120_000);

afterAll(async () => {
  await emulator.close();
  rmSync(root, { recursive: true, force: true });
});

describe("a recipe with the vendor's SDK", () => {
  it.each(NAMES)("compiles strictly with %s", (major) => {
    expect(complaints.get(major)).toBe("");
  });

  it.each(CASES)("for %s prints what %s was given by %s", async (major, _, probe, printed) => {
    const child = spawn(MAJORS[major].node, [`${probe}.mjs`, fileURLToPath(SAMPLE)], {
      cwd: folderOf(major),
      env: {
        AZURE_OPENAI_ENDPOINT: emulator.endpoint,
        AZURE_OPENAI_API_KEY: emulator.key,
        NODE_EXTRA_CA_CERTS: certificate().certFile,
      },
    });
    const { code, stdout, stderr } = await finished(child);
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(stdout.trim()).toMatch(printed);
  });
});
