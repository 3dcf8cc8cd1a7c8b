import { readdirSync, readFileSync } from "node:fs";
import { join, relative, resolve } from "node:path";
import { describe, expect, it } from "vitest";

const SRC = resolve(import.meta.dirname, "../../src");

/** Imports go to a lower rank only, never to a sibling. */
const RANKS: Record<string, number> = {
  model: 0,
  redaction: 1,
  steps: 1,
  wire: 2,
  catalog: 2,
  plan: 2,
  judge: 2,
  diagnose: 3,
  entra: 3,
  emulator: 3,
  render: 3,
  run: 4,
  conclusion: 4,
  import: 4,
  discover: 5,
  replay: 5,
  doctor: 5,
  settle: 5,
  bundle: 5,
  recipe: 5,
  why: 5,
  cli: 6,
  // The library.
  "index.ts": 7,
};

/** Which platform modules may be imported where; what is not listed may be imported by cli alone. */
const PLATFORM: Record<string, string[]> = {
  "node:fs": [
    "index.ts",
    "catalog",
    "emulator/scenario-reader.ts",
    "run/journal.ts",
    "run/late-secrets.ts",
    "run/line-file.ts",
    "cli",
  ],
  "node:process": ["cli"],
  "node:child_process": ["cli"],
  // isIP tells a literal address from a name; it opens nothing.
  "node:net": ["wire", "emulator", "cli/configuration/endpoint.ts"],
  "node:tls": ["wire", "emulator"],
  "node:http": ["wire", "emulator"],
  "node:https": ["wire", "emulator", "entra/azure-identity.d.ts"],
  "node:dns": ["wire"],
  "node:dns/promises": ["wire"],
  // The tests compare with it.
  undici: [],
  ws: ["wire", "emulator"],
  "@azure/identity": ["entra/identity.ts"],
  yargs: ["cli"],
  dotenv: ["cli"],
  "cli-table3": ["render"],
  "string-width": ["render"],
  fflate: ["bundle"],
  yaml: ["catalog", "cli", "import/document.ts"],
};

interface Import {
  file: string;
  folder: string;
  specifier: string;
}

const files = readdirSync(SRC, { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile() && entry.name.endsWith(".ts"))
  .map((entry) => join(entry.parentPath, entry.name));

const imports: Import[] = files.flatMap((path) => {
  const file = relative(SRC, path);
  const text = readFileSync(path, "utf8");
  return [...text.matchAll(/(?:from|import)\s*\(?\s*"([^"]+)"/g)].map((match) => ({
    file,
    folder: file.split("/")[0] ?? "",
    specifier: match[1] ?? "",
  }));
});

function folderOf({ file, specifier }: Import): string {
  return relative(SRC, resolve(SRC, file, "..", specifier)).split("/")[0] ?? "";
}

describe("the direction of imports", () => {
  it("gives every folder of src a rank", () => {
    const folders = new Set(imports.map(({ folder }) => folder));
    expect([...folders].filter((folder) => !(folder in RANKS))).toEqual([]);
    expect(imports.length).toBeGreaterThan(100);
  });

  it("goes to a lower rank only, never to a sibling", () => {
    const wrong = imports
      .filter(({ specifier }) => specifier.startsWith("."))
      .filter((one) => folderOf(one) !== one.folder && (RANKS[folderOf(one)] ?? 9) >= (RANKS[one.folder] ?? -1))
      .map((one) => `${one.file} imports ${one.specifier}`);
    expect(wrong).toEqual([]);
  });

  it("has no circle anywhere, not for a type and not for a lazy import either", () => {
    const reached = new Map(files.map((path) => [relative(SRC, path), new Set<string>()]));
    for (const one of imports.filter(({ specifier }) => specifier.startsWith("."))) {
      reached.get(one.file)?.add(relative(SRC, resolve(SRC, one.file, "..", one.specifier)));
    }
    const below = (file: string, seen = new Set<string>()): Set<string> => {
      for (const next of reached.get(file) ?? []) if (!seen.has(next)) below(next, seen.add(next));
      return seen;
    };
    expect(reached.size).toBeGreaterThan(300);
    expect([...reached.keys()].filter((file) => below(file).has(file))).toEqual([]);
  });

  it("keeps sockets in wire and emulator, files in cli, catalog and the journal", () => {
    const wrong = imports
      .filter(({ specifier, folder, file }) => {
        const places = PLATFORM[specifier];
        return places !== undefined && !places.includes(folder) && !places.includes(file);
      })
      .map((one) => `${one.file} imports ${one.specifier}`);
    expect(wrong).toEqual([]);
  });

  it("touches the process and the environment in cli alone", () => {
    const wrong = files
      .map((path) => ({ file: relative(SRC, path), text: readFileSync(path, "utf8") }))
      .filter(
        ({ file, text }) =>
          !file.startsWith("cli/") && /\bprocess\.(env|argv|exit|stdout|stderr|stdin|on)\b/.test(text),
      )
      .map(({ file }) => file);
    expect(wrong).toEqual([]);
  });

  it("reveals a secret in wire alone", () => {
    const wrong = imports
      .filter(({ file, specifier }) => !file.startsWith("wire/") && specifier.endsWith("redaction/secret.ts"))
      .filter(({ file }) => /\breveal\b/.test(readFileSync(join(SRC, file), "utf8")))
      .map(({ file }) => file);
    expect(wrong).toEqual([]);
  });

  it("names no verdict and no event in run", () => {
    const words = /"(supported|unsupported|not-deployed|no-route|session\.(created|updated)|response\.done)"/;
    const wrong = files
      .filter((path) => relative(SRC, path).startsWith("run/") && words.test(readFileSync(path, "utf8")))
      .map((path) => relative(SRC, path));
    expect(wrong).toEqual([]);
  });
});
