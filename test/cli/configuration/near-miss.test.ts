import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { readEnvironment } from "../../../src/cli/configuration/environment.ts";
import { findNearMisses } from "../../../src/cli/configuration/near-miss.ts";
import { overreachesOf } from "../../../src/cli/configuration/overreach.ts";
import { resolveTargets } from "../../../src/cli/configuration/targets.ts";
import { Vault } from "../../../src/redaction/secret.ts";

const folder = mkdtempSync(join(tmpdir(), "aoai-probe-near-miss-"));
afterAll(() => rmSync(folder, { recursive: true }));

const KEY = "0123456789abcdef0123456789abcdef";
const OTHER = "fedcba9876543210fedcba9876543210";
const ENDPOINT = "https://contoso.openai.azure.com";
const NO_FLAGS = { deployment: [], "trust-origin": [] };

let files = 0;
function dotenv(content: string | Buffer, variables: Record<string, string> = {}) {
  files += 1;
  const file = join(folder, `${files}.env`);
  writeFileSync(file, content);
  return readEnvironment(variables, file, folder);
}

const resolve = (environment: ReturnType<typeof dotenv>) =>
  resolveTargets({ flags: NO_FLAGS, file: null, environment, roleOf: () => "chat", vault: new Vault() });

describe("a variable of another tool", () => {
  it.each([
    ["AZURE_OPENAI_API_BASE", "AZURE_OPENAI_KEY", "AZURE_OPENAI_DEPLOYMENT_NAME"],
    ["OPENAI_API_BASE", "AZURE_API_KEY", "AZURE_OPENAI_DEPLOYMENT_NAME"],
    ["AZURE_OPENAI_ENDPOINT", "AZURE_OPENAI_KEY", "AZURE_OPENAI_DEPLOYMENT"],
  ])("is read if it is the only one: %s, %s, %s", (endpoint, key, deployment) => {
    const variables = { [endpoint]: ENDPOINT, [key]: KEY, [deployment]: "d" };
    const found = resolve(readEnvironment(variables, null, join(folder, "none")));
    expect(found.targets).toMatchObject([{ endpoint: ENDPOINT, deployments: [{ name: "d" }] }]);
    expect(found.recipients[0]?.credentials).toEqual([{ from: key, as: "header" }]);
    const used = [endpoint, key, deployment].filter((name) =>
      /API_BASE|OPENAI_KEY|AZURE_API_KEY|DEPLOYMENT_NAME/.test(name),
    );
    expect(found.notes.filter((note) => note.includes(" is used because ")).length).toBe(used.length);
  });

  const own = (variables: Record<string, string>) => readEnvironment(variables, null, join(folder, "none"));
  it.each([
    ["the own name is set too", own({ AZURE_OPENAI_API_KEY: KEY, AZURE_OPENAI_KEY: OTHER }), "AZURE_OPENAI_API_KEY"],
    [
      "the own name is set to nothing",
      own({ AZURE_OPENAI_API_KEY: "", AZURE_OPENAI_KEY: OTHER }),
      "AZURE_OPENAI_API_KEY",
    ],
    ["two similar names agree", own({ AZURE_OPENAI_KEY: KEY, AZURE_API_KEY: KEY }), "AZURE_OPENAI_KEY"],
    ["a file has the own name", dotenv(`AZURE_OPENAI_API_KEY=${KEY}`, { AZURE_API_KEY: OTHER }), "AZURE_API_KEY"],
    ["a file has another", dotenv(`AZURE_OPENAI_KEY=${KEY}`, { AZURE_API_KEY: OTHER }), "AZURE_API_KEY"],
    ["only a file has one", dotenv(`AZURE_OPENAI_KEY=${KEY}`), "AZURE_OPENAI_KEY"],
  ])("decides as documented if %s", (_, environment, variable) => {
    expect(findNearMisses(environment).variableFor("AZURE_OPENAI_API_KEY")).toBe(variable);
  });

  it("is named in an error without its value if another one disagrees", () => {
    const environment = own({ AZURE_OPENAI_ENDPOINT: ENDPOINT, AZURE_OPENAI_KEY: KEY, AZURE_API_KEY: OTHER });
    expect(() => resolve(environment)).toThrow(
      "AZURE_OPENAI_KEY and AZURE_API_KEY disagree: set AZURE_OPENAI_API_KEY instead.",
    );
  });

  it("of a found .env does not move a key of the environment", () => {
    const directory = mkdtempSync(join(folder, "found-"));
    writeFileSync(join(directory, ".env"), "\nOPENAI_API_BASE=https://evil.example.com\n");
    for (const name of ["AZURE_OPENAI_API_KEY", "AZURE_OPENAI_KEY", "AZURE_API_KEY"]) {
      const environment = readEnvironment({ [name]: KEY }, null, directory);
      const [overreach] = overreachesOf({ flags: NO_FLAGS, file: null, environment });
      expect(overreach?.text).toBe(
        `.env:2: 'OPENAI_API_BASE' would send ${name} of the environment to https://evil.example.com.`,
      );
    }
  });
});

describe("a file of variables", () => {
  it.each([
    ["PowerShell", `$env:AZURE_OPENAI_ENDPOINT = "${ENDPOINT}"`],
    ["PowerShell without spaces", `$Env:AZURE_OPENAI_ENDPOINT='${ENDPOINT}'`],
    ["cmd", `set AZURE_OPENAI_ENDPOINT=${ENDPOINT}`],
    ["cmd with quotes", `@SET "AZURE_OPENAI_ENDPOINT=${ENDPOINT}"`],
    ["setx", `setx AZURE_OPENAI_ENDPOINT "${ENDPOINT}"`],
    ["setx for the machine", `setx AZURE_OPENAI_ENDPOINT ${ENDPOINT} /M`],
    ["a shell", `export AZURE_OPENAI_ENDPOINT="${ENDPOINT}"`],
    ["a plain file", `AZURE_OPENAI_ENDPOINT=${ENDPOINT} # comment`],
  ])("may have lines of %s", (_, line) => {
    for (const end of ["\n", "\r\n"]) {
      const environment = dotenv(`# first${end}${line}${end}`);
      expect(environment.get("AZURE_OPENAI_ENDPOINT")).toBe(ENDPOINT);
      expect(environment.file?.lineOf("AZURE_OPENAI_ENDPOINT")).toBe(2);
    }
  });

  /** Each is a megabyte at most, as large as such a file may be. */
  const SPACES = " ".repeat(900_000);
  it.each([
    ["set", `set A=${SPACES}x`],
    ["setx", `setx A x${SPACES}y`],
    ["no assignment", `${SPACES}x`],
    ["hundred empty lines, again and again", `${"\n".repeat(100)}A=1`.repeat(8_000)],
  ])("ends soon with many spaces: %s", { timeout: 20_000 }, (_, text) => {
    expect(dotenv(text).get("AZURE_OPENAI_API_KEY")).toBeUndefined();
  });

  it.each(["\n", "\r\n", " \n", "\u2028", "\u2029"])("has at most 100 empty lines in a row: %j", (end) => {
    expect(() => dotenv(end.repeat(101))).not.toThrow();
    expect(() => dotenv(end.repeat(102))).toThrow(/more than 100 empty lines/);
    expect(() => dotenv(end.repeat(100_000))).toThrow(/more than 100 empty lines/);
  });

  it("may be UTF-16 with its mark, of either order", () => {
    const little = Buffer.from(`\ufeffAZURE_OPENAI_KEY=${KEY}\r\n`, "utf16le");
    const big = Buffer.from(little).swap16();
    expect(dotenv(little).get("AZURE_OPENAI_KEY")).toBe(KEY);
    expect(dotenv(big).get("AZURE_OPENAI_KEY")).toBe(KEY);
  });

  it.each([
    ["UTF-16 without a mark", Buffer.from(`AZURE_OPENAI_KEY=${KEY}`, "utf16le"), /NUL characters/],
    ["half a letter of UTF-16", Buffer.from([0xff, 0xfe, 0x41]), /not valid UTF-16/],
    [
      "a command of PowerShell",
      "\n$env:AZURE_OPENAI_API_KEY = $(Get-Secret x)",
      /:2: 'AZURE_OPENAI_API_KEY' is set in a form/,
    ],
    ["another variable of PowerShell", "$env:AZURE_OPENAI_API_KEY = $key", /:1: 'AZURE_OPENAI_API_KEY'/],
    ["a call of .NET", `[Environment]::SetEnvironmentVariable("OPENAI_API_BASE", "x")`, /:1: 'OPENAI_API_BASE'/],
    ["a question of cmd", "set /p AZURE_OPENAI_API_KEY=Key?", /:1: 'AZURE_OPENAI_API_KEY'/],
  ])("with %s is refused, naming the place", (_, content, message) => {
    expect(() => dotenv(content)).toThrow(message);
  });
});
