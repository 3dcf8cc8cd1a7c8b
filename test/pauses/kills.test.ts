import { beforeAll, describe, expect, it } from "vitest";
import { readJournal } from "../../src/run/index.ts";
import { buildCli } from "../support/built-cli.ts";
import { killAfter } from "./stopped-run.ts";

/** `npm run test:pauses` kills more often. */
const KILLS = process.env.AOAI_PROBE_PAUSES === undefined ? 3 : 50;

beforeAll(buildCli);

describe("a run that is killed", () => {
  it("has every cell in its journal that it called finished, and no torn line among them", async () => {
    const lost: string[] = [];
    let finishedCells = 0;
    for (let n = 0; n < KILLS; n++) {
      const { finished, journal } = await killAfter(1 + ((n * 37) % 150), { tls: false, timeoutMs: 10_000 });
      const kept = new Set<string>();
      for await (const { cell } of readJournal(journal)) kept.add(cell);
      lost.push(...finished.filter((cell) => !kept.has(cell)));
      finishedCells += finished.length;
    }
    if (process.env.AOAI_PROBE_PAUSES !== undefined) {
      console.log(`${KILLS} kills: ${lost.length} of ${finishedCells} finished cells lost`);
    }
    expect(lost).toEqual([]);
    expect(finishedCells).toBeGreaterThan(KILLS);
  }, 600_000);
});
