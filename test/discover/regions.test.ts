import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { rankRegions } from "../../src/discover/regions.ts";
import { type RunningEmulator, startEmulator } from "../../src/emulator/resource.ts";
import { readScenario } from "../../src/emulator/scenario-reader.ts";
import { armAt } from "./discovery.ts";

const base = await readScenario("all-supported");
const TOKEN = "an-emulated-management-token-01";
let emulator: RunningEmulator;

beforeAll(async () => {
  const regions = ["swedencentral", "eastus2", "francecentral"];
  const arm = { subscriptions: 2, accounts: 4, deployments: 20, pageSize: 2, regions, denied: [2] };
  emulator = await startEmulator({ scenario: { ...base, arm }, armToken: TOKEN });
});
afterAll(async () => await emulator.close());

describe("the ranking of regions", () => {
  it("puts the region with the most free quota first, and names the accounts there", async () => {
    const named = ["00000000-0000-4000-8000-000000000001"];
    const { offers, problems } = await rankRegions(armAt(emulator.endpoint, TOKEN).arm, named, ["GPT-realtime-1.5"]);
    expect(problems).toEqual([]);
    expect(offers.map(({ region, free, quota, accounts }) => [region, free, quota, accounts.length])).toEqual([
      ["francecentral", 30, { used: 0, limit: 30 }, 0],
      ["eastus2", 19, { used: 1, limit: 20 }, 1],
      ["swedencentral", 9, { used: 1, limit: 10 }, 1],
    ]);
  });

  it("has the offers of a readable subscription next to the problem of another", async () => {
    const { offers, problems } = await rankRegions(armAt(emulator.endpoint, TOKEN).arm, [], ["gpt-4.1-mini", "nope"]);
    expect(offers.map(({ model, version }) => `${model} ${version}`)).toEqual(Array(3).fill("gpt-4.1-mini 2025-04-14"));
    expect(problems.map(({ status }) => status)).toEqual([403]);
  });
});
