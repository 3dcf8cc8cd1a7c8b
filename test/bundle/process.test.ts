import {
  copyFileSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { loadFormat } from "../../src/render/index.ts";
import { buildCli, runCli } from "../support/built-cli.ts";
import { concluded } from "./bundled.ts";

const SAMPLE = resolve(import.meta.dirname, "../../reports/samples/embedded.json");
const root = mkdtempSync(join(tmpdir(), "aoai-probe-bundle-"));
let cwd = "";

beforeAll(buildCli, 60_000);
beforeEach(() => {
  cwd = mkdtempSync(join(root, "case-"));
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

/** A saved report of the France Central situation, with something changed in its text. */
async function save(change: (json: string) => string = (json) => json): Promise<void> {
  const format = await loadFormat("json");
  const json = format.render(await concluded(), { matrix: false, target: null, finding: null });
  writeFileSync(join(cwd, "report.json"), change(json));
}

describe("bundle and verify", () => {
  it("pack the embedded run beside its report, and find that all agrees", async () => {
    copyFileSync(SAMPLE, join(cwd, "report.json"));
    expect(await runCli(["bundle", "report.json"], { cwd })).toEqual({
      code: 0,
      stdout: "",
      stderr: "wrote bundle.zip\n",
    });
    expect(statSync(join(cwd, "bundle.zip")).mode & 0o777).toBe(0o600);
    const { code, stdout } = await runCli(["verify", "bundle.zip"], { cwd });
    expect(code).toBe(0);
    expect(stdout).toMatch(/^all agree: the hashes, \d{3} verdicts and \d+ findings/);
  });

  it("anonymise the embedded run, and find that all agrees; the flag may stand before the file", async () => {
    copyFileSync(SAMPLE, join(cwd, "report.json"));
    for (const flag of ["--anonymise", "--anonymise=strict"]) {
      expect(await runCli(["bundle", flag, "report.json", "-o", "t.zip"], { cwd })).toMatchObject({ code: 0 });
      expect(await runCli(["verify", "t.zip"], { cwd })).toMatchObject({ code: 0 });
    }
  }, 60_000);

  it("say which differ, one line each, and exit 1", async () => {
    await save();
    await runCli(["bundle", "report.json"], { cwd });
    const bytes = readFileSync(join(cwd, "bundle.zip"));
    bytes[60] = (bytes[60] ?? 0) ^ 1;
    writeFileSync(join(cwd, "bundle.zip"), bytes);
    const { code, stdout } = await runCli(["verify", "bundle.zip"], { cwd });
    expect(code).toBe(1);
    expect(stdout).toContain("archive: its bytes are not those it was sealed with\n");
  });

  it("refuse what is no bundle, and exit 2", async () => {
    await save();
    expect(await runCli(["verify", "report.json"], { cwd })).toMatchObject({
      code: 2,
      stderr: expect.stringContaining("it is no zip archive"),
    });
    expect(await runCli(["verify", "nothing.zip"], { cwd })).toMatchObject({ code: 2 });
    expect(await runCli(["bundle", "report.json", "--anonymise=a-lot"], { cwd })).toMatchObject({ code: 2 });
  });
});

describe("a bundle that may not be written", () => {
  it("exits 70 where a value has a secret's shape, and names the place, not the value", async () => {
    const secret = "ek_4f9a8b7c6d5e4f3a2b1c";
    await save((json) => json.replace("Resource not found", `Resource not found for ${secret}`));
    const { code, stderr } = await runCli(["bundle", "report.json"], { cwd });
    expect(code).toBe(70);
    expect(stderr).toMatch(/report\.json at \/[a-zA-Z]+\/\d+\//);
    expect(stderr).not.toContain(secret);
    expect(readdirSync(cwd)).toEqual(["report.json"]);
  });

  it("exits 70 where it would hold the operator's own key", async () => {
    const key = "5d41402abc4b2a76b9719d911017c592";
    await save((json) => json.replace("Resource not found", `Resource not found ${key}`));
    const { code, stderr } = await runCli(["bundle", "report.json"], { cwd, env: { AZURE_OPENAI_API_KEY: key } });
    expect(code).toBe(70);
    expect(stderr).not.toContain(key);
    expect(existsSync(join(cwd, "bundle.zip"))).toBe(false);
  });

  it("exits 2 where a name is too short to be replaced, and tells its kind only", async () => {
    await save((json) => json.replaceAll("res-1.openai.azure.com", "qzx.openai.azure.com"));
    const { code, stderr } = await runCli(["bundle", "report.json", "--anonymise"], { cwd });
    expect(code).toBe(2);
    expect(stderr).toContain("a resource's name is shorter than 4 characters");
    expect(stderr).not.toContain("qzx");
    expect(readdirSync(cwd)).toEqual(["report.json"]);
  });
});
