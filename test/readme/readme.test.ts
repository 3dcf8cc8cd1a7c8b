import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { VERBS } from "../../src/cli/verbs/index.ts";
import { DIAGNOSES } from "../../src/diagnose/index.ts";
import { VERDICT_KINDS } from "../../src/model/verdict.ts";
import { catalog } from "../support/recorded.ts";

const README = readFileSync(new URL("../../README.md", import.meta.url), "utf8");
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
    const codes = DIAGNOSES.map(({ code }) => code);
    expect(named(codes)).toEqual([]);
    const section = README.slice(README.indexOf("## The findings"), README.indexOf("## Configuration"));
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
});
