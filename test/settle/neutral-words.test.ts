import { beforeAll, describe, expect, it } from "vitest";
import { scenarioNames } from "../../src/emulator/scenario-folder.ts";
import { LONG } from "../support/long-counts.ts";
import { compare, type Kept, type Spoken, speak } from "./neutral.ts";

/*
 * Every message of the service becomes the same word, and no error text is known. Verdicts then rest on codes, on what
 * was sent and on experiments. A cell keeps its verdict if the verdict is equal. The cause may be another one.
 */

const FEW = ["fr-025-2026-06-12", "redirected-elsewhere", "refusals-alike"];
const AT_ONCE = 6;
/** The share of cells that keep their verdict after the settle pass, with the default limits. */
const LEAST = 0.8;

const spoken = new Map<string, Spoken>();

beforeAll(async () => {
  const queue = LONG ? scenarioNames() : [...FEW];
  const worker = async () => {
    for (let name = queue.shift(); name !== undefined; name = queue.shift()) spoken.set(name, await speak(name));
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
}, 900_000);

function rows(which: "neutral" | "settled"): Kept[] {
  return [...spoken.values()].flatMap((one) => compare(one.worded, one[which]));
}

function share(of: Kept[]): number {
  return of.filter(({ outcome }) => outcome === "kept").length / of.length;
}

describe("a service that says everything in the same word", () => {
  it("leads to no other claim, with the settle pass and without it", () => {
    const changed = [...rows("neutral"), ...rows("settled")].filter(({ outcome }) => outcome === "changed");
    expect(changed.map(({ id, before, after }) => `${id}: ${before.cause} became ${after.cause}`)).toEqual([]);
  });

  it("leaves at least 80 % of the verdicts as they are, after the settle pass", () => {
    const [before, after] = [rows("neutral"), rows("settled")];
    if (LONG) console.log(table(before, after));
    expect(share(after)).toBeGreaterThanOrEqual(LEAST);
    expect(share(after)).toBeGreaterThan(share(before));
  });
});

/** How many verdicts were kept and lost, by the cause that the words gave. */
function table(before: Kept[], after: Kept[]): string {
  const lines = (title: string, cells: Kept[]) => {
    const causes = [...new Set(cells.map((one) => one.before.cause))].map((cause) => {
      const own = cells.filter((one) => one.before.cause === cause);
      const count = (outcome: Kept["outcome"]) => own.filter((one) => one.outcome === outcome).length;
      return {
        cause,
        own,
        text: `${count("kept")} kept, ${count("lost")} lost, ${count("changed")} changed: ${cause}`,
      };
    });
    const failed = cells.filter((one) => one.before.verdict !== "supported");
    return [
      `${title}: ${(100 * share(cells)).toFixed(1)} % of ${cells.length} cells, ${(100 * share(failed)).toFixed(1)} % of the ${failed.length} that do not work`,
      ...causes.sort((a, b) => b.own.length - a.own.length).map(({ text }) => `  ${text}`),
    ];
  };
  return [...lines("Without the settle pass", before), ...lines("With it", after)].join("\n");
}
