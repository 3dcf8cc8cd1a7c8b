import { spawn, spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ZodError } from "zod";
import { startEmulator } from "../../src/emulator/resource.ts";
import type { JsonObject } from "../../src/model/json.ts";
import type { Report } from "../../src/model/report.ts";
import { LANGUAGE_NAMES, type LanguageName, NoRecipeError, recipeOf } from "../../src/recipe/index.ts";
import { type Capture, formParts, startCapture } from "../support/capture.ts";
import { runLine, targetOf } from "../support/embedded.ts";
import {
  asSent,
  CANARY,
  CANARY_FILE,
  chatStep,
  formStep,
  HOSTILE_VALUES,
  isPlaceholder,
  jsonStep,
  MADE_FILE,
  NAMING_STEP,
  reportOf,
  sessionSteps,
} from "./hostile-values.ts";
import { readProgram } from "./program-text.ts";

/*
 * Recipes of a report that a stranger wrote. Whatever a value is, the program has the code that it has for a plain one,
 * and the value stands in its literals as it is. Real compilers and clients run them in test/counterparts.
 */

const ROOT = resolve(import.meta.dirname, "../..");

let honest: Report;
beforeAll(async () => {
  const emulator = await startEmulator({ scenario: "all-supported" });
  const chosen = { probe: ["chat-completions-v1"], deployment: ["gpt-4.1-mini"] };
  ({ report: honest } = await runLine([targetOf(emulator, "here")], new Map([["here", emulator.key]]), chosen));
  await emulator.close();
}, 60_000);

type Place = "JSON body, key and query" | "form" | "event" | "deployment" | "chat message";
const PLACES: Record<Place, (value: string) => { steps: JsonObject[]; deployment?: string }> = {
  "JSON body, key and query": (value) => ({ steps: [jsonStep(value)] }),
  form: (value) => ({ steps: [formStep(value)] }),
  event: (value) => ({ steps: sessionSteps([value]) }),
  deployment: (value) => ({ steps: [NAMING_STEP], deployment: value }),
  "chat message": (value) => ({ steps: [chatStep(value)] }),
};
const PLACE_NAMES: Place[] = ["JSON body, key and query", "form", "event", "deployment", "chat message"];

/** The program, or null where the language has none for it. */
function programOf(language: LanguageName, place: Place, value: string): string | null {
  const { steps, deployment = "d" } = PLACES[place](value);
  try {
    const wanted = { deployment, target: null, purpose: null, language };
    return recipeOf(reportOf(honest, steps, deployment), wanted).program;
  } catch (error) {
    if (error instanceof NoRecipeError) return null;
    throw error;
  }
}

/** What may stand nowhere in a program: control characters, and all that is not ASCII and could act. */
const ACTIVE = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]|\p{Cs}/u;

const values = HOSTILE_VALUES.filter(([, value]) => !isPlaceholder(value));
const CASES = LANGUAGE_NAMES.flatMap((language) => PLACE_NAMES.map((place) => [language, place] as const));

describe("a recipe", () => {
  it.each(CASES)("in %s of a value in its %s is the same program for every value", (language, place) => {
    const plain = programOf(language, place, "plain");
    let written = 0;
    for (const [name, value] of place === "deployment" ? HOSTILE_VALUES : values) {
      const program = programOf(language, place, value);
      // A form without its value would be another program, and so would a session in a language of one request.
      expect(program === null && plain !== null, name).toBe(
        (language === "curl" && place === "form" && name === "NUL") ||
          (plain !== null && place === "deployment" && value === ""),
      );
      if (program === null || plain === null) continue;
      written += 1;
      const { code, literals } = readProgram(language, program);
      expect(code, name).toBe(readProgram(language, plain).code);
      expect(literals.some((literal) => literal.includes(asSent(value))) || isEncoded(value, literals), name).toBe(
        true,
      );
      expect(program.match(ACTIVE), name).toBeNull();
      expect(program, name).not.toMatch(/<\/script|<!--|##\w*\[|^::/im);
    }
    if (plain !== null) expect(written).toBeGreaterThanOrEqual(20);
  });

  /** As JSON within a literal. */
  function isEncoded(value: string, literals: string[]): boolean {
    const json = JSON.stringify(asSent(value)).slice(1, -1);
    return literals.some((literal) => literal.includes(json));
  }

  it("in curl gives no value to an option that reads files for it", () => {
    for (const place of PLACE_NAMES) {
      const options = readProgram("curl", programOf("curl", place, "plain") ?? "").code;
      expect(options).not.toMatch(/ (-d|--data|--data-binary|--form|--url|-K|--config) /);
      expect(options.match(/ -F L/g) ?? []).toHaveLength(place === "form" ? 1 : 0);
    }
    expect(programOf("curl", "form", "plain")).toMatch(/--form-string 'v=plain'[\s\S]*-F 'file=@-;/);
    expect(programOf("curl", "form", "plain")).toContain("--globoff");
  });

  it.each(LANGUAGE_NAMES)("in %s asks its reader for the endpoint, and names the host that proved it", (language) => {
    for (const place of PLACE_NAMES) {
      const program = programOf(language, place, "plain");
      if (program === null) continue;
      const [target] = honest.targets;
      const host = new URL(target?.endpoint ?? "").host;
      expect(program).toContain(`Proven on ${host}.`);
      const { code, literals } = readProgram(language, program);
      const own = literals.filter((literal) => literal.includes(host) && !literal.startsWith("Proven on"));
      expect([code.includes(host), own]).toEqual([false, language === "json" ? [host] : []]);
      if (language !== "json") expect(program).toContain("set it to the endpoint of your resource");
    }
  });
});

describe("a recipe in typescript, compiled and run with a file that it must not read,", () => {
  const PROGRAMS = {
    json: () => values.map(([, value]) => jsonStep(value)),
    form: () => values.map(([, value]) => formStep(value)),
    session: () => sessionSteps(values.map(([, value]) => value)),
  };
  const expected = values.map(([, value]) => asSent(value));
  let folder: string;
  let capture: Capture;
  beforeAll(async () => {
    capture = await startCapture();
    // Inside the project, so that the programs find ws and the types of Node.
    const cache = join(ROOT, "node_modules", ".aoai-probe-recipes");
    mkdirSync(cache, { recursive: true });
    folder = mkdtempSync(join(cache, "hostile-"));
    writeFileSync(join(folder, CANARY_FILE), CANARY);
    const files = Object.entries(PROGRAMS).map(([name, steps]) => {
      const wanted = { deployment: "d", target: null, purpose: null, language: "typescript" } as const;
      writeFileSync(join(folder, `${name}.mts`), recipeOf(reportOf(honest, steps()), wanted).program);
      return join(folder, `${name}.mts`);
    });
    const flags = ["--ignoreConfig", "--strict", "--target", "es2022", "--module", "nodenext", "--types", "node"];
    const compiler = join(ROOT, "node_modules/typescript/bin/tsc");
    expect(spawnSync(process.execPath, [compiler, ...flags, ...files], { encoding: "utf8" }).stdout).toBe("");
  }, 60_000);
  afterAll(async () => {
    await capture.close();
    rmSync(folder, { recursive: true, force: true });
  });

  async function run(name: keyof typeof PROGRAMS): Promise<void> {
    const env = { PATH: process.env.PATH, AZURE_OPENAI_ENDPOINT: capture.endpoint, AZURE_OPENAI_API_KEY: "k" };
    const args = [join(folder, `${name}.mjs`), join(ROOT, "probes/samples/speech.wav")];
    const child = spawn(process.execPath, args, { cwd: folder, env, stdio: ["ignore", "ignore", "pipe"] });
    let problems = "";
    child.stderr.on("data", (bytes) => {
      problems += bytes;
    });
    const code = await new Promise((done) => child.once("close", done));
    expect([code, problems]).toEqual([0, ""]);
    expect(existsSync(join(folder, MADE_FILE))).toBe(false);
  }

  it("sends every value as it is in queries and JSON bodies", async () => {
    await run("json");
    const sent = capture.requests.filter(({ url }) => url.startsWith("/value"));
    expect(sent.map(({ url }) => new URL(url, capture.endpoint).searchParams.get("q"))).toEqual(expected);
    expect(sent.map(({ body }) => JSON.parse(body.toString("utf8")).v)).toEqual(expected);
  }, 60_000);

  it("sends every value in forms, as the platform writes line breaks there", async () => {
    await run("form");
    const sent = capture.requests.filter(({ url }) => url.startsWith("/form"));
    const written = expected.map((value) => value.replace(/\r\n|\r|\n/g, "\r\n"));
    expect(sent.map((request) => formParts(request)[0])).toEqual(written.map((value) => ["v", value]));
    for (const { body } of sent) expect(body.toString("latin1")).not.toContain(CANARY);
  }, 60_000);

  it("sends every value as it is in events", async () => {
    await run("session");
    expect(capture.messages.map((message) => JSON.parse(message).v)).toEqual(expected);
  }, 60_000);

  it("says so if the endpoint is not set, and sends nothing", () => {
    const before = capture.requests.length;
    const env = { PATH: process.env.PATH, AZURE_OPENAI_API_KEY: "k" };
    const { status, stderr } = spawnSync(process.execPath, [join(folder, "json.mjs")], { env, encoding: "utf8" });
    expect(status).toBe(2);
    expect(stderr).toMatch(/^AZURE_OPENAI_ENDPOINT: set it to the endpoint of your resource.*\n$/);
    expect(capture.requests.length).toBe(before);
  });
});

/** Definitions of a stranger's that no language can write as they are. */
const UNWRITABLE: [name: string, step: JsonObject][] = [
  ["a header's name that is a file for curl", { headers: { "@/etc/passwd": "x" } }],
  ["a header's name with a line break", { headers: { "x\r\nx-evil": "x" } }],
  ["a header's value with a line break", { headers: { x: "a\r\nx-evil: 1" } }],
  ["a header's value with a NUL", { headers: { x: "a\u0000" } }],
  ["a header's value that is no ASCII", { headers: { x: "é" } }],
  ["a part's name that reads a file with curl", { multipart: { "x=@/etc/passwd;": "v" } }],
  ["a part's name with a quotation mark", { multipart: { 'x"; filename="y': "v" } }],
  [
    "a part's type that reads a file with curl",
    { multipart: { f: { file: "s.wav", type: "a/b;headers=@/etc/passwd" } } },
  ],
  [
    "a part's file name with more attributes",
    { multipart: { f: { file: "s.wav", type: "a/b", filename: "x;type=y" } } },
  ],
  ["a value that ends its form", { multipart: { v: "--recipe-7f3a4c1e9b2d--" } }],
];

describe("a recipe is refused", () => {
  it.each(UNWRITABLE)("for %s, in every language", (_name, more) => {
    const step = { stage: "result", post: "/x", expect: { status: [200], nonempty: "ok" }, ...more };
    for (const language of LANGUAGE_NAMES) {
      const wanted = { deployment: "d", target: null, purpose: null, language };
      let refusal: unknown = null;
      try {
        recipeOf(reportOf(honest, [step]), wanted);
      } catch (error) {
        refusal = error;
      }
      // What the schema of a probe refuses does not come as far as the recipe.
      expect(refusal instanceof NoRecipeError || refusal instanceof ZodError).toBe(true);
    }
  });

  it("was tried with at least twenty values in every language and place", () => {
    const tried = CASES.length * values.length;
    expect(HOSTILE_VALUES.length).toBeGreaterThanOrEqual(20);
    console.log(
      `recipes: ${HOSTILE_VALUES.length} values × ${LANGUAGE_NAMES.length} languages × ${PLACE_NAMES.length} places, ${tried} programs`,
    );
  });
});
