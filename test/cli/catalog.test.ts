import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { loadCatalog, roleOfModel } from "../../src/catalog/index.ts";
import { planEmulated } from "../../src/cli/plan/emulated-plan.ts";
import { callCli } from "../support/built-cli.ts";
import { catalog } from "../support/recorded.ts";

const folder = mkdtempSync(join(tmpdir(), "aoai-probe-catalog-"));
afterAll(() => rmSync(folder, { recursive: true }));

const MENDED = `id: models-v1
title: The list of models at another path
surface: rest
role: any
per: target
reference: https://learn.microsoft.com/en-us/azure/foundry/openai/latest
steps:
  - stage: result
    get: /openai/v2/models
    expect: { status: [200] }
`;
const CLAIM = `- id: CL-05
  who: Somebody
  source: https://example.com/page
  date: 2026-11-01
  says: it works
  quoted: false
  probes: [models-v1]
  establishes: Whether it works.
  expects: { kind: works }
`;

const VERSION =
  '- { version: "V", status: retired, source: "https://example.com", date: 2026-11-01, says: it retired }\n';

function pack(files: Record<string, string>): string {
  const directory = mkdtempSync(join(folder, "pack-"));
  mkdirSync(join(directory, "rest"));
  for (const [name, text] of Object.entries(files)) writeFileSync(join(directory, name), text);
  return directory;
}

describe("a folder of --probes", () => {
  it("replaces built-in probes, models and claims of the same id, and adds others", async () => {
    const extra = pack({
      "rest/models.mended.yaml": MENDED,
      "models.yaml": "- { model: gpt-5, role: other }\n- { family: acme-*, role: speech }\n",
      "claims.yaml": CLAIM,
      "api-versions.yaml": ["2024-10-21", "2031-01-01"].map((version) => VERSION.replace("V", version)).join(""),
      "retirements.yaml": CLAIM.replace("CL-05", "CL-98")
        .replace("probes: [models-v1]\n  establishes: Whether it works.", "models: [acme-1]")
        .replace("kind: works", 'kind: retires, on: "2027-01-01"'),
    });
    const own = await loadCatalog({ extra });
    expect(own.replaced).toEqual(["probe models-v1", "model gpt-5", "claim CL-05", "api-version 2024-10-21"]);
    expect(own.probes.length).toBe(catalog.probes.length);
    expect(own.probes.find(({ id }) => id === "models-v1")?.steps[0]?.get).toBe("/openai/v2/models");
    expect(own.claims.length).toBe(catalog.claims.length + 1);
    expect(own.claims.find(({ id }) => id === "CL-05")?.who).toBe("Somebody");
    expect(own.apiVersions.length).toBe(catalog.apiVersions.length + 1);
    const tried = own.probes.find(({ id }) => id === "versions-models")?.vary?.["api-version"] ?? [];
    expect(tried.at(-1)).toBe("2031-01-01");
    expect([roleOfModel(own.models, "gpt-5"), roleOfModel(own.models, "acme-x")]).toEqual(["other", "speech"]);
    expect(own.hash).not.toBe(catalog.hash);
    expect((await loadCatalog({ extra: null })).replaced).toEqual([]);
  });

  it("is announced before the run if it replaces something, and named in the report", async () => {
    const extra = pack({ "rest/mended.yaml": MENDED });
    const flags = { deployment: [], "trust-origin": [], probes: extra };
    const planned = await planEmulated(flags, "all-supported", {});
    expect(planned.notes).toContain(`${extra} replaces built-in entries: probe models-v1.`);
    const args = ["run", "--emulate", "all-supported", "--probe", "models-v1", "--no-settle", "--probes", extra];
    const json = await callCli([...args, "--json"]);
    expect(JSON.parse(json.stdout).run.replaced).toEqual(["probe models-v1"]);
    const text = await callCli([...args, "--format", "markdown"]);
    expect(text.stdout).toContain("**Built-in entries were replaced for this run: probe models-v1.**");
  });

  it.each([
    ["the same id twice", { "a.yaml": MENDED, "b.yaml": MENDED }, /another probe already has the id 'models-v1'/],
    [
      "a claim about no probe",
      { "claims.yaml": CLAIM.replace("models-v1", "nothing") },
      /no probe or claim has the id/,
    ],
    ["a pattern that is no pattern", { "models.yaml": "- { family: (a+)+, role: chat }\n" }, /models\.yaml:1:/],
    ["an unknown role", { "models.yaml": "- { model: a, role: king }\n" }, /models\.yaml:1:/],
  ])("with %s is refused, naming the place", async (_, files, message) => {
    await expect(loadCatalog({ extra: pack(files) })).rejects.toThrow(message);
  });
});

describe("aoai-probe catalog", () => {
  it("prints version, date and every entry", async () => {
    const { code, stdout } = await callCli(["catalog"]);
    expect(code).toBe(0);
    expect(stdout).toContain(`catalogue ${catalog.hash} · latest source 2026-`);
    for (const { id } of [...catalog.probes, ...catalog.claims]) expect(stdout).toContain(`  ${id} `);
    expect(stdout).toMatch(/gpt-realtime-transcribe +transcription +no model, people mean gpt-realtime-whisper\n/);
  });

  it("prints the same as JSON", async () => {
    const { stdout } = await callCli(["catalog", "--json"]);
    const data = JSON.parse(stdout);
    expect(data).toMatchObject({ tool: "aoai-probe", catalog: catalog.hash, replaced: [] });
    expect(data.date).toMatch(/^2026-\d\d-\d\d$/);
    expect(data.probes.map(({ id }: { id: string }) => id)).toEqual(catalog.probes.map(({ id }) => id));
    expect(data.claims).toEqual(JSON.parse(JSON.stringify(catalog.claims)));
    expect(data.models).toEqual(JSON.parse(JSON.stringify(catalog.models)));
  });
});
