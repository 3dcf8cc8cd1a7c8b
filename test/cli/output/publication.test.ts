import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { type Destination, destinationOf, publish } from "../../../src/cli/output/publication.ts";
import type { ViewFlags } from "../../../src/cli/output/view-flags.ts";
import { UsageError } from "../../../src/cli/usage-error.ts";
import { Vault } from "../../../src/redaction/secret.ts";
import { franceCentral } from "../../fixtures/france-central/report.ts";

const CANARY = "ca/na+ry=0123456789==";
const root = mkdtempSync(join(tmpdir(), "aoai-probe-publication-"));
afterAll(() => rmSync(root, { recursive: true, force: true }));
let folder = "";
let said = "";
beforeEach(() => {
  folder = mkdtempSync(join(root, "case-"));
  said = "";
  vi.spyOn(process.stderr, "write").mockImplementation((text) => {
    said += String(text);
    return true;
  });
});
afterEach(() => vi.restoreAllMocks());

const viewOf = (flags: Partial<ViewFlags>): ViewFlags => ({
  format: [],
  json: false,
  matrix: false,
  "update-baseline": false,
  ...flags,
});

const toFiles = (): Destination => ({
  shown: null,
  folder,
  files: ["json", "markdown"],
  view: { matrix: false, target: null, finding: null },
});

function vaultWith(secret: string): Vault {
  const vault = new Vault();
  vault.register(secret, "apikey");
  return vault;
}

describe("where a report goes", () => {
  it.each<[string, Partial<ViewFlags>, Partial<Destination>]>([
    ["nothing said", {}, { shown: "table", files: [] }],
    ["--json", { json: true }, { shown: "json", files: [] }],
    ["--format markdown", { format: ["markdown"] }, { shown: "markdown", files: [] }],
  ])("with %s is standard output", (_fact, flags, expected) => {
    expect(destinationOf(viewOf(flags))).toMatchObject({ ...expected, folder: null });
  });

  it("with --output is that folder, and the table on standard output unless another format was asked for", () => {
    const output = folder;
    expect(destinationOf(viewOf({ output }))).toMatchObject({ shown: "table", files: ["json", "markdown"] });
    expect(destinationOf(viewOf({ output, format: ["markdown"] }))).toMatchObject({ shown: null });
    expect(destinationOf(viewOf({ output, format: ["table"] }))).toMatchObject({
      shown: "table",
      files: ["json", "markdown", "table"],
    });
    expect(destinationOf(viewOf({ output, json: true }))).toMatchObject({ shown: "json" });
  });

  it("is refused for two formats without --output", () => {
    expect(() => destinationOf(viewOf({ format: ["table", "json"] }))).toThrow(UsageError);
  });
});

describe("a published report", () => {
  it("is written in every format, and named", async () => {
    const report = await franceCentral();
    expect(await publish(report, toFiles(), new Vault())).toEqual({ internal: false, inputOutput: false });
    expect(readdirSync(folder).sort()).toEqual(["report.json", "report.md"]);
    expect(said).toContain(join(folder, "report.md"));
  });

  it("keeps all of the evidence in report.json, whatever is shown", async () => {
    const report = await franceCentral();
    const view = { matrix: false, target: null, finding: "no-such-finding" };
    await publish(report, { ...toFiles(), view }, new Vault());
    const saved = JSON.parse(readFileSync(join(folder, "report.json"), "utf8"));
    expect(saved.results).toHaveLength(report.results.length);
  });

  it("is not written where its bytes would hold a secret, which is not repeated", async () => {
    const report = await franceCentral();
    const leaking = { ...report, tool: { ...report.tool, name: `x${CANARY}x` } };
    const ending = await publish(leaking, { ...toFiles(), files: ["json"] }, vaultWith(CANARY));
    expect(ending).toEqual({ internal: true, inputOutput: false });
    expect(readdirSync(folder)).toEqual([]);
    expect(said).toContain("Output blocked: report.json contains a secret from this run");
    expect(said).toContain("(at /tool/name of the report)");
    expect(said).not.toContain(CANARY);
  });

  it("that cannot be written in one format is written in the other", async () => {
    mkdirSync(join(folder, "report.md", "occupied"), { recursive: true });
    expect(await publish(await franceCentral(), toFiles(), new Vault())).toEqual({
      internal: false,
      inputOutput: true,
    });
    expect(readdirSync(folder).sort()).toEqual(["report.json", "report.md"]);
  });
});
