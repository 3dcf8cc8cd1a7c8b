import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { readConfigurationFile } from "../../src/cli/configuration/file.ts";
import { run } from "../../src/cli/verbs/run.ts";

const ROOT = resolve(import.meta.dirname, "../..");
const read = (file: string) => readFileSync(join(ROOT, file), "utf8");
/** Flags that print something else on standard output, or that are the default. */
const LEFT_OUT = ["json", "matrix", "finding", "settle"];

/** Every value under a key that is a script. */
function scriptsIn(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(scriptsIn);
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, child]) => {
    const isScript = ["run", "bash", "script", "before_script"].includes(key);
    if (isScript && (typeof child === "string" || Array.isArray(child))) return [child].flat().map(String);
    return scriptsIn(child);
  });
}

/** `npm run samples` writes the inputs of action.yml. */
const WRITE = process.env.AOAI_PROBE_WRITE_SAMPLES === "1";
/** What an input has instead of the description or the empty default of its flag. */
const OWN: Record<string, { description?: string; value?: string }> = {
  // The action itself writes two formats.
  format: { description: "Further format to write. One per line." },
  output: { value: "aoai-probe-report" },
};

/** The inputs of action.yml as lines of YAML: the flags of `run`, with their descriptions. */
function formatInputs(): string {
  const flags = Object.entries(run.flags).filter(([name]) => !LEFT_OUT.includes(name));
  return flags
    .map(([name, { describe: text }]) => {
      const { description = text.replace(/ Repeatable\.$/, " One per line."), value = "" } = OWN[name] ?? {};
      return `  ${name}:\n    description: ${JSON.stringify(description)}\n    default: ${JSON.stringify(value)}\n`;
    })
    .join("");
}

describe("action.yml", () => {
  it("has an input for each flag of run, with its description", () => {
    const [before, inputs, after] = read("action.yml").split(/(?<=^inputs:\n)((?:^ .*\n)*)/m);
    if (WRITE) writeFileSync(join(ROOT, "action.yml"), `${before}${formatInputs()}${after}`);
    else expect(inputs).toBe(formatInputs());
  });

  const action = parse(read("action.yml"));

  it("has the outputs verdict, exit-reason, regressions and report", () => {
    expect(Object.keys(action.outputs)).toEqual(["verdict", "exit-reason", "regressions", "report"]);
  });
});

describe("the examples", () => {
  const files = ["action.yml", ...readdirSync(join(ROOT, "examples")).map((name) => join("examples", name))];

  it.each(files.filter((file) => file.endsWith("yml")))("%s has scripts without an expression in them", (file) => {
    const scripts = scriptsIn(parse(read(file)));
    expect(scripts.length > 0 || read(file).includes("uses: ./")).toBe(true);
    for (const script of scripts) expect(script).not.toMatch(/\$\{\{|\$\(/);
  });

  it("have a configuration that is accepted, with twelve targets", () => {
    const { targets } = readConfigurationFile(join(ROOT, "examples/aoai-probe.yaml")).content;
    expect(targets).toHaveLength(12);
    for (const { key, deployments } of targets)
      expect([key, deployments.length]).toEqual([{ env: "AZURE_OPENAI_API_KEY" }, 2]);
  });
});
