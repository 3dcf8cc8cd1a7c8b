import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type RunningEmulator, startEmulator } from "../../src/emulator/resource.ts";
import { parseScenario } from "../../src/emulator/scenario-parser.ts";
import type { Report } from "../../src/model/report.ts";
import { LANGUAGE_NAMES, LANGUAGES, type LanguageName, NoRecipeError, recipeOf } from "../../src/recipe/index.ts";
import { runLine, targetOf } from "../support/embedded.ts";
import { readEmbeddedRegions } from "../support/embedded-report.ts";

const ROOT = resolve(import.meta.dirname, "../..");
const SPEECH = join(ROOT, "probes/samples/speech.wav");
const WANTED = { target: null, purpose: null } as const;

let emulator: RunningEmulator;
let report: Report;
let france: Report;
let folder: string;
/** A run of what the documented ways do not prove: streams, audio in a body, and a subprotocol. */
let more: Report;
let moreEmulator: RunningEmulator;
/** What the compiler says of the programs of all deployments. */
let compiled: string;

const DEPLOYMENTS: [deployment: string, printed: string][] = [
  ["gpt-realtime-whisper", "The quick brown fox jumps over the lazy dog."],
  ["gpt-realtime-1.5", "ready"],
  ["gpt-realtime-translate", "El"],
  ["gpt-4.1-mini", "ready"],
];

/** The probe that proves each, and what its program prints. */
const MORE: [deployment: string, probe: string, printed: string][] = [
  ["gpt-5.2", "chat-completions-stream", "ready"],
  ["gpt-5.2", "responses-stream", "ready"],
  ["gpt-4o-mini-tts", "speech-v1", "24000 bytes of audio"],
  ["gpt-realtime-2.1", "voice-live-own-deployment", "ready"],
];

const fileNameOf = (deployment: string) => deployment.replaceAll(/[^a-z0-9]/g, "_");

beforeAll(async () => {
  emulator = await startEmulator({ scenario: "all-supported" });
  ({ report } = await runLine([targetOf(emulator, "here")], new Map([["here", emulator.key]]), {
    scope: "documented",
  }));
  moreEmulator = await startEmulator({ scenario: "current-models" });
  ({ report: more } = await runLine([targetOf(moreEmulator, "here")], new Map([["here", moreEmulator.key]]), {
    probe: MORE.map(([, probe]) => probe),
    deployment: MORE.map(([deployment]) => deployment),
  }));
  france = readEmbeddedRegions(["france-central"]);
  // Inside the project, so that the programs find ws and the types of Node.
  const cache = join(ROOT, "node_modules", ".aoai-probe-recipes");
  mkdirSync(cache, { recursive: true });
  folder = mkdtempSync(join(cache, "run-"));
  // The compiler starts once for all programs.
  const files = DEPLOYMENTS.map(([deployment]) => {
    const file = join(folder, `${fileNameOf(deployment)}.mts`);
    writeFileSync(file, recipeOf(report, { ...WANTED, deployment, language: "typescript" }).program);
    return file;
  });
  for (const [deployment, probe] of MORE) {
    const file = join(folder, `${fileNameOf(probe)}.mts`);
    writeFileSync(file, recipeOf(more, { ...WANTED, deployment, probe, language: "typescript" }).program);
    files.push(file);
  }
  const compiler = join(ROOT, "node_modules/typescript/bin/tsc");
  const flags = ["--ignoreConfig", "--strict", "--target", "es2022", "--module", "nodenext", "--types", "node"];
  compiled = spawnSync(process.execPath, [compiler, ...flags, ...files], { encoding: "utf8" }).stdout;
}, 90_000);

afterAll(async () => {
  await emulator.close();
  await moreEmulator.close();
  rmSync(folder, { recursive: true, force: true });
});

async function run(command: string, args: string[], { endpoint, key } = emulator): Promise<string> {
  const env = { PATH: process.env.PATH ?? "", AZURE_OPENAI_ENDPOINT: endpoint, AZURE_OPENAI_API_KEY: key };
  const child = spawn(command, args, { env, stdio: ["ignore", "pipe", "pipe"] });
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
  return out.trim();
}

/** The exit code of a process, and all that it wrote. */
async function ended(child: ChildProcess): Promise<{ code: number | null; text: string }> {
  let text = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on("data", (bytes) => {
      text += bytes;
    });
  }
  const code = await new Promise<number | null>((done) => child.once("close", done));
  return { code, text };
}

describe("a recipe", () => {
  it.each(DEPLOYMENTS)(
    "for %s compiles strictly, runs, and prints the result",
    async (deployment, printed) => {
      expect(compiled).toBe("");
      expect(await run(process.execPath, [join(folder, `${fileNameOf(deployment)}.mjs`), SPEECH])).toBe(printed);
    },
    30_000,
  );

  it.each(MORE)(
    "for %s proven by %s compiles strictly, runs, and prints the result",
    async (_, probe, printed) => {
      const file = join(folder, "answer.pcm");
      expect(await run(process.execPath, [join(folder, `${fileNameOf(probe)}.mjs`), file], moreEmulator)).toBe(printed);
      if (probe === "speech-v1") expect(`${readFileSync(file).length} bytes of audio`).toBe(printed);
    },
    30_000,
  );

  it("of a probe that the report has not for the deployment is refused, naming the probe", () => {
    const wanted = { ...WANTED, deployment: "gpt-5.2", probe: "embeddings-v1", language: "json" } as const;
    expect(() => recipeOf(more, wanted)).toThrow("has no cells of the probe embeddings-v1 for this deployment");
  });

  it("for another host of the resource asks for that endpoint", () => {
    const wanted = { ...WANTED, deployment: "gpt-realtime-2.1", probe: "voice-live-own-deployment" };
    for (const language of ["curl", "wscat", "python"] as const) {
      const write = () => recipeOf(more, { ...wanted, language }).program;
      if (language === "curl") expect(write).toThrow(NoRecipeError);
      else expect(write()).toContain("set it to the Voice Live endpoint of your resource");
    }
    expect(JSON.parse(recipeOf(more, { ...wanted, language: "json" }).program)).toMatchObject({
      subprotocol: "realtime",
    });
  });

  it("for the vendor's SDK has its calls, and none if the SDK cannot send the request", () => {
    const sdk = (from: Report, deployment: string, probe: string) =>
      recipeOf(from, { ...WANTED, deployment, probe, language: "openai" }).program;
    expect(sdk(more, "gpt-5.2", "chat-completions-stream")).toMatch(
      /new OpenAI\(\{ baseURL: endpoint \+ "\/openai\/v1"[\s\S]*redirect: "manual"[\s\S]*client\.chat\.completions\.create/,
    );
    expect(sdk(report, "gpt-4.1-mini", "chat-completions-deployment")).toMatch(
      /new AzureOpenAI\(\{ .*deployment: "gpt-4\.1-mini"/,
    );
    expect(sdk(report, "gpt-realtime-whisper", "ga-transcription")).toContain(
      'new OpenAIRealtimeWS({ intent: "transcription"',
    );
    expect(() => sdk(more, "gpt-realtime-2.1", "voice-live-own-deployment")).toThrow(NoRecipeError);
    expect(() => sdk(report, "gpt-realtime-translate", "ga-translation")).toThrow(NoRecipeError);
  });

  describe("for a target behind a gateway", () => {
    const GATEWAY_KEY = "9f8e7d6c5b4a39281706f5e4d3c2b1a0";
    const programOf = (deployment: string, language: LanguageName) => {
      const targets = report.targets.map((target) => ({ ...target, headers: ["X-Gateway-Key"] }));
      return recipeOf({ ...report, targets }, { ...WANTED, deployment, language }).program;
    };

    it.each(LANGUAGE_NAMES.filter((language) => language !== "openai"))(
      "takes the key of the gateway from a variable, in %s",
      (language) => {
        const deployment = language === "curl" ? "gpt-4.1-mini" : "gpt-realtime-1.5";
        const program = programOf(deployment, language);
        expect(program).toContain("X-Gateway-Key");
        expect(program).toContain("GATEWAY_KEY");
        if (language !== "json") expect(program.split("\n").slice(0, 12).join("\n")).toContain("GATEWAY_KEY=…");
      },
    );

    it.each([
      ["curl", "bash"],
      ["python", "python3"],
    ] as const)("works with it in %s, and ends without it", async (language, command) => {
      const refuse = { kind: "reply", status: 401, body: { statusCode: 401, message: "missing" } } as const;
      const ask = { headers: { "X-Gateway-Key": null }, always: true as const };
      const rules = [{ source: "inferred", ask, answer: refuse }];
      const behind = await startEmulator({ scenario: { ...parseScenario("all-supported"), rules } });
      try {
        const file = join(folder, `behind-${language}`);
        writeFileSync(file, programOf("gpt-4.1-mini", language));
        const env = {
          PATH: process.env.PATH ?? "",
          AZURE_OPENAI_ENDPOINT: behind.endpoint,
          AZURE_OPENAI_API_KEY: behind.key,
        };
        expect(await ended(spawn(command, [file], { env: { ...env, GATEWAY_KEY } }))).toMatchObject({ code: 0 });
        const without = await ended(spawn(command, [file], { env }));
        expect(without.code).not.toBe(0);
        expect(without.text).toContain("GATEWAY_KEY: set it to the key of your gateway");
      } finally {
        await behind.close();
      }
    });
  });

  it("says first when, where and by which request it was proven, and that an emulator proved it", () => {
    const wanted = { ...WANTED, deployment: "gpt-realtime-whisper", language: "typescript" } as const;
    const { program, provenOn } = recipeOf(report, wanted);
    const [first, host, second, third] = program.split("\n");
    expect(provenOn).toBe(new URL(emulator.endpoint).host);
    expect(host).toBe(`// Proven on ${provenOn}. Set AZURE_OPENAI_ENDPOINT to the endpoint of your own resource.`);
    expect(first).toMatch(
      /^\/\/ Proof: gpt-realtime-whisper completed transcription with ga-transcription on \d{4}-\d\d-\d\dT[\d:.]+Z\.$/,
    );
    expect(second).toMatch(
      /^\/\/ Region: Emulated\. Request id: [0-9a-f-]{36}\. Cell: here\/gpt-realtime-whisper\/ga-transcription\.$/,
    );
    expect(third).toBe("// Proven with the emulator all-supported, not with Azure.");
  });

  it("as data sends what the cell sent, and names what the query must not have", () => {
    const data = JSON.parse(
      recipeOf(france, { ...WANTED, deployment: "gpt-realtime-whisper", language: "json" }).program,
    );
    const proven = france.results.find(({ cell }) => cell.id === data.cell);
    const sent = proven?.recording?.attempts[0]?.steps
      .flatMap((step) => step.frames)
      .flatMap((frame) => (frame.kind === "message" && frame.direction === "sent" && frame.event ? [frame.event] : []))
      .map(({ event_id: _, ...event }) => event);
    expect(data.firstMessages).toEqual(sent?.filter(({ type }) => !String(type).startsWith("input_audio_buffer.")));
    expect(data).toMatchObject({
      url: "wss://{host}/openai/v1/realtime",
      query: { intent: "transcription" },
      mustNotHave: ["deployment", "model"],
      credentials: ["api-key"],
      firstEvent: ["session.created"],
      resultEvent: ["conversation.item.input_audio_transcription.completed"],
      resultPath: "transcript",
    });
  });

  it("is refused if nothing worked, naming the nearest cell and what stopped it", () => {
    const wanted = {
      deployment: "gpt-realtime-whisper",
      target: null,
      purpose: "conversation",
      language: "json",
    } as const;
    expect(() => recipeOf(france, wanted)).toThrow(NoRecipeError);
    expect(() => recipeOf(france, wanted)).toThrow(
      /nothing worked for conversation.*The nearest is france-central\/gpt-realtime-whisper\/.*failed at .* 400 Opp?erationNotSupported/,
    );
  });

  it("is refused in a language that cannot do it, naming those that can", () => {
    expect(() => recipeOf(report, { ...WANTED, deployment: "gpt-realtime-1.5", language: "curl" })).toThrow(
      "json, csharp, go, java, python and typescript",
    );
  });

  it("holds no credential, in any language, and takes it from the environment", () => {
    for (const language of LANGUAGE_NAMES) {
      for (const deployment of ["gpt-realtime-1.5", "gpt-4.1-mini"]) {
        let text = "";
        try {
          text = recipeOf(report, { ...WANTED, deployment, language }).program;
        } catch (error) {
          expect(error).toBeInstanceOf(NoRecipeError);
          continue;
        }
        expect(text).not.toContain(emulator.key);
        if (language !== "json") expect(text).toContain("AZURE_OPENAI_API_KEY");
      }
    }
  });

  it("has every language under its name", () => {
    expect([...LANGUAGE_NAMES]).toEqual(Object.keys(LANGUAGES).sort());
  });
});
