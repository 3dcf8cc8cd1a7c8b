import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { parseReport } from "../../src/conclusion/index.ts";
import { buildCli, callCli, finished, runCli, startCli } from "../support/built-cli.ts";

const KEY = "0123456789abcdef0123456789abcdef";
const root = mkdtempSync(join(tmpdir(), "aoai-probe-process-"));
let cwd = "";

beforeAll(buildCli);
beforeEach(() => {
  cwd = mkdtempSync(join(root, "case-"));
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

describe("the command", () => {
  it("prints its version", async () => {
    const manifest: unknown = JSON.parse(readFileSync(new URL("../../package.json", import.meta.url), "utf8"));
    const { code, stdout, stderr } = await runCli(["--version"], { cwd });
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(manifest).toMatchObject({ version: stdout.trim() });
  });

  it("prints help with every verb on standard output", async () => {
    const { code, stdout, stderr } = await runCli(["--help"], { cwd });
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    for (const verb of ["run", "plan", "report", "emulate", "init"])
      expect(stdout).toMatch(new RegExp(`^\\s+aoai-probe ${verb}\\b`, "m"));
  });

  it("prints a verb's help with its flags", async () => {
    const { code, stdout } = await runCli(["run", "--help"], { cwd });
    expect(code).toBe(0);
    for (const flag of ["--emulate", "--max-paid", "--redirect-credential", "-j, --concurrency"])
      expect(stdout).toContain(flag);
  });

  it("ends quietly if the reader of its help goes away", async () => {
    const child = startCli(["run", "--help"], { cwd });
    child.stdout?.destroy();
    const { code, stderr } = await finished(child);
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  });

  it("without a verb shows help on standard error and exits 2", async () => {
    const { code, stdout, stderr } = await runCli([], { cwd });
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr).toContain("aoai-probe COMMAND");
  });
});

describe("a usage error", () => {
  it.each<[string, string[], Record<string, string>, string]>([
    ["an unknown verb", ["rnu"], {}, "did you mean `run`?"],
    ["an unknown flag", ["run", "--emulat"], {}, "did you mean `--emulate`?"],
    ["no endpoint", ["run"], {}, "--emulate"],
    [
      "no deployment",
      ["run"],
      { AZURE_OPENAI_ENDPOINT: "https://r.openai.azure.com", AZURE_OPENAI_API_KEY: KEY },
      "--deployment",
    ],
    ["a key on the command line", ["run", `--api-key=${KEY}`], {}, "No flag takes a secret"],
    ["a key as a stray argument", ["run", KEY], {}, "looks like a key"],
    [
      "a key in the endpoint",
      ["run", "--deployment", "d"],
      { AZURE_OPENAI_ENDPOINT: `https://r.openai.azure.com/?api-key=${KEY}` },
      "has a key in its query",
    ],
    ["plain http", ["run", "--deployment", "d", "--endpoint", "http://r.openai.azure.com"], {}, "plain http"],
    ["an unknown scenario", ["run", "--emulate", "all-suported"], {}, "`all-supported`"],
    ["two formats on standard output", ["run", "--emulate", "--format", "table", "--json"], {}, "--output"],
    ["a probe that there is none of", ["run", "--emulate", "--probe", "ga-realtme"], {}, "Did you mean `ga-realtime`?"],
    [
      "a talkative Node",
      ["run", "--deployment", "d", "--endpoint", "https://r.openai.azure.com"],
      { NODE_DEBUG: "http", AZURE_OPENAI_API_KEY: KEY },
      "NODE_DEBUG",
    ],
    ["a report that is none", ["report", "absent.json"], {}, "absent.json"],
  ])("for %s exits 2 with one line that says what to do, and nothing of the key", async (_fact, args, env, said) => {
    const { code, stdout, stderr } = await callCli(args, { cwd, env });
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr).toContain(said);
    expect(stderr).not.toContain(KEY.slice(0, 8));
    expect(stderr).not.toContain("    at ");
  });

  it("in the configuration names file, line and key", async () => {
    writeFileSync(join(cwd, "aoai-probe.yaml"), "targets:\n  - name: x\n    endpont: https://r.openai.azure.com\n");
    const { code, stderr } = await callCli(["plan"], { cwd });
    expect(code).toBe(2);
    expect(stderr).toContain("aoai-probe.yaml:3:5: 'targets[0].endpont' is unknown: did you mean `endpoint`?");
  });
});

describe("init", () => {
  it("writes a configuration once, and never over one", async () => {
    expect((await callCli(["init"], { cwd })).code).toBe(0);
    const first = readFileSync(join(cwd, "aoai-probe.yaml"), "utf8");
    const second = await callCli(["init"], { cwd });
    expect(second.code).toBe(2);
    expect(second.stderr).toContain("exists");
    expect(readFileSync(join(cwd, "aoai-probe.yaml"), "utf8")).toBe(first);
  });
});

describe("an output folder that cannot be written", () => {
  it("ends a run with 74 before anything is asked", async () => {
    writeFileSync(join(cwd, "taken"), "");
    const { code, stderr } = await callCli(["run", "--emulate", "all-supported", "-o", "taken"], { cwd });
    expect(code).toBe(74);
    expect(stderr).toContain("Nothing was sent");
    expect(readdirSync(cwd)).toEqual(["taken"]);
  });
});

describe("emulate", () => {
  it("prints one line of JSON when it listens, and ends with its standard input", async () => {
    const child = startCli(["emulate", "all-supported"], { cwd });
    const end = finished(child);
    const line = await firstLine(child);
    expect(line).toMatchObject({ scenario: "all-supported", key: expect.any(String), deployments: expect.any(Array) });
    const refused = await fetch(`${String(line.endpoint)}/openai/v1/models`);
    expect(refused.status).toBe(401);
    expect(refused.headers.get("x-aoai-probe-emulator")).toBe("all-supported");
    child.stdin?.end();
    expect((await end).code).toBe(0);
  });

  it("ends with SIGTERM", async () => {
    const child = startCli(["emulate", "all-supported", "--tls"], { cwd });
    const end = finished(child);
    const line = await firstLine(child);
    expect(line.endpoint).toMatch(/^https:\/\/127\.0\.0\.1:\d+$/);
    expect(line.certificate).toContain("BEGIN CERTIFICATE");
    child.kill("SIGTERM");
    expect((await end).code).toBe(0);
  });
});

describe("a run", () => {
  it("against a hand-started resource makes a report from three variables alone", async () => {
    const served = startCli(["emulate", "all-supported"], { cwd });
    const servedEnd = finished(served);
    const { environment } = await firstLine(served);
    const env: Record<string, string> = { XDG_STATE_HOME: join(cwd, "state") };
    for (const [name, value] of Object.entries(environment ?? {})) env[name] = String(value);
    const { code, stdout, stderr } = await callCli(["run", "--probe", "ga-realtime", "--json"], { cwd, env });
    const { AZURE_OPENAI_API_KEY: key = "", ...others } = env;
    const piped = startCli(["run", "--probe", "models-v1", "--json", "--key-file", "-"], { cwd, env: others });
    piped.stdin?.end(`${key}\n`);
    const ofPipe = await finished(piped);
    served.stdin?.end();
    await servedEnd;
    expect({ code, stderr }).toMatchObject({ code: 0, stderr: expect.stringContaining("journal: ") });
    expect(JSON.parse(stdout)).toMatchObject({
      schema: "aoai-probe/report/v2",
      run: { complete: true, emulated: ["all-supported"] },
    });
    expect(stdout).not.toContain(key);
    expect(ofPipe).toMatchObject({ code: 0, stdout: expect.stringContaining('"verdict":"supported"') });
    expect(ofPipe.stdout + ofPipe.stderr).not.toContain(key);
  });

  it("writes report.json and report.md, which report renders again, and removes its journal", async () => {
    const { code, stdout } = await callCli(
      ["run", "--emulate", "all-supported", "--probe", "ga-realtime", "-o", "out"],
      { cwd },
    );
    expect(code).toBe(0);
    expect(stdout).not.toBe("");
    expect(readdirSync(join(cwd, "out")).sort()).toEqual(["report.json", "report.md"]);
    const again = await callCli(["report", join("out", "report.json"), "--json"], { cwd });
    expect(again.code).toBe(0);
    expect(again.stdout).toBe(readFileSync(join(cwd, "out", "report.json"), "utf8"));
  });

  it("whose configured key is unset leaves that target out by name and exits 3", async () => {
    writeFileSync(
      join(cwd, "aoai-probe.yaml"),
      "targets:\n  - name: lonely\n    endpoint: https://r.openai.azure.com\n    key: { env: LONELY_KEY }\n    deployments: [{ name: gpt-realtime }]\n",
    );
    const { code, stdout, stderr } = await callCli(["run", "-c", "aoai-probe.yaml", "--json"], {
      cwd,
      env: { XDG_STATE_HOME: join(cwd, "state") },
    });
    expect(code).toBe(3);
    expect(stderr).toContain("Target lonely is skipped because it has no credential. Set the variable LONELY_KEY");
    const { results } = parseReport(stdout);
    expect(results.length).toBeGreaterThan(0);
    expect(results.filter(({ cause }) => cause !== "skipped.credential-unset")).toEqual([]);
  });

  it("interrupted once writes every format, and prints the table with its summary", async () => {
    const child = startCli(["run", "--emulate", "-o", "out"], { cwd });
    const end = finished(child);
    let isInterrupted = false;
    child.stderr?.on("data", (text: string) => {
      if (isInterrupted || !/\d+\/\d+ cells and controls\n/.test(text)) return;
      isInterrupted = true;
      child.kill("SIGINT");
    });
    const { code, stdout, stderr } = await end;
    expect(code).toBe(130);
    expect(stderr).toContain("SIGINT: stopping and writing the report. Repeat it to exit immediately.");
    for (const name of ["report.json", "report.md"]) expect(readdirSync(join(cwd, "out"))).toContain(name);
    expect(parseReport(readFileSync(join(cwd, "out", "report.json"), "utf8")).run.complete).toBe(false);
    expect(stdout).toMatch(/\d+ cells? and \d+ controls?: /);
  });

  it("interrupted once ends within two seconds with the partial report and 130", async () => {
    const child = startCli(["run", "--emulate", "--json"], { cwd, env: { XDG_STATE_HOME: join(cwd, "state") } });
    const end = finished(child);
    let interrupted = 0;
    child.stderr?.on("data", (text: string) => {
      if (interrupted > 0 || !/\d+\/\d+ cells and controls\n/.test(text)) return;
      interrupted = Date.now();
      child.kill("SIGINT");
    });
    const { code, stdout } = await end;
    expect(code).toBe(130);
    expect(parseReport(stdout).run.complete).toBe(false);
    expect(Date.now() - interrupted).toBeLessThan(20_000);
  });
});

interface Line extends Record<string, unknown> {
  endpoint?: string;
  environment?: Record<string, string>;
}

/** The line that `emulate` prints when it listens. */
function firstLine(child: ReturnType<typeof startCli>): Promise<Line> {
  return new Promise((resolve, reject) => {
    let text = "";
    child.stdout?.on("data", (part: Buffer | string) => {
      text += String(part);
      if (text.includes("\n")) resolve(JSON.parse(text.slice(0, text.indexOf("\n"))));
    });
    child.once("close", () => reject(new Error("it ended before it listened")));
  });
}
