import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { startEmulator } from "../../../src/emulator/resource.ts";
import type { JsonObject } from "../../../src/model/json.ts";
import type { Report } from "../../../src/model/report.ts";
import { type LanguageName, NoRecipeError, recipeOf } from "../../../src/recipe/index.ts";
import {
  asSent,
  CANARY,
  CANARY_FILE,
  formStep,
  HOSTILE_VALUES,
  isPlaceholder,
  jsonStep,
  MADE_FILE,
  NAMING_STEP,
  reportOf,
  sessionSteps,
} from "../../recipe/hostile-values.ts";
import { type Capture, formParts, startCapture } from "../../support/capture.ts";
import { runLine, targetOf } from "../../support/embedded.ts";
import { JAVA, type RunLanguage, runProgram } from "./run-program.ts";

/*
 * Recipes of a report that a stranger wrote, run by the real compilers, interpreters and clients beside a file that they
 * must not read. What counts is what a server received.
 */

const SPEECH = resolve(import.meta.dirname, "../../../probes/samples/speech.wav");
const COMPILED: RunLanguage[] = ["csharp", "go", "python", ...JAVA];
const VALUES = HOSTILE_VALUES.filter(([, value]) => !isPlaceholder(value));

let honest: Report;
let capture: Capture;
let folder: string;

beforeAll(async () => {
  const emulator = await startEmulator({ scenario: "all-supported" });
  const chosen = { probe: ["chat-completions-v1"], deployment: ["gpt-4.1-mini"] };
  ({ report: honest } = await runLine([targetOf(emulator, "here")], new Map([["here", emulator.key]]), chosen));
  await emulator.close();
}, 60_000);
beforeEach(async () => {
  capture = await startCapture();
  folder = mkdtempSync(join(tmpdir(), "aoai-probe-hostile-"));
  writeFileSync(join(folder, CANARY_FILE), CANARY);
});
afterEach(async () => {
  await capture.close();
  rmSync(folder, { recursive: true, force: true });
});

function programOf(language: LanguageName, steps: JsonObject[], deployment = "d"): string | null {
  try {
    return recipeOf(reportOf(honest, steps, deployment), { deployment, target: null, purpose: null, language }).program;
  } catch (error) {
    if (error instanceof NoRecipeError) return null;
    throw error;
  }
}

async function run(language: RunLanguage, steps: JsonObject[], deployment = "d"): Promise<void> {
  const program = programOf(language, steps, deployment);
  if (program === null) throw new Error(`${language} has no recipe`);
  const variables = { AZURE_OPENAI_ENDPOINT: capture.endpoint, AZURE_OPENAI_API_KEY: "the-key-of-the-reader" };
  const { out, ...end } = await runProgram(language, program, [SPEECH], folder, variables);
  expect(end).toEqual({ code: 0, problems: "" });
  expect(out).not.toContain(CANARY);
  for (const { body, headers, url } of capture.requests) {
    expect(`${body.toString("latin1")}${JSON.stringify(headers)}${url}`).not.toContain(CANARY);
    expect(headers["x-evil"]).toBeUndefined();
    expect(headers["api-key"]).toBe("the-key-of-the-reader");
  }
  expect(existsSync(join(folder, MADE_FILE))).toBe(false);
}

/** The value as each request carried it: in the query, in the body and as a key. */
function valuesIn({ url, body }: Capture["requests"][number]): unknown[] {
  const json: { v: unknown; nested: { deep: unknown }[] } = JSON.parse(body.toString("utf8"));
  const key = Object.keys(json)
    .find((name) => name.startsWith("k"))
    ?.slice(1);
  return [new URL(url, capture.endpoint).searchParams.get("q"), json.v, json.nested[0]?.deep, key];
}

/** .NET takes the characters out of every URI that turn the reading direction (RFC 3987 section 4.1). */
function inQuery(language: RunLanguage, value: string): string {
  return language === "csharp" ? value.replace(/[\u200e\u200f\u202a-\u202e]/g, "") : value;
}

const expected = VALUES.map(([, value]) => asSent(value));

describe("hostile values", () => {
  it.each(COMPILED)(
    "arrive as they are, in JSON bodies, keys and queries, from %s",
    async (language) => {
      await run(
        language,
        VALUES.map(([, value]) => jsonStep(value)),
      );
      expect(capture.requests.map(valuesIn)).toEqual(
        expected.map((value) => [inQuery(language, value), value, value, value]),
      );
    },
    120_000,
  );

  it.each(COMPILED)(
    "arrive as they are, in forms, from %s",
    async (language) => {
      await run(
        language,
        VALUES.map(([, value]) => formStep(value)),
      );
      expect(capture.requests.map((request) => formParts(request)[0])).toEqual(expected.map((value) => ["v", value]));
      expect(capture.requests.every((request) => formParts(request).length === 2)).toBe(true);
    },
    120_000,
  );

  it.each(COMPILED)(
    "arrive as they are, in events, from %s",
    async (language) => {
      await run(language, sessionSteps(VALUES.map(([, value]) => value)));
      // The program can end before all that it sent was read.
      await expect.poll(() => capture.messages.length, { timeout: 20_000 }).toBe(expected.length);
      const received = capture.messages.map((message) => JSON.parse(message));
      expect(received.map(({ v }) => v)).toEqual(expected);
      expect(received.map((event, n) => event[`k${expected[n]}`])).toEqual(expected);
    },
    120_000,
  );

  it("arrive as they are, one by one, from curl", async () => {
    for (const [, value] of VALUES) {
      await run("curl", [jsonStep(value)]);
      if (!value.includes("\0")) await run("curl", [formStep(value)]);
    }
    const [json, forms] = [0, 1].map((n) =>
      capture.requests.filter(({ url }) => url.startsWith("/form") === (n === 1)),
    );
    expect(json?.map(valuesIn)).toEqual(expected.map((value) => [value, value, value, value]));
    const sent = expected.filter((value) => !value.includes("\0"));
    expect(forms?.map((request) => formParts(request)[0])).toEqual(sent.map((value) => ["v", value]));
  }, 120_000);

  it("arrive as they are, in one session, from wscat", async () => {
    await run("wscat", sessionSteps(VALUES.map(([, value]) => value)));
    const received = capture.messages.map((message) => JSON.parse(message).v);
    expect(received).toEqual(expected);
  }, 60_000);

  it.each(["python", "curl"] as const)(
    "one by one as the deployment's name, in comments too, from %s",
    async (language) => {
      // A deployment without a name has no path of its own: no run and no recipe asks for it.
      const named = HOSTILE_VALUES.filter(([, value]) => value !== "");
      for (const [, value] of named) await run(language, [NAMING_STEP], value);
      const received = capture.requests.map(({ url, body }) => {
        const { pathname, searchParams } = new URL(url, capture.endpoint);
        return [pathname, searchParams.get("q"), JSON.parse(body.toString("utf8")).v];
      });
      expect(received).toEqual(
        named
          .map(([, value]) => asSent(value))
          .map((value) => [
            new URL(`/openai/deployments/${encodeURIComponent(value)}/value`, capture.endpoint).pathname,
            value,
            value,
          ]),
      );
    },
    120_000,
  );

  it.each(COMPILED)(
    "all together as the deployment's name, from %s",
    async (language) => {
      const name = HOSTILE_VALUES.map(([, value]) => value.slice(0, 100)).join("");
      await run(language, [NAMING_STEP], name);
      expect(capture.requests.map(({ body }) => JSON.parse(body.toString("utf8")).v)).toEqual([asSent(name)]);
    },
    120_000,
  );
});

describe("a recipe without its endpoint", () => {
  it.each(["curl", "wscat", ...COMPILED] as RunLanguage[])(
    "in %s says so, and sends nothing",
    async (language) => {
      const program = programOf(language, language === "wscat" ? sessionSteps(["x"]) : [jsonStep("x")]);
      const { code, problems } = await runProgram(language, program ?? "", [SPEECH], folder, {
        AZURE_OPENAI_API_KEY: "k",
      });
      expect(code).not.toBe(0);
      expect(problems).toMatch(/AZURE_OPENAI_ENDPOINT: set it to the endpoint of your resource/);
      expect(problems.length).toBeLessThan(400);
      expect(capture.requests).toEqual([]);
    },
    60_000,
  );
});
