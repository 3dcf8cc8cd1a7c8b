import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";

const ROOT = resolve(import.meta.dirname, "../..");
const NAME = "added-here";

/** An extension as docs/adding.md describes it. */
interface Extension {
  what: string;
  /** New files: path and content. */
  files: Record<string, string>;
  /** At most one line in another file, after the last line that begins so. */
  line: { file: string; after: RegExp; text: string } | null;
}

const EXTENSIONS: Extension[] = [
  {
    what: "probe",
    files: {
      [`probes/rest/${NAME}.yaml`]: `id: ${NAME}
title: Models, once more
surface: rest
role: any
per: target
reference: https://example.com/models
steps:
  - stage: result
    get: /openai/v1/models
    expect: { status: [200], nonempty: object }
`,
    },
    line: null,
  },
  {
    what: "scenario",
    files: {
      [`scenarios/${NAME}.yaml`]: `name: ${NAME}
deployments:
  - { model: gpt-4.1-mini, version: 2025-04-14, role: chat }
`,
    },
    line: null,
  },
  {
    what: "finding",
    files: {
      [`src/diagnose/findings/${NAME}.text.ts`]: `import type { FindingText } from "../text.ts";

export const TEXT = {
  meaning: "A cell was run.",
  evidence: "Any response.",
  causes: ["A run."],
  title: { run: "A cell was run" },
  explanation: { run: "A run has cells." },
  remedy: { none: "Do nothing." },
} as const satisfies FindingText;
`,
      [`src/diagnose/findings/${NAME}.ts`]: `import type { FindingRule } from "../rule.ts";
import { TEXT } from "./${NAME}.text.ts";

const { title, explanation, remedy } = TEXT;

export const addedHere: FindingRule = {
  code: "${NAME}",
  text: TEXT,
  find: (facts) =>
    facts.cells.slice(0, 1).map((cell) => ({
      severity: "information",
      title: title.run,
      cells: [cell],
      component: "unknown",
      facts: {},
      explanation: explanation.run,
      remedy: remedy.none,
    })),
};
`,
    },
    line: {
      file: "src/diagnose/findings/index.ts",
      after: /^export \{/,
      text: `export { addedHere } from "./${NAME}.ts";`,
    },
  },
  {
    what: "format",
    files: {
      [`src/render/${NAME}.ts`]: `import type { Format } from "./view.ts";

export const format: Format = {
  extension: "csv",
  render: (report) => report.results.map(({ cell, verdict }) => \`\${cell.id},\${verdict}\\n\`).join(""),
};
`,
    },
    line: {
      file: "src/render/index.ts",
      after: /^ {2}table: async/,
      text: `  "${NAME}": async () => (await import("./${NAME}.ts")).format,`,
    },
  },
  {
    what: "command",
    files: {
      [`src/cli/verbs/${NAME}.ts`]: `import { writeOut } from "../output/standard-output.ts";
import { defineVerb } from "../verb.ts";

export const addedHere = defineVerb({
  describe: "Print a greeting",
  positionals: [],
  flags: { name: { kind: "text", describe: "Name to greet." } },
  examples: ["aoai-probe ${NAME} --name world"],
  run: async ({ flags }) => {
    writeOut(\`hello \${flags.name ?? "you"}\\n\`);
    return 0;
  },
});
`,
    },
    line: {
      file: "src/cli/verbs/index.ts",
      after: /^ {2}why: async/,
      text: `  "${NAME}": async () => (await import("./${NAME}.ts")).addedHere,`,
    },
  },
  {
    what: "format to import",
    files: {
      [`src/import/${NAME}.ts`]: `import { emptyExchange, type Reader } from "./exchange.ts";

export const addedHere: Reader = {
  format: "list of paths",
  recognises: (text) => text.startsWith("paths:"),
  read: (text, file) =>
    text
      .split("\\n")
      .slice(1)
      .filter((path) => path !== "")
      .map((path, index) => ({
        ...emptyExchange(\`\${file}:\${index + 2}\`),
        url: \`https://contoso.openai.azure.com\${path}\`,
        status: 401,
      })),
};
`,
    },
    line: {
      file: "src/import/readers.ts",
      after: /^export \{/,
      text: `export { addedHere } from "./${NAME}.ts";`,
    },
  },
  {
    what: "cause",
    files: {},
    line: {
      file: "src/model/cause.ts",
      after: /^ {2}"inconclusive\.unrecognised"/,
      text: `  "inconclusive.${NAME}": { verdict: "inconclusive", why: "this test added it" },`,
    },
  },
];

const copy = mkdtempSync(join(tmpdir(), "aoai-probe-adding-"));

function apply({ files, line }: Extension): void {
  for (const [file, text] of Object.entries(files)) {
    mkdirSync(dirname(join(copy, file)), { recursive: true });
    writeFileSync(join(copy, file), text);
  }
  if (line === null) return;
  const lines = readFileSync(join(copy, line.file), "utf8").split("\n");
  const at = lines.findLastIndex((text) => line.after.test(text));
  expect(at, `${line.file} has no line ${line.after}`).toBeGreaterThan(-1);
  writeFileSync(join(copy, line.file), lines.toSpliced(at + 1, 0, line.text).join("\n"));
}

function run(...args: string[]): { code: number | null; stdout: string; stderr: string } {
  const env = { PATH: process.env.PATH ?? "", HOME: copy, TZ: "UTC" };
  const script = join(copy, "bin", "aoai-probe.mjs");
  const { status, stdout, stderr } = spawnSync(process.execPath, [script, ...args], {
    cwd: copy,
    env,
    encoding: "utf8",
  });
  return { code: status, stdout, stderr };
}

beforeAll(() => {
  for (const part of ["src", "probes", "scenarios", "bin", ".ci/build.mjs", "package.json", "tsconfig.json"]) {
    cpSync(join(ROOT, part), join(copy, part), { recursive: true });
  }
  symlinkSync(join(ROOT, "node_modules"), join(copy, "node_modules"));
  EXTENSIONS.forEach(apply);
  const built = spawnSync(process.execPath, [join(copy, ".ci/build.mjs")], { encoding: "utf8" });
  expect([built.status, built.stdout, built.stderr]).toEqual([0, "", ""]);
}, 120_000);

describe("docs/adding.md", () => {
  const table = readFileSync(join(ROOT, "docs/adding.md"), "utf8");

  it.each(EXTENSIONS)("names the files of a $what, which are one or two and one line", ({ what, files, line }) => {
    const form = Object.keys(files).map((file) => file.replace(NAME, "NAME").replace("probes/rest", "probes/SURFACE"));
    const named =
      form.length === 0
        ? "none"
        : form
            .sort()
            .reverse()
            .map((file) => `\`${file}\``)
            .join(" ");
    expect(table).toContain(`| ${what} | ${named} | ${line === null ? "none" : `\`${line.file}\``} |`);
    expect(form.length).toBeLessThanOrEqual(what === "finding" ? 2 : 1);
  });
});

describe("a copy of the program with each extension", () => {
  it("plans the probe", () => {
    const { code, stdout } = run("plan", "--emulate", "all-supported", "--probe", NAME, "--cells");
    expect(code).toBe(0);
    expect(stdout).toContain(`all-supported/-/${NAME}`);
  });

  it("serves the scenario, runs the probe, shows the finding and writes the format", () => {
    const { code, stdout, stderr } = run("run", "--emulate", NAME, "--probe", NAME, "--json");
    expect([code, stderr]).toEqual([0, expect.any(String)]);
    const report = JSON.parse(stdout);
    expect(report.run.emulated).toEqual([NAME]);
    expect(report.findings.map((finding: { code: string }) => finding.code)).toContain(NAME);
    writeFileSync(join(copy, "report.json"), stdout);
    expect(run("report", "report.json", "--format", NAME).stdout).toContain(`${NAME}/-/${NAME},supported\n`);
  });

  it("runs the command and lists it in help", () => {
    expect(run(NAME, "--name", "world")).toMatchObject({ code: 0, stdout: "hello world\n" });
    expect(run("--help").stdout).toContain("Print a greeting");
  });

  it("imports the format and names it in the report and in errors", () => {
    writeFileSync(join(copy, "paths.txt"), "paths:\n/openai/v1/models\n");
    writeFileSync(join(copy, "other.txt"), "hello\n");
    const { stdout, stderr } = run("import", "paths.txt", "--json");
    expect(stderr).toContain("paths.txt:2: the same request as ");
    const report = JSON.parse(stdout);
    expect(report.run.imported).toEqual(["list of paths"]);
    expect(report.results.map(({ status }: { status: number }) => status)).toEqual([401]);
    const { code, stderr: error } = run("import", "other.txt");
    expect([code, error]).toEqual([2, expect.stringContaining("list of paths")]);
  });

  it("knows the cause", () => {
    const text = readFileSync(join(copy, "dist/model/cause.js"), "utf8");
    expect(text).toContain(`"inconclusive.${NAME}"`);
  });
});
