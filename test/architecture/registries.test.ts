import { readdirSync, readFileSync } from "node:fs";
import { resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { FINDING_RULES } from "../../src/diagnose/index.ts";
import { listSlots, MAX_TITLE } from "../../src/diagnose/text.ts";

const FOLDER = resolve(import.meta.dirname, "../../src/diagnose/findings");
const FILES = readdirSync(FOLDER).filter((file) => file !== "index.ts");

describe("the registry of findings", () => {
  const codes = FINDING_RULES.map(({ code }) => code);

  it("holds every file of the folder, and each is named after its code", () => {
    const names = FILES.filter((file) => !file.endsWith(".text.ts")).map((file) => file.replace(/\.ts$/, ""));
    expect(codes).toEqual(names.sort((a, b) => a.localeCompare(b, "en")));
  });

  it("is alphabetical and names each code once", () => {
    expect(codes).toEqual([...new Set(codes)].sort((a, b) => a.localeCompare(b, "en")));
  });

  it("supersedes only findings that exist, and never in a circle", () => {
    const below = (code: string, seen = new Set<string>()): Set<string> => {
      for (const next of FINDING_RULES.find((rule) => rule.code === code)?.supersedes ?? [])
        if (!seen.has(next)) below(next, seen.add(next));
      return seen;
    };
    const superseded = FINDING_RULES.flatMap(({ supersedes = [] }) => supersedes);
    expect(superseded.length).toBeGreaterThan(0);
    expect(superseded.filter((code) => !FINDING_RULES.some((rule) => rule.code === code))).toEqual([]);
    expect(FINDING_RULES.filter(({ code }) => below(code).has(code)).map(({ code }) => code)).toEqual([]);
  });
});

describe("the file of a finding", () => {
  it.each(FILES)("%s imports no other finding", (file) => {
    const own = file.replace(/(\.text)?\.ts$/, "");
    const imported = [...readFileSync(resolve(FOLDER, file), "utf8").matchAll(/from "\.\/([^"]+)"/g)].map(
      ([, to]) => to,
    );
    expect(imported.filter((to) => to !== `${own}.text.ts`)).toEqual([]);
  });

  it.each(FINDING_RULES.map((rule) => [rule.code, rule.text] as const))("%s uses each of its texts", (code, text) => {
    const logic = readFileSync(resolve(FOLDER, `${code}.ts`), "utf8");
    const unused = (["title", "explanation", "remedy", "ask"] as const).flatMap((part) =>
      Object.keys(text[part] ?? {}).filter((name) => !logic.includes(`${part}.${name}`) && !logic.includes(`${part}[`)),
    );
    expect(unused).toEqual([]);
  });

  it.each(FINDING_RULES.map((rule) => [rule.code, rule.text] as const))("%s has a title that fits", (_, { title }) => {
    const shortest = Object.values(title).map((template) => template.length - listSlots(template).join("{}").length);
    expect(Math.min(...shortest)).toBeLessThan(MAX_TITLE);
  });
});
