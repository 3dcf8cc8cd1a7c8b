import { spawn, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join, resolve } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type RunningEmulator, startEmulator } from "../../../src/emulator/resource.ts";
import type { Report } from "../../../src/model/report.ts";
import { type LanguageName, recipeOf } from "../../../src/recipe/index.ts";
import { runLine, targetOf } from "../../support/embedded.ts";
import { program } from "../support/daemon.ts";
import { listeningRelay } from "../support/listening-relay.ts";

/*
 * Recipes in languages that are not ours, compiled and run by their own programs against the stand-in: those of Debian,
 * which .ci/counterparts installs. Java is run where there is one.
 */

const SPEECH = resolve(import.meta.dirname, "../../../probes/samples/speech.wav");
const TOOLS = resolve(import.meta.dirname, "../node_modules/.bin");
const SPOKEN_FRAME = /"audio":"[A-Za-z0-9+/=]+"/;
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

/** Assemblies that the .NET SDK refers to by itself. */
const ASSEMBLIES = ["Net.Http", "Runtime.Serialization", "Xml", "Xml.Linq"].map((name) => `-r:System.${name}.dll`);

/** How a recipe becomes a process: the compiler's words, where there is one, and those that run it; both in `folder`. */
const COMMANDS = {
  csharp: {
    file: "Program.cs",
    build: [program("mcs"), "-warnaserror", ...ASSEMBLIES, "Program.cs"],
    run: [program("mono"), "Program.exe"],
  },
  curl: { file: "recipe.sh", build: [], run: ["bash", "recipe.sh"] },
  go: { file: "recipe.go", build: [program("go"), "build", "-o", "recipe", "recipe.go"], run: ["./recipe"] },
  java: { file: "Recipe.java", build: [], run: ["java", "Recipe.java"] },
  python: { file: "recipe.py", build: [], run: [program("python3"), "recipe.py"] },
  wscat: { file: "recipe.sh", build: [], run: ["bash", "recipe.sh"] },
} as const satisfies Partial<Record<LanguageName, { file: string; build: string[]; run: string[] }>>;

/** What the recipe prints: of the simplest cell that works, or of one probe's. */
async function outputOf(
  language: keyof typeof COMMANDS,
  deployment: string,
  probe: string | null,
  endpoint = emulator.endpoint,
): Promise<string> {
  const { file, build, run } = COMMANDS[language];
  const results = report.results.filter(({ cell }) => probe === null || cell.probe === probe);
  const wanted = { deployment, target: null, purpose: null, language };
  writeFileSync(join(folder, file), recipeOf({ ...report, results }, wanted).program);
  if (build.length > 0) expect(await finished([...build], endpoint)).toEqual({ code: 0, out: "", problems: "" });
  const first = await finished([...run, SPEECH], endpoint);
  // Mono was seen to hang, once in some dozens of runs: one that was ended for it is begun again, once.
  const isHung = language === "csharp" && first.code === null;
  const { out, ...end } = isHung ? await finished([...run, SPEECH], endpoint) : first;
  expect(end).toEqual({ code: 0, problems: "" });
  return out;
}

/** Milliseconds after which a program is ended: all of them are done in a few seconds. */
const LONGEST = 30_000;

/** Runs a program to its end; `code` is null where it had to be ended. */
async function finished(
  [command = "", ...args]: string[],
  endpoint: string,
): Promise<{ code: unknown; out: string; problems: string }> {
  const env = {
    PATH: `${TOOLS}${delimiter}${process.env.PATH ?? ""}`,
    HOME: folder,
    // Debian's Go packages are no modules of a proxy, but sources of this tree.
    GO111MODULE: "off",
    GOPATH: "/usr/share/gocode",
    GOCACHE: join(folder, "go-cache"),
    AZURE_OPENAI_ENDPOINT: endpoint,
    AZURE_OPENAI_API_KEY: emulator.key,
  };
  const ended = { timeout: LONGEST, killSignal: "SIGKILL" } as const;
  const child = spawn(command, args, { cwd: folder, env, stdio: ["ignore", "pipe", "pipe"], ...ended });
  let out = "";
  let problems = "";
  child.stdout.on("data", (bytes) => {
    out += bytes;
  });
  child.stderr.on("data", (bytes) => {
    problems += bytes;
  });
  const code = await new Promise((done) => child.once("close", done));
  return { code, out, problems };
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
