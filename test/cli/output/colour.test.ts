import { stripVTControlCharacters } from "node:util";
import { describe, expect, it } from "vitest";
import { wantsColour } from "../../../src/cli/output/colour-choice.ts";
import { loadFormat } from "../../../src/render/index.ts";
import { colourTable } from "../../../src/render/table/colour.ts";
import { franceCentral } from "../../fixtures/france-central/report.ts";

describe("colours", () => {
  it.each<[Record<string, string>, boolean, boolean]>([
    [{}, true, true],
    [{}, false, false],
    [{ NO_COLOR: "1" }, true, false],
    [{ NO_COLOR: "" }, true, true],
    [{ FORCE_COLOR: "1" }, false, true],
    [{ FORCE_COLOR: "0" }, true, false],
    [{ FORCE_COLOR: "1", NO_COLOR: "1" }, false, true],
    [{ TERM: "dumb" }, true, false],
  ])("with %j on a terminal (%s) are printed: %s", (variables, isTerminal, expected) => {
    expect(wantsColour(variables, isTerminal)).toBe(expected);
  });

  it("repeat what the words of the table say, and change none of them", async () => {
    const { render } = await loadFormat("table");
    const table = render(await franceCentral(), { matrix: true, target: null, finding: null });
    const coloured = colourTable(table);
    expect(stripVTControlCharacters(coloured)).toBe(table);
    expect(coloured).toContain("\u001b[32mworks\u001b[0m");
    expect(coloured).toContain("\u001b[1;31mhigh\u001b[0m");
    expect(coloured).toMatch(/\u001b\[31m[a-z ]+\u001b\[0m/);
  });
});
