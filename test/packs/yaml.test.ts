import { execFileSync } from "node:child_process";
import { symlinkSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { loadCatalog } from "../../src/catalog/index.ts";
import { readProbe } from "../../src/catalog/parse.ts";
import { buildCli, callCli } from "../support/built-cli.ts";
import { CANARY, type Entry, newFolder, probe, removeFolders, writePack } from "./attack.ts";

afterAll(removeFolders);

const GOOD = probe("{ stage: result, get: /x }");

/** Reads a pack; its error, or null. */
async function refusalOf(entries: Record<string, Entry>): Promise<{ folder: string; refused: string | null }> {
  const folder = newFolder();
  writePack(folder, entries);
  return { folder, refused: await loadCatalog({ extra: folder }).then(() => null, messageOf) };
}

function messageOf(error: unknown): string {
  if (error instanceof Error && error.name === "CatalogError") return error.message;
  throw error;
}

const many = (count: number, make: (n: number) => string) => Array.from({ length: count }, (_, n) => make(n)).join("");

/** Nine lines that stand for a billion. */
const BOMB = `a: &a [x, x, x, x, x, x, x, x, x]
${many(8, (n) => `${"bcdefghi"[n]}: &${"bcdefghi"[n]} [${Array(9).fill(`*${"abcdefgh"[n]}`).join(", ")}]\n`)}`;

const HOSTILE: [fact: string, entries: Record<string, Entry>, said: RegExp][] = [
  [
    "a link to a file outside",
    { "p.yaml": (path) => symlinkSync("/etc/hostname", path) },
    /p\.yaml: is a symbolic link/,
  ],
  ["a link to the environment", { "p.yaml": (path) => symlinkSync("/proc/self/environ", path) }, /symbolic link/],
  ["a link to another probe", { "a.txt": GOOD, "p.yaml": (path) => symlinkSync("a.txt", path) }, /symbolic link/],
  ["a link that leads nowhere", { "p.yml": (path) => symlinkSync("nowhere", path) }, /p\.yml: is a symbolic link/],
  ["a link to itself", { "p.yaml": (path) => symlinkSync("p.yaml", path) }, /symbolic link/],
  ["a folder by a link with the name of a file", { "p.yaml": (path) => symlinkSync("/etc", path) }, /symbolic link/],
  ["a pipe", { "p.yaml": (path) => execFileSync("mkfifo", [path]) }, /p\.yaml: is not a regular file/],
  [
    "a file of 300 KiB",
    { "p.yaml": `${GOOD}${many(3_000, (n) => `# ${n} ${"x".repeat(100)}\n`)}` },
    /p\.yaml: is larger than 256 KiB: use a smaller file\.$/,
  ],
  [
    "a file of 8 GiB",
    {
      "p.yaml": (path) => {
        writeFileSync(path, "");
        truncateSync(path, 2 ** 33);
      },
    },
    /is larger than 256 KiB/,
  ],
  [
    "many files that are large together",
    Object.fromEntries(Array.from({ length: 24 }, (_, n) => [`p${n}.yaml`, `# ${"x".repeat(200_000)}\n`])),
    /has more than 4 MiB of YAML/,
  ],
  [
    "what is no UTF-8",
    { "p.yaml": (path) => writeFileSync(path, Buffer.from([0xff, 0xfe, 0x61, 0])) },
    /is not valid UTF-8/,
  ],
  ["a billion laughs", { "p.yaml": BOMB }, /an alias \(`\*name`\).*expands too much/],
  ["an alias within itself", { "p.yaml": `${GOOD}x: &a { b: *a }\n` }, /p\.yaml/],
  ["20,000 nested lists", { "p.yaml": `id: ${"[".repeat(20_000)}` }, /p\.yaml.*(nested too deep|never closed)/],
  ["20,000 nested lists, closed", { "p.yaml": `id: ${"[".repeat(20_000)}${"]".repeat(20_000)}\n` }, /nested too deep/],
  [
    "2,000 nested mappings in a body",
    { "p.yaml": probe(`{ stage: result, post: /x, json: ${"{ a: ".repeat(2_000)}1${" }".repeat(2_000)} }`) },
    /nested too deep/,
  ],
  ["two documents", { "p.yaml": `${GOOD}---\n${GOOD}` }, /a second document begins here/],
  ["nothing", { "p.yaml": "" }, /p\.yaml:1:1: /],
  ["a list", { "p.yaml": "- a\n" }, /p\.yaml:1:1: /],
  ["a key that every object inherits", { "p.yaml": `${GOOD}constructor: x\n` }, /'constructor': is not a known key/],
  ["`__proto__` as a key", { "p.yaml": `${GOOD}__proto__: { id: x }\n` }, /p\.yaml:8:1: '__proto__'/],
  [
    "more expectations than anybody needs",
    {
      "p.yaml": probe(
        `{ stage: result, get: /x, expect: { where: { ${many(60, (n) => `"${"*.".repeat(50)}a${n}": 1, `)} } } }`,
      ),
    },
    /'steps\.0\.expect\.where': at most 50 entries/,
  ],
  ["101 steps", { "p.yaml": probe(...Array(101).fill("{ stage: result, get: /x }")) }, /'steps'.*100/],
  ["the same id twice", { "p.yaml": GOOD, "q.yaml": GOOD }, /another probe already has the id/],
  [
    "a link for a reference that is code",
    { "p.yaml": GOOD.replace("https://example.com/", "javascript:alert(1)") },
    /'reference'/,
  ],
];

describe("a pack whose YAML is", () => {
  it.each(HOSTILE)("%s is refused, naming the file", async (_fact, entries, said) => {
    const started = performance.now();
    const { refused, folder } = await refusalOf(entries);
    expect(refused).toMatch(said);
    expect(refused).toContain(folder);
    expect(refused).not.toContain(CANARY);
    expect(performance.now() - started).toBeLessThan(15_000);
  });

  it("a folder with the name of a file is looked into", async () => {
    expect((await refusalOf({ "p.yaml/p.yaml": GOOD })).refused).toBeNull();
  });

  it("bearing a tag that would make code elsewhere is read as plain text", () => {
    const folder = newFolder();
    writePack(folder, { "p.yaml": GOOD.replace("title: A probe of a stranger", "title: !!js/function 'return 1'") });
    expect(readProbe(join(folder, "p.yaml")).title).toBe("return 1");
  });

  it("in a folder that a link leads to is not read, so that no other folder becomes part of the pack", async () => {
    const { refused } = await refusalOf({ "p.yaml": GOOD, etc: (path) => symlinkSync("/", path) });
    expect(refused).toBeNull();
  });

  it("among other files is read without them", async () => {
    const other = (path: string) => {
      writeFileSync(path, "");
      truncateSync(path, 2 ** 33);
    };
    const pipe = (path: string) => execFileSync("mkfifo", [path]);
    const { refused } = await refusalOf({ "p.yaml": GOOD, "huge.bin": other, pipe, "README.md": "x" });
    expect(refused).toBeNull();
  });

  it("one of ten thousand files is refused, naming the folder", async () => {
    const folder = newFolder();
    writePack(folder, { "p.yaml": GOOD });
    for (let n = 0; n < 10_000; n += 1) writeFileSync(join(folder, `${n}`), "");
    await expect(loadCatalog({ extra: folder })).rejects.toThrow(
      `${folder}: has more than 10000 files: name a directory that contains only probes.`,
    );
  });
});

describe("a YAML file with a thousand errors", () => {
  const FAULTY: [fact: string, text: string, count: number, first: RegExp][] = [
    ["unknown keys", `${GOOD}${many(1_000, (n) => `key${n}: x\n`)}`, 1_000, /:8:7: 'key0': is not a known key/],
    [
      "wrong steps",
      probe(...Array.from({ length: 100 }, () => "{ stage: x, get: y }")),
      200,
      /:7:14: 'steps\.0\.stage': Invalid option/,
    ],
    [
      "refused headers",
      probe(`{ stage: result, get: /x, headers: { ${many(1_000, (n) => `cookie${n}: x, `)} } }`),
      1_000,
      /'steps\.0\.headers\.cookie0': this header/,
    ],
    [
      "wrong placeholders",
      probe(...Array.from({ length: 90 }, (_, n) => `{ stage: result, get: "/{a${n}" }`)),
      90,
      /:7:27: 'steps\.0\.get': a path must begin with/,
    ],
  ];

  it.each(FAULTY)("shows the first ten and the number of the others: %s", (_fact, text, count, first) => {
    const folder = newFolder();
    writePack(folder, { "p.yaml": text });
    const message = messageOf(
      (() => {
        try {
          readProbe(join(folder, "p.yaml"));
          return new Error("it was read");
        } catch (error) {
          return error;
        }
      })(),
    );
    const lines = message.split("\n");
    expect(lines).toHaveLength(11);
    expect(lines[0]).toMatch(first);
    for (const line of lines.slice(0, 10)) expect(line).toMatch(/p\.yaml:\d+:\d+: '.*\.$/);
    expect(lines[10]).toBe(`${folder}/p.yaml: ${count - 10} more problems.`);
  });

  describe("and the command line", () => {
    beforeAll(buildCli);

    it("prints eleven lines and ends with 2", async () => {
      const folder = newFolder();
      writePack(folder, { "p.yaml": `${GOOD}${many(1_000, (n) => `key${n}: x\n`)}` });
      const { code, stderr, stdout } = await callCli(["plan", "--probes", folder, "--emulate"]);
      expect(code).toBe(2);
      expect(stdout).toBe("");
      expect(stderr.trimEnd().split("\n")).toHaveLength(11);
    });
  });
});
