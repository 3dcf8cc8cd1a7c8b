import { spawn, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join, resolve } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type RunningEmulator, startEmulator } from "../../../src/emulator/resource.ts";
import type { Report } from "../../../src/model/report.ts";
import { type LanguageName, recipeOf } from "../../../src/recipe/index.ts";
import { runLine, targetOf } from "../../support/embedded.ts";

/*
 * Recipes in languages that are not ours, run by their own programs against the stand-in. Debian's python3 has the
 * websockets of .ci/counterparts; Java is run where there is one.
 */

const SPEECH = resolve(import.meta.dirname, "../../../probes/samples/speech.wav");
const TOOLS = resolve(import.meta.dirname, "../node_modules/.bin");
const SPOKEN = "The quick brown fox jumps over the lazy dog.";

let emulator: RunningEmulator;
let report: Report;
let folder: string;

beforeAll(async () => {
  emulator = await startEmulator({ scenario: "all-supported" });
  ({ report } = await runLine([targetOf(emulator, "here")], new Map([["here", emulator.key]]), {
    scope: "documented",
  }));
  folder = mkdtempSync(join(tmpdir(), "aoai-probe-recipe-"));
}, 90_000);

afterAll(async () => {
  await emulator.close();
  rmSync(folder, { recursive: true, force: true });
});

const COMMANDS = {
  curl: { file: "recipe.sh", command: "bash" },
  java: { file: "Recipe.java", command: "java" },
  python: { file: "recipe.py", command: "/usr/bin/python3" },
  wscat: { file: "recipe.sh", command: "bash" },
} as const satisfies Partial<Record<LanguageName, { file: string; command: string }>>;

async function outputOf(language: keyof typeof COMMANDS, deployment: string): Promise<string> {
  const { file, command } = COMMANDS[language];
  const path = join(folder, file);
  writeFileSync(path, recipeOf(report, { deployment, target: null, purpose: null, language }));
  const env = {
    PATH: `${TOOLS}${delimiter}${process.env.PATH ?? ""}`,
    HOME: folder,
    AZURE_OPENAI_ENDPOINT: emulator.endpoint,
    AZURE_OPENAI_API_KEY: emulator.key,
  };
  const child = spawn(command, [path, SPEECH], { env, stdio: ["ignore", "pipe", "pipe"] });
  let out = "";
  let problems = "";
  child.stdout.on("data", (bytes) => {
    out += bytes;
  });
  child.stderr.on("data", (bytes) => {
    problems += bytes;
  });
  const code = await new Promise((done) => child.once("close", done));
  expect([code, problems]).toEqual([0, ""]);
  return out;
}

const JAVA = spawnSync("java", ["-version"]).status === 0 ? (["java"] as const) : [];

describe("a recipe in another language prints what the cell that proved it was given", () => {
  it.each([
    ["python", "gpt-realtime-whisper", SPOKEN],
    ["python", "gpt-realtime-1.5", "ready"],
    ["python", "gpt-realtime-translate", "El"],
    ["python", "gpt-4.1-mini", "ready"],
    ["curl", "gpt-realtime-whisper", SPOKEN],
    ["curl", "gpt-4.1-mini", "ready"],
    ["wscat", "gpt-realtime-1.5", "ready"],
    ...JAVA.flatMap((java) => [
      [java, "gpt-realtime-whisper", SPOKEN] as const,
      [java, "gpt-realtime-translate", "El"] as const,
      [java, "gpt-4.1-mini", "ready"] as const,
    ]),
  ] as const)(
    "%s for %s",
    async (language, deployment, printed) => {
      expect(await outputOf(language, deployment)).toContain(printed);
    },
    40_000,
  );
});
