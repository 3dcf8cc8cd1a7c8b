import { readdirSync, readFileSync } from "node:fs";
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

describe("action.yml", () => {
  const action = parse(read("action.yml"));

  it("has an input for each flag of run, with its description", () => {
    const flags = Object.entries(run.flags).filter(([name]) => !LEFT_OUT.includes(name));
    expect(Object.keys(action.inputs)).toEqual(flags.map(([name]) => name));
    for (const [name, { describe: text }] of flags) {
      if (name === "format") continue;
      expect(action.inputs[name].description).toBe(text.replace(/ Repeatable\.$/, " One per line."));
    }
  });

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
      expect([key?.env, deployments.length]).toEqual(["AZURE_OPENAI_API_KEY", 2]);
  });
});
