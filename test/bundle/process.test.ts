import { copyFileSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { unzipSync } from "fflate";
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { bundleFiles, packBundle } from "../../src/bundle/index.ts";
import type { Report } from "../../src/model/report.ts";
import { loadFormat } from "../../src/render/index.ts";
import { buildCli, callCli } from "../support/built-cli.ts";
import { EMBEDDED_JSON, readEmbeddedRegions } from "../support/embedded-report.ts";
import { concluded } from "./bundled.ts";

const VIEW = { matrix: false, target: null, finding: null };
const root = mkdtempSync(join(tmpdir(), "aoai-probe-bundle-"));
let cwd = "";

vi.setConfig({ testTimeout: 120_000 });
beforeAll(buildCli);
beforeEach(() => {
  cwd = mkdtempSync(join(root, "case-"));
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

/** Saves a report of the France Central situation, with something changed in it or in its text. */
async function save({ report: change, text = (json) => json }: Change = {}): Promise<void> {
  const report = await concluded();
  change?.(report);
  const json = (await loadFormat("json")).render(report, VIEW);
  writeFileSync(join(cwd, "report.json"), text(json));
}

interface Change {
  report?: (report: Report) => void;
  text?: (json: string) => string;
}

/** Changes what peers wrote, and nothing else. */
const inRecordings = (change: (json: string) => string): Change => ({
  text: (json) => {
    const report: Report = JSON.parse(json);
    const results = report.results.map((one) => ({
      ...one,
      recording: JSON.parse(change(JSON.stringify(one.recording))),
    }));
    return JSON.stringify({ ...report, results }, null, 2);
  },
});

describe("bundle and verify", () => {
  it("pack the embedded run with its report, and find that all agrees", async () => {
    copyFileSync(EMBEDDED_JSON, join(cwd, "report.json"));
    expect(await callCli(["bundle", "report.json"], { cwd })).toEqual({
      code: 0,
      stdout: "",
      stderr: "Wrote bundle.zip\n",
    });
    expect(statSync(join(cwd, "bundle.zip")).mode & 0o777).toBe(0o600);
    const { code, stdout } = await callCli(["verify", "bundle.zip"], { cwd });
    expect(code).toBe(0);
    expect(stdout).toMatch(/^Agrees: hashes, \d{3} verdicts and \d+ findings, derived again from the recordings\.$/m);
    expect(stdout.split("\n").slice(0, 2)).toEqual([
      "verify shows whether an archive agrees with its own recordings. It does not show who made this archive.",
      "A report that was edited before it was bundled cannot be detected.",
    ]);
  });

  it("anonymise a region of the embedded run, and find that all agrees; the flag may stand before the file", async () => {
    const json = (await loadFormat("json")).render(readEmbeddedRegions(["france-central"]), VIEW);
    writeFileSync(join(cwd, "report.json"), json);
    for (const flag of ["--anonymise", "--anonymise=strict"]) {
      expect(await callCli(["bundle", flag, "report.json", "-o", "t.zip"], { cwd })).toMatchObject({ code: 0 });
      expect(await callCli(["verify", "t.zip"], { cwd })).toMatchObject({ code: 0 });
    }
  });

  it("say which differ, one line each, and exit 1", async () => {
    await save();
    await callCli(["bundle", "report.json"], { cwd });
    const bytes = readFileSync(join(cwd, "bundle.zip"));
    bytes[bytes.length - 1] = (bytes.at(-1) ?? 0) ^ 1;
    writeFileSync(join(cwd, "bundle.zip"), bytes);
    const { code, stdout } = await callCli(["verify", "bundle.zip"], { cwd });
    expect(code).toBe(1);
    expect(stdout).toContain("Differs: 1 difference.\n  archive: its bytes do not match its seal\n");
  });

  it("exit 3 if all agrees and another version made it, and name the versions", async () => {
    const other = await bundleFiles(await concluded(), { name: "aoai-probe", version: "0.0.9" }, "none");
    writeFileSync(join(cwd, "other.zip"), packBundle(other));
    const { code, stdout } = await callCli(["verify", "other.zip"], { cwd });
    expect(stdout).toMatch(/^Agrees \(hashes, .*\), but this version cannot make the same archive/m);
    expect(stdout).toMatch(/^ {2}version: bundled by aoai-probe 0\.0\.9, verified by aoai-probe /m);
    expect(code).toBe(3);
  });

  it("refuse what is no bundle, and exit 2", async () => {
    await save();
    expect(await callCli(["verify", "report.json"], { cwd })).toMatchObject({
      code: 2,
      stderr: expect.stringContaining("the file is not a readable zip archive"),
    });
    expect(await callCli(["verify", "nothing.zip"], { cwd })).toMatchObject({ code: 2 });
    expect(await callCli(["bundle", "report.json", "--anonymise=a-lot"], { cwd })).toMatchObject({ code: 2 });
  });
});

describe("a report that holds what looks like a secret", () => {
  const KEY = "5d41402abc4b2a76b9719d911017c592";
  const CHALLENGE =
    'Bearer authorization_uri="https://login.microsoftonline.com/common/oauth2/authorize", resource_id="https://cognitiveservices.azure.com"';

  /** What a peer may have said, in a report that an older version or a person wrote. */
  it.each([
    ["a minted secret in a message", "ek_4f9a8b7c6d5e4f3a2b1c"],
    ["a token in a message", "eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJtZSJ9.c2lnbmF0dXJl"],
    ["the operator's own key", KEY],
  ])("is bundled with %s masked, and says so", async (_, secret) => {
    await save(inRecordings((json) => json.replaceAll("Resource not found", `Resource not found for ${secret}`)));
    const { code, stderr } = await callCli(["bundle", "report.json"], { cwd, env: { AZURE_OPENAI_API_KEY: KEY } });
    expect(stderr).toMatch(/^Masked \d+ values that look like a secret, the first at \/results\/\d+\/recording\//);
    expect(stderr).toContain("Rotate each real secret, because report.json still has it.\nWrote bundle.zip\n");
    expect(code).toBe(0);
    const parts = unzipSync(readFileSync(join(cwd, "bundle.zip")));
    for (const [name, bytes] of Object.entries(parts))
      expect(Buffer.from(bytes).toString(), name).not.toContain(secret);
    expect(Buffer.from(parts["report.json"] ?? []).toString()).toContain("Resource not found for REDACTED");
    expect(stderr).not.toContain(secret);
    expect(await callCli(["verify", "bundle.zip"], { cwd })).toMatchObject({ code: 0 });
  });

  it.each([
    ["a cookie", ["set-cookie", "session=0123456789abcdef0123456789"]],
    ["a header whose name says so", ["x-upstream-authorization", "0123456789abcdef0123456789"]],
    ["a challenge of Azure", ["WWW-Authenticate", CHALLENGE]],
  ])("is bundled with %s", async (_, pair) => {
    await save(inRecordings((json) => json.replaceAll('["x-ms-region"', `${JSON.stringify(pair)},["x-ms-region"`)));
    expect(await callCli(["bundle", "report.json"], { cwd })).toMatchObject({ code: 0 });
    expect(await callCli(["verify", "bundle.zip"], { cwd })).toMatchObject({ code: 0 });
    const json = Buffer.from(unzipSync(readFileSync(join(cwd, "bundle.zip")))["report.json"] ?? []).toString();
    expect(json).not.toContain("0123456789abcdef0123456789");
    if (pair[1] === CHALLENGE) expect(json).toContain(JSON.stringify(CHALLENGE));
  });

  it("is refused with exit 70 if the operator's own words hold it, with the place and without the value", async () => {
    const secret = "ek_4f9a8b7c6d5e4f3a2b1c";
    await save({ text: (json) => json.replace('"resourceId":null', `"resourceId":"${secret}"`) });
    const { code, stderr } = await callCli(["bundle", "report.json"], { cwd });
    expect(code).toBe(70);
    expect(stderr).toContain("report.json at /targets/0/resourceId contains");
    expect(stderr).not.toContain(secret);
    expect(readdirSync(cwd)).toEqual(["report.json"]);
  });
});

describe("a bundle that may not be written", () => {
  it("exits 2 if a name is too short to be replaced, and tells its kind only", async () => {
    await save({ text: (json) => json.replaceAll("res-1.openai.azure.com", "qzx.openai.azure.com") });
    const { code, stderr } = await callCli(["bundle", "report.json", "--anonymise"], { cwd });
    expect(code).toBe(2);
    expect(stderr).toContain("a resource's name is shorter than 4 characters");
    expect(stderr).not.toContain("qzx");
    expect(readdirSync(cwd)).toEqual(["report.json"]);
  });
});
