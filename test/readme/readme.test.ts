import { execFileSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { readProbe } from "../../src/catalog/parse.ts";
import { VERBS } from "../../src/cli/verbs/index.ts";
import { FINDING_RULES } from "../../src/diagnose/index.ts";
import { parseScenario } from "../../src/emulator/scenario-parser.ts";
import { VERDICT_KINDS } from "../../src/model/verdict.ts";
import { catalog } from "../support/recorded.ts";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const README = readFileSync(join(ROOT, "README.md"), "utf8");
/** `npm run samples` writes what this test otherwise compares. */
const WRITE = process.env.AOAI_PROBE_WRITE_SAMPLES === "1";
/** Lines of the sample that the README shows. */
const EXAMPLE_LINES = 31;
const MANIFEST: { scripts: Record<string, string> } = JSON.parse(
  readFileSync(new URL("../../package.json", import.meta.url), "utf8"),
);

function named(words: string[]): string[] {
  return words.filter((word) => !README.includes(`\`${word}\``));
}

describe("the README", () => {
  it("names every probe, and no other", () => {
    const ids = catalog.probes.filter((probe) => probe.group !== "control").map(({ id }) => id);
    expect(named(ids)).toEqual([]);
    const section = README.slice(README.indexOf("## The probes"), README.indexOf("**Adding a probe.**"));
    const said = [
      ...section.matchAll(/`((?:ga|preview|sdk|claimed|voice|chat|audio|models|responses)-[a-z0-9-]+)`/g),
    ].map((m) => m[1] ?? "");
    expect(said.filter((id) => !ids.includes(id))).toEqual([]);
  });

  it("names every finding, and no other", () => {
    const codes = FINDING_RULES.map(({ code }) => code);
    expect(named(codes)).toEqual([]);
    const section = README.slice(README.indexOf("## The findings"), README.indexOf("## Folders"));
    const said = [...section.matchAll(/^\| `([a-z-]+)`/gm)].map((m) => m[1] ?? "");
    expect(said.sort()).toEqual([...codes].sort());
  });

  it("names every verb", () => {
    const missing = Object.keys(VERBS).filter((verb) => !README.includes(`| \`${verb}`));
    expect(missing).toEqual([]);
  });

  it("names every verdict", () => {
    expect(named(VERDICT_KINDS)).toEqual([]);
  });

  it("gives the two commands that a fresh machine needs, and scripts that exist", () => {
    expect(README).toContain("npm ci && npm start");
    expect(README).toContain("npm ci && npm test");
    const scripts = [...README.matchAll(/npm run ([a-z:-]+)/g)].map((m) => m[1] ?? "");
    expect(scripts.filter((script) => !(script in MANIFEST.scripts))).toEqual([]);
  });

  it("shows the first lines of the sample", () => {
    const sample = readFileSync(join(ROOT, "reports/samples/embedded.txt"), "utf8");
    const example = sample.split("\n").slice(0, EXAMPLE_LINES).join("\n");
    const form = /(<!-- example:[^\n]*-->\n```text\n)([\s\S]*?)(\n```\n<!-- end of example -->)/;
    if (WRITE) {
      const written = README.replace(form, (_, head, __, tail) => `${head}${example}${tail}`);
      writeFileSync(join(ROOT, "README.md"), written);
    } else {
      expect(form.exec(README)?.[2], "is stale: run `npm run samples` and read what changed").toBe(example);
    }
  });

  it("names every folder of the repository, and no other", () => {
    const section = README.slice(README.indexOf("## Folders"));
    const named = [...section.matchAll(/^\| `([a-z.]+)` \|/gm)].map((match) => match[1] ?? "");
    expect(named).toEqual(foldersOf("."));
  });

  it("links to files that exist", () => {
    const links = [...README.matchAll(/\]\(([^)#:]+)\)/g)].map((match) => match[1] ?? "");
    const present = new Set(trackedFiles().flatMap((file) => [file, ...parentsOf(file)]));
    expect(links.length).toBeGreaterThan(10);
    expect(links.filter((link) => !present.has(link))).toEqual([]);
  });

  it("gives examples of a probe and of a scenario that are accepted", () => {
    const folder = mkdtempSync(join(tmpdir(), "aoai-probe-readme-"));
    const blocks = [...README.matchAll(/```yaml\n([\s\S]*?)```/g)].map((match, index) => {
      const file = join(folder, `${index}.yaml`);
      writeFileSync(file, match[1] ?? "");
      return { text: match[1] ?? "", file };
    });
    const files = (name: string) => blocks.filter(({ text }) => text.includes(name)).map(({ file }) => file);
    expect(files("probe.schema.json").map((file) => readProbe(file).id)).toEqual(["my-transcription"]);
    expect(files("scenario.schema.json").map((file) => parseScenario(file).name)).toEqual(["busy-chat"]);
  });
});

describe("docs/design.md", () => {
  it("names every folder of src, and no other", () => {
    const text = readFileSync(join(ROOT, "docs/design.md"), "utf8");
    const named = [...text.matchAll(/^\| \d \| `(src\/[a-z]+)` \|/gm)].map((match) => match[1] ?? "");
    expect(named.sort()).toEqual(foldersOf("src").map((folder) => `src/${folder}`));
  });
});

/** Folders below a folder that have tracked files. */
function foldersOf(parent: string): string[] {
  const tracked = new Set(trackedFiles().flatMap(parentsOf));
  return readdirSync(join(ROOT, parent), { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && tracked.has(join(parent, entry.name)))
    .map(({ name }) => name)
    .sort();
}

function trackedFiles(): string[] {
  const options = { cwd: ROOT, encoding: "utf8" } as const;
  return execFileSync("git", ["ls-files", "--cached", "--others", "--exclude-standard"], options).trim().split("\n");
}

function parentsOf(file: string): string[] {
  const parts = file.split("/").slice(0, -1);
  return parts.map((_, index) => parts.slice(0, index + 1).join("/"));
}
