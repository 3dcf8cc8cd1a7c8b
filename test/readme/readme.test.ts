import { execFileSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { readProbe } from "../../src/catalog/parse.ts";
import { loadVerbs } from "../../src/cli/verbs/index.ts";
import { FINDING_RULES } from "../../src/diagnose/index.ts";
import { parseScenario } from "../../src/emulator/scenario-parser.ts";
import type { Probe } from "../../src/model/probe.ts";
import { VERDICT_KINDS } from "../../src/model/verdict.ts";
import { formatTable } from "../diagnose/pages.ts";
import { catalog } from "../support/recorded.ts";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
/** Lines of the sample that the README shows. */
const EXAMPLE_LINES = 31;
const SURFACES: Record<Probe["surface"], string> = {
  ga: "GA",
  preview: "preview",
  rest: "REST",
  "voice-live": "Voice Live",
};
const FILE = join(ROOT, "README.md");
const MANIFEST: { scripts: Record<string, string> } = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8"));
/** `npm run samples` writes what this test otherwise compares. */
const WRITE = process.env.AOAI_PROBE_WRITE_SAMPLES === "1";
const HINT = "is stale: run `npm run samples` and read what changed";

/** The parts of the README that the program makes, by the name in their marks. */
const MADE: Record<string, string> = {
  example: makeExample(),
  commands: formatRows(["command", "purpose"], await listCommands()),
  probes: formatRows(["surface", "probes"], listProbes()),
  findings: formatTable(FINDING_RULES),
};

const markOf = (name: string) => new RegExp(`(<!-- made: ${name} -->\\n)([\\s\\S]*?)(<!-- end: ${name} -->)`);

if (WRITE) {
  const written = Object.entries(MADE).reduce(
    (text, [name, made]) => text.replace(markOf(name), (_, begin, __, end) => `${begin}${made.trimEnd()}\n${end}`),
    readFileSync(FILE, "utf8"),
  );
  writeFileSync(FILE, written);
}
const README = readFileSync(FILE, "utf8");

/** The beginning of the sample. */
function makeExample(): string {
  const lines = readFileSync(join(ROOT, "reports/samples/embedded.txt"), "utf8").split("\n").slice(0, EXAMPLE_LINES);
  return `\`\`\`text\n${lines.join("\n").trimEnd()}\n\`\`\``;
}

async function listCommands(): Promise<string[][]> {
  return Object.entries(await loadVerbs()).map(([name, { describe: purpose, positionals }]) => {
    const shown = positionals.map(({ name, required, repeatable }) => {
      const text = repeatable === true ? `${name}…` : name;
      return required ? text : `[${text}]`;
    });
    return [`\`${[name, ...shown].join(" ")}\``, purpose];
  });
}

function listProbes(): string[][] {
  const own = catalog.probes.filter(({ group }) => group !== "control");
  const ids = (some: typeof own) => some.map(({ id }) => `\`${id}\``).join(" ");
  const bySurface = Object.entries(SURFACES).map(([surface, name]) => {
    return [name, ids(own.filter((probe) => probe.surface === surface && probe.group === undefined))];
  });
  const ofFamily = (family: string) => own.filter(({ group }) => group === family);
  const families = [...ofFamily("settings"), ...ofFamily("versions")];
  return [
    ...bySurface,
    ["only with `--probe`", ids(own.filter((probe) => probe.group !== undefined && !families.includes(probe)))],
    ["`--scope settings`", ids(ofFamily("settings"))],
    ["`--scope versions`", ids(ofFamily("versions"))],
  ];
}

function formatRows(heads: string[], rows: string[][]): string {
  return [heads, heads.map(() => "---"), ...rows].map((cells) => `| ${cells.join(" | ")} |`).join("\n");
}

describe("the README", () => {
  it.each(Object.keys(MADE))("has the current %s", (name) => {
    expect(markOf(name).exec(README)?.[2]?.trimEnd(), HINT).toBe(MADE[name]?.trimEnd());
  });

  it("names every verdict", () => {
    expect(VERDICT_KINDS.filter((verdict) => !README.includes(`\`${verdict}\``))).toEqual([]);
  });

  it("gives the two commands that a fresh machine needs, and scripts that exist", () => {
    expect(README).toContain("npm ci && npm start");
    expect(README).toContain("npm ci && npm test");
    const scripts = [...README.matchAll(/npm run ([a-z:-]+)/g)].map((m) => m[1] ?? "");
    expect(scripts.filter((script) => !(script in MANIFEST.scripts))).toEqual([]);
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
