import { expect, it } from "vitest";
import { startEmulator } from "../../src/emulator/resource.ts";
import type { Report } from "../../src/model/report.ts";
import { startReplay } from "../../src/replay/index.ts";
import { planOptionsFor } from "../line/rows/index.ts";
import { runOnce } from "../settle/neutral.ts";
import { targetOf } from "../support/embedded.ts";

/** What the settle pass concluded, and what it sent. */
const settledIn = ({ results }: Report) =>
  results.map(({ cell, verdict, cause, settledBy, facts }) => [
    cell.id,
    verdict,
    cause,
    settledBy ?? null,
    facts ?? null,
    cell.settles?.trial ?? null,
  ]);

it("gives the extra requests of the settle pass again, and so the same verdicts", async () => {
  const scenario = "refusals-alike";
  const emulator = await startEmulator({ scenario });
  const target = targetOf(emulator, scenario);
  const settle = await runOnce(target, emulator.key, planOptionsFor(scenario));
  const { after: report } = await settle(true);
  await emulator.close();
  expect(report.results.filter(({ settledBy }) => settledBy !== undefined).length).toBeGreaterThan(3);
  const replay = await startReplay({ report });
  try {
    const [played] = replay.targets;
    if (played === undefined) throw new Error("no target");
    const { endpoint, hosts, key } = played;
    const again = await runOnce({ ...target, endpoint, hosts }, key, planOptionsFor(scenario));
    expect(settledIn((await again(true)).after)).toEqual(settledIn(report));
  } finally {
    await replay.close();
  }
});
