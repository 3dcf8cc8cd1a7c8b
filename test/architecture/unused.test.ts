import { readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { CAUSES } from "../../src/model/cause.ts";

const ROOT = resolve(import.meta.dirname, "../..");
const SRC = join(ROOT, "src");
/** The program starts here: no file of src imports it. */
const ENTRIES = ["cli/main.ts", "index.ts"].map((file) => join(SRC, file));

/** Causes that only reports of version 0.1 have. */
const EARLIER_CAUSES = ["http.unasked-100"];

const sources = filesOf("src");
const texts = new Map([...sources, ...filesOf("test"), ...filesOf("bench"), ...filesOf(".ci")].map(readText));

function filesOf(folder: string): string[] {
  return readdirSync(join(ROOT, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.(ts|mts|mjs)$/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((path) => !path.includes("node_modules"));
}

function readText(path: string): [path: string, text: string] {
  return [path, readFileSync(path, "utf8")];
}

/** The names in `{ a, type B, c as d }`, as the other module exports them. */
function namesIn(list: string): string[] {
  return list
    .replace(/\/\/.*$/gm, "")
    .split(",")
    .map((part) => part.trim().replace(/^type\s+/, ""))
    .flatMap((part) => part.split(/\s+as\s+|\s*:\s*/)[0] || []);
}

/** The file of src that an import means. Tests of the built program import from `dist`. */
function fileOf(importer: string, specifier: string): string {
  return resolve(importer, "..", specifier).replace(join(ROOT, "dist"), SRC).replace(/\.js$/, ".ts");
}

/** The names that a registry exports again from other files. */
function listExports(path: string): string[] {
  const lists = (texts.get(path) ?? "").matchAll(/^export \{([^}]*)\}/gm);
  return [...lists].flatMap(([, list]) => namesIn(list ?? ""));
}

/** Names that each file exports, and names that other files import from it. */
function collect(): { exported: Map<string, Set<string>>; imported: Map<string, Set<string>> } {
  const exported = new Map<string, Set<string>>();
  const imported = new Map<string, Set<string>>();
  const use = (path: string, specifier: string, names: string[]) => {
    const file = fileOf(path, specifier);
    imported.set(file, new Set([...(imported.get(file) ?? []), ...names]));
  };
  for (const [path, text] of texts) {
    const declared = text.matchAll(/^export (?:async )?(?:function\*?|const|let|class|interface|type|enum) (\w+)/gm);
    const listed = [...text.matchAll(/^export (?:type )?\{([^}]*)\}/gm)].flatMap(([, list]) =>
      (list ?? "").split(",").flatMap(
        (part) =>
          part
            .trim()
            .replace(/^type\s+/, "")
            .split(/\s+as\s+/)
            .at(-1) || [],
      ),
    );
    exported.set(path, new Set([...[...declared].map(([, name]) => name ?? ""), ...listed]));
    for (const [, list, specifier] of text.matchAll(/^(?:import|export) (?:type )?\{([^}]*)\} from "(\.[^"]+)"/gm)) {
      use(path, specifier ?? "", namesIn(list ?? ""));
    }
    for (const [, name, specifier] of text.matchAll(/^import (?:type )?\* as (\w+) from "(\.[^"]+)"/gm)) {
      const members = text.matchAll(new RegExp(`\\b${name}\\.(\\w+)`, "g"));
      // A registry uses all values of the namespace.
      const all = text.includes(`Object.values(${name})`) ? listExports(fileOf(path, specifier ?? "")) : [];
      use(path, specifier ?? "", [...all, ...[...members].map(([, member]) => member ?? "")]);
    }
    for (const [, specifier, name] of text.matchAll(/import\("(\.[^"]+)"\)\)?\.?(\w*)/g)) {
      use(path, specifier ?? "", [name ?? ""]);
    }
    for (const [, list, specifier] of text.matchAll(/const \{([^}]*)\} =\s*await import\("(\.[^"]+)"\)/g)) {
      use(path, specifier ?? "", namesIn(list ?? ""));
    }
    for (const [, specifier] of text.matchAll(/^import "(\.[^"]+)"/gm)) use(path, specifier ?? "", []);
  }
  return { exported, imported };
}

describe("src", () => {
  const { exported, imported } = collect();
  const short = (path: string) => path.slice(SRC.length + 1);

  it("has no file that nobody imports", () => {
    // A declaration of another package is found by the compiler.
    const modules = sources.filter((path) => !path.endsWith(".d.ts"));
    const unused = modules.filter((path) => !imported.has(path) && !ENTRIES.includes(path));
    expect(sources.length).toBeGreaterThan(200);
    expect(unused.map(short)).toEqual([]);
  });

  it("has no export that no other file imports", () => {
    // The build loads modules by a path that it computes.
    const build = readFileSync(join(ROOT, ".ci/build.mjs"), "utf8");
    const unused = sources
      .filter((path) => !ENTRIES.includes(path) && !path.endsWith(".d.ts"))
      .flatMap((path) => [...(exported.get(path) ?? [])].map((name) => ({ path, name })))
      .filter(({ path, name }) => imported.get(path)?.has(name) !== true && !build.includes(`.${name}(`));
    expect(unused.map(({ path, name }) => `${short(path)}: ${name}`)).toEqual([]);
  });

  it("has no cause that neither the code nor a wording on record produces", () => {
    const producers = [...texts].filter(([path]) => path.startsWith(SRC) && !path.endsWith("model/cause.ts"));
    const wordings = readFileSync(join(ROOT, "probes/error-texts.yaml"), "utf8");
    const everything = [...producers.map(([, text]) => text), wordings].join("\n");
    const unused = Object.keys(CAUSES).filter(
      (cause) =>
        !EARLIER_CAUSES.includes(cause) &&
        !everything.includes(`"${cause}"`) &&
        !everything.includes(`means: ${cause}`),
    );
    expect(unused).toEqual([]);
  });
});
