import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { noteNodeEnvFile, refuseNodeEnvFile } from "../../../src/cli/argument-check.ts";
import { UsageError } from "../../../src/cli/usage-error.ts";
import { loadVerbs } from "../../../src/cli/verbs/index.ts";
import { buildCli, CLI_ENTRY, runCli } from "../../support/built-cli.ts";

/*
 * Node reads some of its options anywhere on its command line, behind the name of the program too. A flag of ours that
 * Node knows would be Node's: `--env-file` ran code that the file named.
 */

/** Node answers these only before the name of the program; behind it they are ours, and mean the same. */
const SHARED = ["--help", "--version"];

const OURS = [...new Set(Object.values(await loadVerbs()).flatMap(({ flags }) => Object.keys(flags)))]
  .map((name) => `--${name}`)
  .filter((name) => !SHARED.includes(name));

function optionsIn(text: string): string[] {
  return [...text.matchAll(/--[a-zA-Z][a-zA-Z0-9_-]*/g)].map(([name]) => name.replaceAll("_", "-"));
}

function listed(args: string[]): string[] {
  return optionsIn(spawnSync(process.execPath, args, { encoding: "utf8" }).stdout);
}

const LISTS: [name: string, options: string[]][] = [
  [`node --help of ${process.version}`, listed(["--help"])],
  [`node --v8-options of ${process.version}`, listed(["--v8-options"])],
  ["process.allowedNodeEnvironmentFlags", [...process.allowedNodeEnvironmentFlags]],
  ...readdirSync(import.meta.dirname)
    .filter((name) => name.endsWith(".txt"))
    .map((name): [string, string[]] => [name, optionsIn(readFileSync(join(import.meta.dirname, name), "utf8"))]),
];

const folder = mkdtempSync(join(tmpdir(), "aoai-probe-node-options-"));
beforeAll(buildCli);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe("our flags", () => {
  it.each(LISTS)("are none of %s", (_name, options) => {
    expect(options.length).toBeGreaterThan(100);
    expect(OURS.filter((name) => options.includes(name))).toEqual([]);
  });

  it("are compared with three later versions of Node, and with the option that was a hole", () => {
    expect(LISTS.map(([name]) => name).filter((name) => name.endsWith(".txt"))).toEqual([
      "node-22.txt",
      "node-24.txt",
      "node-26.txt",
    ]);
    const helps = LISTS.filter(([name]) => /help|txt$/.test(name));
    for (const [, options] of helps) expect(options).toContain("--env-file");
    expect(OURS).toContain("--dotenv");
    expect(OURS.length).toBeGreaterThan(30);
  });
});

describe("--env-file", () => {
  const FILES = { "empty.env": "", "code.env": "NODE_OPTIONS=--require=./evil.cjs\n" };
  beforeAll(() => {
    for (const [name, text] of Object.entries(FILES)) writeFileSync(join(folder, name), text);
    writeFileSync(join(folder, "evil.cjs"), `require("node:fs").writeFileSync("ran", "");`);
  });

  it.each([
    [["plan", "--env-file", "empty.env"]],
    [["plan", "--env-file=empty.env"]],
    [["--env-file=empty.env", "plan"]],
    [["run", "--emulate", "--env-file-if-exists=absent.env"]],
    [["run", "--env-file-if-exists", "empty.env"]],
    [["report", "x.json", "--env-file=empty.env"]],
  ])("as in %j ends with 2 and names --dotenv", async (args) => {
    const { code, stdout, stderr } = await runCli(args, { cwd: folder });
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr).toMatch(/^aoai-probe: --env-file is an option of Node.*use --dotenv FILE instead\.$/m);
  });

  it.each(["--env_file=x", "--env-file", "--env-file=x", "--env-file-if-exists=x"])("%s is refused", (argument) => {
    expect(() => refuseNodeEnvFile(["run", argument])).toThrow(UsageError);
  });

  it.each(["--env", "--env-files", "--dotenv", "env-file", "-e"])("%s is not it", (argument) => {
    expect(() => refuseNodeEnvFile(["run", argument])).not.toThrow();
  });

  it("before the program is Node's: a note says that its variables count as the environment's", () => {
    expect(noteNodeEnvFile(["--env-file=x"])).toHaveLength(1);
    expect(noteNodeEnvFile(["--enable-source-maps"])).toEqual([]);
    const env = { PATH: process.env.PATH ?? "", HOME: folder };
    const ask = ["plan", "--endpoint", "http://127.0.0.1:9", "--deployment", "d=chat"];
    const args = ["--env-file=empty.env", CLI_ENTRY, ...ask];
    const { stderr, status } = spawnSync(process.execPath, args, { cwd: folder, env, encoding: "utf8" });
    expect(status).toBe(0);
    expect(stderr).toContain("Node read a file of variables (--env-file)");
  });

  it("is what --dotenv is not: NODE_OPTIONS in its file does nothing", async () => {
    const ask = ["plan", "--endpoint", "http://127.0.0.1:9", "--deployment", "d=chat"];
    const { code, stderr } = await runCli([...ask, "--dotenv", "code.env"], { cwd: folder });
    expect(code).toBe(0);
    expect(stderr).toContain("Read code.env. None of its variables is used.");
    expect(readdirSync(folder)).not.toContain("ran");
  });
});
