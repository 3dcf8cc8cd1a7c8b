import { readdirSync, readFileSync } from "node:fs";
import { basename } from "node:path";
import { describe, expect, it } from "vitest";
import { FORMATS, loadFormat } from "../../src/render/index.ts";

const FOLDER = new URL("../../src/render/", import.meta.url);

describe("the registry of formats", () => {
  it("names every file that holds a format, alphabetically", () => {
    const files = readdirSync(FOLDER, { recursive: true, encoding: "utf8" }).filter((name) => name.endsWith(".ts"));
    const holding = files.filter((name) =>
      readFileSync(new URL(name, FOLDER), "utf8").includes("export const format: Format"),
    );
    expect(holding.map((name) => basename(name, ".ts")).sort()).toEqual([...FORMATS]);
    expect([...FORMATS]).toEqual([...FORMATS].sort());
  });

  it("loads each with a file extension of its own", async () => {
    const extensions = (await Promise.all(FORMATS.map(loadFormat))).map(({ extension }) => extension);
    expect(new Set(extensions).size).toBe(FORMATS.length);
    expect(extensions).toEqual(expect.arrayContaining(["json", "md", "txt"]));
  });

  it("leaves cli-table3 to the table alone", () => {
    const importing = readdirSync(FOLDER, { recursive: true, encoding: "utf8" })
      .filter((name) => name.endsWith(".ts"))
      .filter((name) => readFileSync(new URL(name, FOLDER), "utf8").includes('"cli-table3"'));
    expect(importing).toEqual(["table/grid.ts"]);
  });
});
