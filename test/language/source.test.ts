import { describe, expect, it } from "vitest";
import { z } from "zod";
import { loadCatalog } from "../../src/catalog/index.ts";
import { INCOMPARABLE } from "../../src/model/baseline.ts";
import { CAUSES } from "../../src/model/cause.ts";
import { claimSchema } from "../../src/model/claim.ts";
import { errorTextSchema } from "../../src/model/error-text.ts";
import { IRREGULARITIES } from "../../src/model/irregularity.ts";
import { probeSchema } from "../../src/model/probe.ts";
import { findFaults, findTitleFaults, findWordFaults, formatFaults } from "./rules.ts";
import { listComments, listStrings, readSource } from "./source.ts";

/** The folders of src that follow the writing rules. A new folder belongs here. */
const FOLDERS = [
  "bundle",
  "catalog",
  "cli",
  "conclusion",
  "diagnose",
  "doctor",
  "emulator",
  "import",
  "judge",
  "model",
  "plan",
  "recipe",
  "redaction",
  "render",
  "replay",
  "run",
  "settle",
  "steps",
  "why",
  "wire",
];

describe("listComments", () => {
  it("returns block comments and joined line comments without marks, drawings and directives", () => {
    const code = [
      "/** One line. */",
      "const a = 1;",
      "/*",
      " * First.",
      " *   a ─▶ b",
      " * @param b a value",
      " */",
      "  // Second",
      "  // line.",
      "  // biome-ignore lint/x: y",
      'const b = "// no comment";',
      "",
    ].join("\n");
    expect(listComments(code)).toEqual(["One line.", "First.\n\n@param b a value", "Second\nline."]);
  });
});

describe("listStrings", () => {
  it("returns texts of four words and more, with each value as one word", () => {
    const code =
      'const a = "two words";\nconst b = `the file $' + '{name} is not valid`;\nconst c = "this is a text";\n';
    expect(listStrings(code)).toEqual(["the file VALUE is not valid", "this is a text"]);
  });
});

describe.each(FOLDERS)("src/%s", (folder) => {
  const sources = readSource(folder);

  it("has comments that follow the writing rules", () => {
    const faults = sources.flatMap(({ file, comments }) =>
      comments.flatMap((comment) => formatFaults(findWordFaults(comment), file)),
    );
    expect(faults).toEqual([]);
  });

  it("has texts that follow the writing rules", () => {
    const faults = sources.flatMap(({ file, strings }) =>
      strings.flatMap((text) => formatFaults(findWordFaults(text), file)),
    );
    expect(faults).toEqual([]);
  });
});

describe("the texts of the model follow the writing rules", () => {
  it.each(Object.entries({ ...CAUSES }))("cause %s", (_code, { why }) => {
    expect(formatFaults(findFaults(why))).toEqual([]);
  });

  it.each(Object.entries({ ...INCOMPARABLE, ...IRREGULARITIES }))("%s", (_code, text) => {
    expect(formatFaults(findFaults(text))).toEqual([]);
  });

  it.each(Object.entries({ probeSchema, claimSchema, errorTextSchema }))("descriptions of %s", (_name, schema) => {
    const descriptions = descriptionsIn(z.toJSONSchema(schema, { io: "input", unrepresentable: "any" }));
    expect(descriptions.length).toBeGreaterThan(4);
    expect(descriptions.flatMap((text) => formatFaults(findFaults(text)))).toEqual([]);
  });
});

it("probe titles follow the writing rules", async () => {
  const { probes } = await loadCatalog({ extra: null });
  expect(probes.flatMap(({ id, title }) => formatFaults(findTitleFaults(title), id))).toEqual([]);
});

function descriptionsIn(value: unknown): string[] {
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) =>
    key === "description" && typeof inner === "string" ? [inner] : descriptionsIn(inner),
  );
}
