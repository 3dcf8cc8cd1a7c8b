import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { parse } from "yaml";

/* The types of Kubernetes are made from its published schema. The compiler also refuses a key that they do not have. */

const ROOT = resolve(import.meta.dirname, "../../..");
const JOB = parse(readFileSync(join(ROOT, "examples/kubernetes/indexed-job.yaml"), "utf8"));
// In this folder, so that the compiler finds the types.
const folder = mkdtempSync(join(import.meta.dirname, "../node_modules/.kubernetes-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** What the compiler says about a manifest as a Job of batch/v1. Empty: nothing. */
function problemsOf(manifest: unknown): string {
  const file = join(folder, "manifest.ts");
  const source = `import type { Job } from "kubernetes-types/batch/v1";\nexport const job: Job = ${JSON.stringify(manifest)};\n`;
  writeFileSync(file, source);
  const compiler = join(ROOT, "node_modules/typescript/bin/tsc");
  const flags = ["--noEmit", "--strict", "--module", "preserve", "--types", "", "--ignoreConfig", file];
  return spawnSync(process.execPath, [compiler, ...flags], { cwd: folder, encoding: "utf8" }).stdout;
}

describe("the Indexed Job of examples/kubernetes", () => {
  it("is a Job of batch/v1, with no key that Kubernetes does not know", () => {
    expect(problemsOf(JOB)).toBe("");
  });

  it("would be refused with a misspelt key, or with a value of another type", () => {
    const { spec } = JOB;
    const [container] = spec.template.spec.containers;
    const misspelt = { ...container, volumeMount: container.volumeMounts };
    const pod = { ...spec.template.spec, containers: [misspelt] };
    expect(problemsOf({ ...JOB, spec: { ...spec, completions: "4" } })).toContain("'string' is not assignable");
    expect(problemsOf({ ...JOB, spec: { ...spec, template: { spec: pod } } })).toContain(
      "volumeMount\"' does not exist",
    );
  });
});
