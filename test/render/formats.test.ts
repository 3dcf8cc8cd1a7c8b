import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { FORMATS, loadFormat } from "../../src/render/index.ts";

const FOLDER = new URL("../../src/render/", import.meta.url);

describe("the registry of formats", () => {
  it("names every file that holds a format, alphabetically", () => {
    const files = readdirSync(FOLDER).filter((name) => name.endsWith(".ts"));
    const holding = files.filter((name) =>
      readFileSync(new URL(name, FOLDER), "utf8").includes("export const format: Format"),
    );
    expect(holding.map((name) => name.replace(".ts", ""))).toEqual([...FORMATS]);
    expect([...FORMATS]).toEqual([...FORMATS].sort());
  });

  it("loads each with what its files end with", async () => {
    const loaded = await Promise.all(FORMATS.map(loadFormat));
    expect(loaded.map(({ extension }) => extension)).toEqual(["json", "md", "txt"]);
  });

  it("leaves cli-table3 to the table alone", () => {
    const importing = readdirSync(FOLDER, { recursive: true, encoding: "utf8" })
      .filter((name) => name.endsWith(".ts"))
      .filter((name) => readFileSync(new URL(name, FOLDER), "utf8").includes('"cli-table3"'));
    expect(importing).toEqual(["table/grid.ts"]);
  });
});
