import { afterEach, describe, expect, it } from "vitest";
import { readInventory } from "../../src/discover/inventory.ts";
import { type RunningEmulator, startEmulator } from "../../src/emulator/resource.ts";
import type { EmulatedArm } from "../../src/emulator/scenario.ts";
import { readScenario } from "../../src/emulator/scenario-reader.ts";
import { armAt, roleOf } from "./discovery.ts";

const base = await readScenario("all-supported");
const TOKEN = "an-emulated-management-token-01";
const LARGE: EmulatedArm = {
  subscriptions: 3,
  accounts: 40,
  deployments: 400,
  pageSize: 4,
  regions: ["swedencentral", "eastus2"],
  throttle: { every: 7, retryAfter: 3 },
  models: [{ model: "gpt-realtime-1.5", lifecycle: "Preview", retires: "2027-08-24" }],
};

const running: RunningEmulator[] = [];
afterEach(async () => {
  for (const one of running.splice(0)) await one.close();
});

async function serve(arm: EmulatedArm): Promise<RunningEmulator> {
  const emulator = await startEmulator({ scenario: { ...base, arm }, armToken: TOKEN });
  running.push(emulator);
  return emulator;
}

describe("the inventory of an emulated Azure Resource Manager", () => {
  it("has all 400 deployments of 40 accounts in 3 subscriptions, despite pages and 429 responses", async () => {
    const { endpoint } = await serve(LARGE);
    const { arm, waits } = armAt(endpoint, TOKEN);
    const { subscriptions, accounts, problems, otherKinds } = await readInventory(arm, [], roleOf);
    const deployments = accounts.flatMap((one) => one.deployments.map(({ name }) => `${one.name}/${name}`));
    expect({ problems, otherKinds, unread: arm.unread }).toEqual({ problems: [], otherKinds: 0, unread: 0 });
    expect([subscriptions.length, accounts.length, new Set(deployments).size]).toEqual([3, 40, 400]);
    expect(waits.length).toBeGreaterThan(20);
    expect(new Set(waits)).toEqual(new Set([3000]));
    expect(arm.isEmulated).toBe(true);
  });

  it("gives each deployment the role of its model and what the list of models claims", async () => {
    const { endpoint } = await serve({ ...LARGE, subscriptions: 1, accounts: 1, deployments: 5 });
    const { accounts, at } = await readInventory(armAt(endpoint, TOKEN).arm, [], roleOf);
    expect(accounts[0]).toMatchObject({ region: "swedencentral", kind: "OpenAI", endpoint: `${endpoint}/` });
    expect(accounts[0]?.deployments.map(({ name, role, claim }) => ({ name, role, claim }))).toEqual([
      {
        name: "gpt-realtime-1.5",
        role: "conversation",
        claim: { lifecycle: "Preview", retires: "2027-08-24", capabilities: ["inference", "realtime"], at },
      },
      {
        name: "gpt-realtime-whisper",
        role: "transcription",
        claim: { lifecycle: "GenerallyAvailable", capabilities: ["inference", "realtime"], at },
      },
      {
        name: "gpt-4o-transcribe",
        role: "transcription",
        claim: { lifecycle: "GenerallyAvailable", capabilities: ["inference", "realtime"], at },
      },
      {
        name: "gpt-realtime-translate",
        role: "translation",
        claim: { lifecycle: "GenerallyAvailable", capabilities: ["inference", "realtime"], at },
      },
      {
        name: "gpt-4.1-mini",
        role: "chat",
        claim: { lifecycle: "GenerallyAvailable", capabilities: ["chatCompletion", "inference"], at },
      },
    ]);
  });

  it("names a subscription that it may not read, and has the others", async () => {
    const { endpoint } = await serve({ ...LARGE, denied: [2] });
    const { accounts, problems } = await readInventory(armAt(endpoint, TOKEN).arm, [], roleOf);
    expect(accounts.length).toBe(27);
    expect(problems).toMatchObject([
      { scope: "subscription 00000000-0000-4000-8000-000000000002", status: 403, isLimit: false },
    ]);
    expect(problems[0]?.text).toContain("403 AuthorizationFailed: The client");
  });

  it("reads only the named subscriptions, and says which of them does not exist", async () => {
    const { endpoint } = await serve(LARGE);
    const named = ["00000000-0000-4000-8000-000000000003", "00000000-0000-4000-8000-000000000009"];
    const { accounts, problems } = await readInventory(armAt(endpoint, TOKEN).arm, named, roleOf);
    expect(accounts.length).toBe(13);
    expect(problems.map(({ scope, status }) => [scope, status])).toEqual([[`subscription ${named[1]}`, 404]]);
  });

  it("ends a list if its waits exceed --max-wait", async () => {
    const { endpoint } = await serve({ ...LARGE, throttle: { every: 2, retryAfter: 600 } });
    const { problems } = await readInventory(armAt(endpoint, TOKEN).arm, [], roleOf);
    expect(problems[0]).toMatchObject({ status: 429, isLimit: true });
    expect(problems[0]?.text).toBe("it is rate-limited for longer than --max-wait allows (600 s)");
  });

  it("stops after the first request if the token is rejected", async () => {
    const { endpoint } = await serve(LARGE);
    const { arm } = armAt(endpoint, "a-wrong-management-token-0001");
    const { problems } = await readInventory(arm, [], roleOf);
    expect(problems).toMatchObject([{ scope: "subscriptions", status: 401 }]);
    expect(arm.requests).toBe(1);
  });
});
